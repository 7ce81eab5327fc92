# What the tests of the command line have in common; to be sourced. They end with: [ $failed -eq 0 ]
passed=0 failed=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAILED: $*"; }

# expect CODE WORD COMMAND...: the command ends with CODE and names WORD on standard error.
expect() {
    local code=$1 word=$2
    shift 2
    "$@" >out 2>err
    local got=$?
    if [ $got -eq "$code" ] && { [ -z "$word" ] || grep -qF -- "$word" err; }; then pass
    else fail "exit $got, wanted $code and '$word': $* -- $(head -c 300 err)"; fi
}

check() { if "$@" >/dev/null 2>&1; then pass; else fail "$*"; fi; }
