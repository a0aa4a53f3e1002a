#!/usr/bin/env bash
# Checks of the sources; changes nothing.
#   scripts/lint.sh [format|layering|tidy|tidy_apart ...]     default: the first three
# format and layering look at every source. tidy looks at those of the product (tests are held to the compiler's
# warnings).
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh
orl_install "${orl_packages[@]}" "${orl_test_packages[@]}" "${orl_lint_packages[@]}"

check_format() { git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run --Werror; }

check_layering() {
  if git grep -nE '#include <Q[A-Za-z]+' -- core app/cli; then
    echo "core and the command line know no Qt" >&2
    return 1
  fi
  git ls-files -z 'core/*' 'ui/*' 'app/*' | xargs -0 grep -HoE '^#include "(core|ui|app)/[^"]+"' -- | awk -F: '
    function folder(path) { sub(/\/[^\/]*$/, "", path); return path }
    FILENAME != "-" {
      if ($0 ~ /^#/ || $0 == "") next
      count = split($2, allowed, " ")
      known[$1] = 1
      for (k = 1; k <= count; ++k) may[$1, allowed[k]] = 1
      next
    }
    {
      included = $2
      gsub(/^#include "|"$/, "", included)
      from = folder($1)
      to = folder(included)
      if (from == to && known[from]) next
      if (!((from, to) in may) && !((from, included) in may)) {
        print $1 " includes " included ": scripts/layers.txt has no such arrow"
        wrong = 1
      }
    }
    END { exit wrong }' scripts/layers.txt -
}

# clang-tidy of the sources as build/$1 compiles them: every command there of the product.
run_tidy() {
  python3 -c 'import json, sys; print(*sorted({c["file"] for c in json.load(open(sys.argv[1]))}), sep="\n")' \
    "build/$1/compile_commands.json" | grep -vE '_autogen/|/tests/|\.c$' |
    xargs -P "$(nproc)" -n "$2" clang-tidy -p "build/$1" --quiet --extra-arg=-Wno-unknown-warning-option \
      2> >(grep -v 'warnings\? generated' >&2 || true)
}

check_tidy() {
  # Joined, and more of them than when they are built: every check walks all headers, and so walks them once for many
  # sources. g++'s precompiled headers mean nothing to clang.
  cmake --preset release -B build/tidy -DORL_BUILD_TESTS=OFF -DORL_JOIN_SOURCES=ON -DORL_JOIN_FACTOR=10 \
    -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
  run_tidy tidy 1
}

check_tidy_apart() {
  # Each alone: three times as long, and the only one to notice that a source leans on its neighbour's includes.
  cmake --preset release -B build/tidy-apart -DORL_BUILD_TESTS=OFF -DORL_JOIN_SOURCES=OFF \
    -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
  run_tidy tidy-apart 4
}

[ $# -gt 0 ] || set -- format layering tidy
for step in "$@"; do
  echo "== $step =="
  "check_$step"
done
echo "lint ok"
