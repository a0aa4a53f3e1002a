#!/usr/bin/env bash
# Format checks over all sources, clang-tidy over those of the product (tests are held to the compiler's warnings);
# changes nothing. Uses the compile commands of build/release.
#   scripts/lint.sh [file.cpp ...]     default: every source of the project
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh
orl_install "${orl_packages[@]}" "${orl_test_packages[@]}" "${orl_lint_packages[@]}"

[ -f build/release/compile_commands.json ] || cmake --preset release >/dev/null

if [ $# -gt 0 ]; then files=("$@"); else mapfile -t files < <(git ls-files '*.cpp' '*.h'); fi
echo "== clang-format =="
clang-format --dry-run --Werror "${files[@]}"

echo "== clang-tidy =="
printf '%s\n' "${files[@]}" | grep -E '^(core|ui|app)/.*\.cpp$' | while read -r file; do
  if grep -qF "\"$PWD/$file\"" build/release/compile_commands.json; then printf '%s\n' "$file"; fi
done | xargs -P "$(nproc)" -n 4 clang-tidy -p build/release --quiet --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings\? generated' >&2 || true)

echo "== layering =="
if git grep -nE '#include <Q[A-Za-z]+' -- core app/cli; then
  echo "core and the command line know no Qt" >&2
  exit 1
fi
if git grep -nE '#include "(ui|app)/' -- core || git grep -nE '#include "app/' -- ui; then
  echo "includes point from app to ui to core only" >&2
  exit 1
fi
echo "lint ok"
