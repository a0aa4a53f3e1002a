#!/usr/bin/env bash
# Puts small faults into the code, one at a time, and says which of them the tests notice.
#   scripts/mutants.sh [NUMBER ...]     default: every line of tests/mutants/list.txt
# Works on a copy of the last commit in a scratch folder, which it removes; a folder in
# ORL_MUTANTS_DIR that holds a checkout already is used as it is, with its build, and kept.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
list=$root/tests/mutants/list.txt
export CCACHE_BASEDIR=${ORL_MUTANTS_DIR:-} CCACHE_NOHASHDIR=1

tree=${ORL_MUTANTS_DIR:-}
if [ -z "$tree" ]; then
  tree=$(mktemp -d)
  trap 'rm -rf "$tree"' EXIT
  git -C "$root" archive HEAD | tar -x -C "$tree"
  export CCACHE_BASEDIR=$tree
fi
cd "$tree" || exit 2
[ -d build/release ] || cmake --preset release -DORL_BUILD_TESTS=ON >/dev/null || exit 2

# fault FILE OLD NEW TARGET PATTERN: 0 noticed, 1 not noticed, 2 the line itself is wrong
fault() {
  local file=$1 old=$2 new=$3 target=$4 pattern=$5 text rest result=0
  text=$(cat "$file"; echo .) && text=${text%.} || return 2
  rest=${text#*"$old"}
  if [ "$rest" = "$text" ] || [ "${rest#*"$old"}" != "$rest" ]; then
    echo "    the text does not stand in $file exactly once"
    return 2
  fi
  printf '%s' "${text/"$old"/"$new"}" >"$file"
  if ! cmake --build --preset release -j "${JOBS:-$(nproc)}" --target "$target" >build/mutant.log 2>&1; then
    grep -m 3 'error' build/mutant.log
    result=2
  elif ctest --test-dir build/release -R "$pattern" --no-tests=error --stop-on-failure >build/mutant.log 2>&1; then
    result=1
  elif grep -q 'No tests were found' build/mutant.log; then
    echo "    no test is called $pattern"
    result=2
  fi
  printf '%s' "$text" >"$file"
  return $result
}

number=0 noticed=0 tried=0 wrong=0
while IFS=$'\t' read -r file old new target pattern what; do
  [[ $file == \#* || -z $file ]] && continue
  number=$((number + 1))
  [ $# -eq 0 ] || [[ " $* " == *" $number "* ]] || continue
  fault "$file" "$old" "$new" "$target" "$pattern" </dev/null
  case $? in
    0) word="noticed" noticed=$((noticed + 1)) tried=$((tried + 1)) ;;
    1) word="NOT noticed" tried=$((tried + 1)) ;;
    *) word="NOT TRIED" wrong=$((wrong + 1)) ;;
  esac
  printf '%3d  %-11s  %s: %s\n' "$number" "$word" "$file" "$what"
done <"$list"
echo "$noticed of $tried faults noticed; $wrong not tried"
[ "$noticed" -eq "$tried" ] && [ "$wrong" -eq 0 ]
