#!/bin/bash
# Reports in a browser that has no network: the scripts run, nothing is said on the console, nothing is fetched, and
# what is pressed works.
#
#     Tests/Tools/Report/Browser/run.sh BUILD_DIR [FOLDER_OF_PROGRAMS]
#
# Screenshots are left in BUILD_DIR/report, for people to look at.
set -u
tests=$(cd "$(dirname "$0")" && pwd)
. "$tests/../../../Command/expect.sh"
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [FOLDER_OF_PROGRAMS]" >&2; exit 2; }
programs=$(realpath "${2:-"$tests/../../../../.build/debug"}")
mkdir -p "$1/report"
shots=$(realpath "$1/report")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# browser URL OPTION...: what the page says on the console is in the file `console`.
browser() {
    local url=$1
    shift
    timeout 120 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars \
        --host-resolver-rules="MAP * ~NOTFOUND" --user-data-dir="$work/profile" \
        --virtual-time-budget=4000 --enable-logging=stderr --v=0 "$@" "$url" 2>messages
    local code=$?
    grep -a "CONSOLE" messages >console
    return $code
}

expect 0 "" "$programs/writereport" "$work"
for page in report hostile empty; do
    expect 0 "" browser "file://$work/$page.html" --dump-dom
    check grep -q '<html[^>]*data-ready="true"' out
    check test ! -s console
    # Addresses in texts are no references; every src, href and style is looked at. Headings point into the page itself.
    check python3 "$tests/check_references.py" $page.html
done
check grep -q "&lt;/script&gt;&lt;script&gt;" hostile.html
check test "$(grep -c "<script" hostile.html)" = 1
check test "$(stat -c %s report.html)" -lt 4000000

# Pressing, typing and turning the wheel, by a script at the end of a copy.
python3 - "$tests/interactions.js" <<'PYTHON'
import sys
page = open("report.html", encoding="utf-8").read()
script = open(sys.argv[1], encoding="utf-8").read()
open("pressed.html", "w", encoding="utf-8").write(page.replace("</body>", f"<script>\n{script}</script>\n</body>"))
PYTHON
expect 0 "" browser "file://$work/pressed.html" --dump-dom --window-size=1400,1000
check grep -q '<html[^>]*data-checks="[0-9]* passed"' out
grep -o 'data-checks="[^"]*"' out
check test ! -s console

shot() {
    check browser "file://$work/$2" --screenshot="$shots/$1.png" --window-size="$3" "${@:4}"
    check test -s "$shots/$1.png"
}
shot light report.html 1400,4400 --blink-settings=preferredColorScheme=1
shot dark report.html 1400,4400 --blink-settings=preferredColorScheme=0
shot narrow report.html 500,6400
shot lightbox "report.html#worst-1/errors" 1400,900
shot lightbox-narrow "report.html#best-1/truth" 500,900
shot hostile hostile.html 1200,2600
check browser "file://$work/report.html" --print-to-pdf="$shots/report.pdf" --no-pdf-header-footer
check test -s "$shots/report.pdf"

echo "report: $passed passed, $failed failed; screenshots in $shots"
[ $failed -eq 0 ]
