#!/usr/bin/env bash
# Says which share of the lines and branches of core, ui and app the tests run; lists the files, least covered first.
#   scripts/coverage.sh [--html FOLDER]     with a page per file in that folder
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
source scripts/setup.sh
orl_install "${orl_packages[@]}" "${orl_test_packages[@]}" gcovr

html=()
if [ "${1:-}" = --html ]; then
  mkdir -p "${2:?a folder is missing}"
  html=(--html-details "$2/index.html")
fi
cmake --preset coverage -DORL_BUILD_TESTS=ON >/dev/null
cmake --build --preset coverage -j "$(nproc)"
find build/coverage -name '*.gcda' -delete
ctest --preset coverage
# Branches that only an exception takes are the compiler's, not ours.
gcovr --root . --object-directory build/coverage --filter core/ --filter ui/ --filter app/ \
  --exclude-throw-branches --exclude-unreachable-branches --gcov-ignore-parse-errors \
  --sort-uncovered --print-summary "${html[@]}" build/coverage
