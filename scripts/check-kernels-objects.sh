#!/bin/sh
# What may be in the objects of the kernels. SCRATCH is the scratch path of a build; KIND is Kernels, or
# TrainingKernels:
#
#     scripts/check-kernels-objects.sh .build-embedded
#     scripts/check-kernels-objects.sh .build TrainingKernels
#
# Each instruction set has a module of its own. Symbols that the linker may merge or look up elsewhere must be the
# module's own: a specialisation of the standard library, compiled for AVX-512, must never be taken for the baseline's.
# And no module may hold instructions beyond its set. Prints each check; ends with status 1 if one fails.
set -eu
export LC_ALL=C
[ $# -ge 1 ] && [ -d "$1/release" ] || { echo "usage: $0 SCRATCH [KIND]" >&2; exit 2; }
# The library does without libm; training need not.
kind=${2:-Kernels} bare=pansecb_kernels libm='U _GLOBAL_OFFSET_TABLE_'
[ "$kind" = Kernels ] || bare=pansecb_training_kernels libm='U \(exp\|log\|pow\|sqrtf\)'
release="$1/release"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# check WHAT FILE: passes if FILE, a list of offenders, is empty.
check() {
    if [ -s "$2" ]; then
        echo "FAILED: $1; the first of $(wc -l <"$2"):"
        head -5 "$2" | cut -c1-200 | sed 's/^/    /'
        bad=1
    else
        echo "ok: $1"
    fi
}

# Symbols that are weak or undefined, or global and not the module's table function: FILE, type and name.
symbols() { nm "$@" | grep -v '^$\|:$' | cut -c18- | grep '^[A-Zuvw] ' || true; }

# Instructions: mnemonic and operands.
instructions() { objdump -d --no-show-raw-insn "$@" | sed -n 's/^ *[0-9a-f]*:\t//p'; }

# Encoded with a VEX prefix, or newer than x86-64 of 2003: AVX, then BMI and the like, then SSE3 to SSE4.2.
# (tzcnt is not here: on nonzero numbers old processors run it as bsf.)
beyond_baseline='^v[a-z]|%[yz]mm'
beyond_baseline="$beyond_baseline|^(andn|bextr|blsi|blsr|blsmsk|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx)[lqw]? "
beyond_baseline="$beyond_baseline|^(lzcnt|popcnt|movbe)[lqw]? "
beyond_baseline="$beyond_baseline|^(haddp|hsubp|addsubp|movddup|movs[lh]dup|lddqu|pshufb|palignr|pmulld)"
beyond_baseline="$beyond_baseline|^(pmovzx|pmovsx|ptest|crc32)"
beyond_baseline="$beyond_baseline|^(round[ps][sd]|blendv?p[sd]|pblend|dpp[sd]|insertps|extractps|pinsr[bdq]|pextr[bdq])"
# Encoded with an EVEX prefix: 512 bits, masks, or the upper sixteen registers.
beyond_avx2='%zmm|%k[0-7]|%[xy]mm(1[6-9]|2[0-9]|3[01])|\{1to'

for set in Scalar Baseline AVX2 AVXVNNI AVX512 AVX512VNNI AMX; do
    module="$kind$set"
    if ! ls "$release/$module.build"/*.o >/dev/null 2>&1; then
        echo "skipped: no objects of $module"
        continue
    fi
    own="${#module}$module"
    table=$(echo "${bare}_$set" | tr '[:upper:]' '[:lower:]')
    # C names belong to the C library's block functions; `symbolic` names are records of the module's types.
    symbols "$release/$module.build"/*.o |
        grep -v "^. \\\$s$own" | grep -v "^V symbolic [^0-9]*$own" |
        grep -vx "T $table\|[VR] __swift_reflection_version\|U mem\(cpy\|move\|set\)\|$libm\|U _GLOBAL_OFFSET_TABLE_" \
            >"$work/symbols" || true
    check "$module: weak, global and undefined symbols are its own" "$work/symbols"

    case $set in
    Scalar | Baseline) beyond=$beyond_baseline what="SSE2" ;;
    AVX2 | AVXVNNI) beyond=$beyond_avx2 what="AVX2" ;;
    *) continue ;;
    esac
    instructions "$release/$module.build"/*.o >"$work/instructions"
    [ -s "$work/instructions" ] || echo "no instructions found" >"$work/none"
    : >>"$work/none"
    check "$module: $(wc -l <"$work/instructions") instructions" "$work/none"
    grep -E "$beyond" "$work/instructions" >"$work/beyond" || true
    check "$module: none of them is beyond $what" "$work/beyond"
done

exit $bad
