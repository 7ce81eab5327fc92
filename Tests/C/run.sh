#!/bin/sh
# Tests of the C interface against the library in BUILD_DIR, where scripts/build-library.sh has put libpansecb.a and
# .so:
#
#     Tests/C/run.sh BUILD_DIR
#
# Every test program is compiled by gcc as C99 and by g++ as C++17, against the static and the shared library, and run.
# Prints a line for each program that fails, 'skipped' for what the machine cannot do, and at the end 'N passed, N
# failed'.
set -u
tests=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$tests/../.." && pwd)
[ $# -eq 1 ] && [ -f "$1/libpansecb.a" ] && [ -f "$1/libpansecb.so" ] || {
    echo "usage: $0 BUILD_DIR (with libpansecb.a and libpansecb.so: scripts/build-library.sh)" >&2
    exit 2
}
library=$(cd "$1" && pwd)
model="$top/Examples/data/streets.pansecb"
warnings="-Wall -Wextra -Wpedantic -Werror -O1 -g -I$top/include"
c="${CC:-gcc} -std=c99 $warnings"
cxx="${CXX:-g++} -std=c++17 $warnings"
static="$library/libpansecb.a -pthread -lm"
shared="$library/libpansecb.so -Wl,-rpath,$library -pthread -lm"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PANSECB_CPU
passed=0
failed=0

# verdict TITLE COMMAND...: one test, passed if the command succeeds; its output is shown if not.
verdict() {
    title=$1
    shift
    if "$@" >"$work/output" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $title"
        cat "$work/output"
    fi
}

# program TITLE COMMAND...: a test program, whose last line tells how many tests passed and failed.
program() {
    title=$1
    shift
    "$@" >"$work/output" 2>"$work/errors"
    status=$?
    counts=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$work/output")
    if [ -z "$counts" ]; then
        failed=$((failed + 1))
        echo "FAILED: $title ended with status $status"
    else
        passed=$((passed + ${counts% *}))
        failed=$((failed + ${counts#* }))
        [ "$status" -eq 0 ] || echo "FAILED: $title: ${counts#* } tests"
    fi
    cat "$work/errors"
}

# ---------------------------------------------------------------------------------------------- headers

# A header that is included twice and first must stand alone.
alone() { printf '#include <%s>\n#include <%s>\nint main(void) { return 0; }\n' "$2" "$2" | $1 -fsyntax-only -; }
compilers="gcc"
command -v clang >/dev/null && compilers="gcc clang" || echo "skipped: clang is not installed"
for compiler in $compilers; do
    for header in pansecb.h pansecb_image.h; do
        for language in c99 c11 c++17 c++20; do
            case $language in c++*) as="-x c++" ;; *) as="-x c" ;; esac
            verdict "$header alone, $compiler $language" alone "$compiler -std=$language $as $warnings" $header
        done
    done
    verdict "pansecb.hpp alone, $compiler c++17" \
        alone "$compiler -std=c++17 -x c++ $warnings -Wconversion -Wshadow" pansecb.hpp
done

# example HEADER: the program in the comment at its head, from the first #include to the function's end.
example() { sed -n '/^ \*     #include/,/^ \*     }/s/^ \*     \{0,1\}//p' "$top/include/$1" | sed 's/^    //'; }
# The examples take pixels: a picture of one colour will do.
{
    example pansecb.h
    echo 'int main(int count, char **arguments) {'
    echo '    static uint8_t pixels[3 * 40 * 30];'
    echo '    return count == 2 ? segment(arguments[1], pixels, 40, 30, 3 * 40) : 2;'
    echo '}'
} >"$work/example.c"
{
    example pansecb.hpp
    echo 'int main(int count, char **arguments) {'
    echo '    static std::uint8_t pixels[3 * 40 * 30];'
    echo '    if (count != 2) return 2;'
    echo '    segment(arguments[1], pixels, 40, 30);'
    echo '}'
} >"$work/example.cpp"
finds_segments() { "$@" >"$work/segments" && grep ': [0-9]* pixels' "$work/segments"; }
verdict "example of pansecb.h compiles" $c "$work/example.c" -o "$work/example-c" $static
verdict "example of pansecb.h finds segments" finds_segments "$work/example-c" "$model"
verdict "example of pansecb.hpp compiles" $cxx "$work/example.cpp" -o "$work/example-cpp" $static
verdict "example of pansecb.hpp finds segments" finds_segments "$work/example-cpp" "$model"

# ---------------------------------------------------------------------------------------------- programs

wrap=
for name in malloc calloc realloc posix_memalign aligned_alloc mmap free munmap pthread_create; do
    wrap="$wrap -Wl,--wrap=$name"
done

# build TITLE COMMAND...: compiles; false where that fails.
build() {
    title=$1
    shift
    "$@" >"$work/output" 2>&1 && return 0
    failed=$((failed + 1))
    echo "FAILED: $title does not compile"
    cat "$work/output"
    return 1
}

for source in "$tests"/*.c; do
    name=$(basename "$source" .c)
    extra=
    [ "$name" = memory ] && extra=$wrap
    build "$name, C99, static" $c "$source" -o "$work/$name" $extra $static \
        && program "$name, C99, static" "$work/$name" "$model"
    # Once in full is enough for what takes long.
    export PANSECB_TEST_ROUNDS=40
    build "$name, C++17, static" $cxx -x c++ "$source" -x none -o "$work/$name-cpp" $extra $static &&
        program "$name, C++17, static" "$work/$name-cpp" "$model"
    if [ "$name" != memory ]; then
        build "$name, C99, shared" $c "$source" -o "$work/$name-shared" $shared &&
            program "$name, C99, shared" "$work/$name-shared" "$model"
    fi
    unset PANSECB_TEST_ROUNDS
done
for compiler in "$cxx" "clang++ -std=c++17 $warnings"; do
    command -v "${compiler%% *}" >/dev/null || continue
    for kind in "$static" "$shared"; do
        build "wrapper, ${compiler%% *}" $compiler "$tests/wrapper.cpp" -o "$work/wrapper" $kind &&
            program "wrapper, ${compiler%% *}" "$work/wrapper" "$model"
    done
done

# ---------------------------------------------------------------------------------------------- versions

# The ABI: a program of version 1.0, one of today, and one of a later version in which every structure is longer, each
# with the library of today and with one of that later version. A program is compiled once, as where it was installed.
grown="$work/grown"
if "$top/scripts/build-library.sh" --grown "$grown" >"$work/output" 2>&1; then
    abi() { ${CC:-gcc} -std=c99 -Wall -Wextra -Wpedantic -Werror -O1 -g "$tests/abi-1.0/program.c" "$@"; }
    old="$library/libpansecb.so -pthread -lm"
    longer=-DPANSECB_GROW_EVERY_STRUCTURE
    # run_abi PROGRAM LIBRARY_FOLDER [MODE]: what it says goes to abi-PROGRAM-FOLDER, without the lines of the log: a
    # program that makes more calls has more of them.
    run_abi() {
        title="program of $1 with library in $(basename "$2")"
        program "$title" env LD_LIBRARY_PATH="$2" "$work/abi-$1" "$model" ${3:-}
        grep -v '^log ' "$work/output" >"$work/abi-$1-$(basename "$2")"
    }
    ln -s "$library" "$work/today"
    if build "program of 1.0" abi -I"$tests/abi-1.0" -o "$work/abi-1.0" $old &&
        build "program of today" abi -I"$top/include" -o "$work/abi-today" $old &&
        build "program of a later version" abi -I"$top/include" $longer -o "$work/abi-later" $old; then
        run_abi 1.0 "$work/today"
        run_abi 1.0 "$grown"
        run_abi today "$work/today"
        run_abi today "$grown"
        run_abi later "$work/today" refuses
        # And the later library is one: it knows the fields.
        run_abi later "$grown" knows
        for run in 1.0-grown today-today today-grown later-today later-grown; do
            verdict "the same results: program and library 1.0-today, $run" diff "$work/abi-1.0-today" "$work/abi-$run"
        done
    fi
    build "structs of a later version" $c $longer "$tests/structs.c" -o "$work/structs-later" \
        "$grown/libpansecb.a" -pthread -lm && program "structs of a later version" "$work/structs-later" "$model"
else
    failed=$((failed + 1))
    echo "FAILED: the library of a later version does not build"
    cat "$work/output"
fi

# ---------------------------------------------------------------------------------------------- valgrind

# It knows no AVX-512, so the baseline kernels run; the C library keeps the stacks of threads that ended.
if command -v valgrind >/dev/null; then
    PANSECB_CPU=baseline program "lifecycle under valgrind" \
        valgrind -q --error-exitcode=1 --leak-check=full --show-leak-kinds=definite,indirect \
        --errors-for-leak-kinds=definite,indirect "$work/lifecycle" "$model"
else
    echo "skipped: valgrind is not installed"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
