#!/bin/sh
# Runs the fuzzers, each for so many seconds: scripts/fuzz.sh [SECONDS=600] [TARGET...]
# Seeds are the malformed files of tests/corpus and a small workspace; what a run learns stays in build/fuzz/corpus.
# A finding is left in build/fuzz/found/TARGET: mend it, and move the file to tests/corpus/found/TARGET, where
# tests/fuzz/found_test.cpp reads it.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-600}
[ $# -gt 0 ] && shift
all="csv json jsonText pythonLiteral number vector vectorFile wordVectors wordTable priceList choices ownRouter packed importFile serverAnswer scenario predictor lesson workspace"
corpus=build/fuzz/corpus
cmake --preset fuzz >/dev/null
# A command line to make a small workspace with: any that is there.
program=build/release/app/cli/omnirouter
[ -x "$program" ] || program=build/fuzz/app/cli/omnirouter
[ -x "$program" ] || cmake --build --preset fuzz --target omnirouter
# shellcheck disable=SC2046
cmake --build --preset fuzz --target $(printf 'fuzz_%s ' $all)

seed() { # seed TARGET FILE...: copies under names that no other file has
  target=$1
  shift
  for file in "$@"; do
    if [ -f "$file" ]; then cp "$file" "$corpus/$target/seed_$(echo "$file" | tr '/ ' '__')"; fi
  done
}

seeds() {
  for target in $all; do
    mkdir -p "$corpus/$target" "build/fuzz/found/$target"
    seed "$target" tests/corpus/found/"$target"/*
  done
  seed csv tests/corpus/*.csv tests/corpus/*.tsv
  for target in json jsonText serverAnswer scenario priceList choices ownRouter; do seed $target tests/corpus/*.json tests/corpus/*.jsonl; done
  seed lesson resources/lessons/*.json
  seed vectorFile tests/corpus/*.npy tests/corpus/*.f32
  printf 'the 0.1 -2 3e-1\n. . . 1 2 3\ncat 4 5 6\n' >"$corpus/wordVectors/seed_glove"
  printf '2 2\nthe 0.1 -2\ncat 4 5\n' >"$corpus/wordVectors/seed_word2vec"
  printf '2 1\nthe \001\002\003\004cat \004\003\002\001' >"$corpus/wordVectors/seed_binary"
  printf '\110\000\000\000\000\000\000\000{"e":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}                \000\000\200\077' \
    >"$corpus/wordVectors/seed_table"
  printf '{"model":{"vocab":{"the":0,"##a":1,"cat":2}}}\n====\n\102\000\000\000\000\000\000\000{"e":{"dtype":"F16","shape":[3,1],"data_offsets":[0,6]}}          \000\074\000\074\001\000' \
    >"$corpus/wordTable/seed_half"
  printf '{"model":{"vocab":[["\342\226\201a",0.5],["b",1]]}}\n====\n\110\000\000\000\000\000\000\000{"e":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}                \000\000\200\077\000\000\200\077' \
    >"$corpus/wordTable/seed_unigram"
  seed packed tests/corpus/*.csv
  for file in tests/corpus/*.csv; do
    gzip -c "$file" >"$corpus/packed/seed_$(basename "$file").gz"
  done
  number=0
  for file in tests/corpus/*.csv tests/corpus/*.tsv tests/corpus/*.json tests/corpus/*.jsonl; do
    number=$(((number + 1) % 10))
    for kind in 0 $number; do
      { printf "\\$(printf %03o $kind)" && cat "$file"; } >"$corpus/importFile/seed_${kind}_$(basename "$file")"
    done
  done
  printf "{'a': [1, 2.5, None], \"b\": 'c\\\\n'}" >"$corpus/pythonLiteral/seed_dictionary"
  printf "['What is', \"two?\"]" >"$corpus/pythonLiteral/seed_list"
  printf 'tensor([[0.1, -2e3]])' >"$corpus/vector/seed_tensor"
  printf '[0.1 0.2]' >"$corpus/vector/seed_array"
  for text in 1.5 '1,5' '50%' '$3' true 1e-400 0:100 train=0.7,test=0.3; do printf '%s' "$text" >"$corpus/number/seed_$text"; done
  printf '{"data":[{"index":1,"embedding":[1,2]},{"index":0,"embedding":[3,4]}]}' >"$corpus/serverAnswer/seed_good"
  printf '{"error":{"message":"bad key sk-0123456789"}}' >"$corpus/serverAnswer/seed_error"
  small=build/fuzz/small
  rm -rf "$small"
  mkdir -p "$small"
  "$program" generate --queries 12 --models 2 --out "$small/d.jsonl" >/dev/null
  "$program" import --workspace "$small/w.orlab" --name d "$small/d.jsonl" >/dev/null
  "$program" fit --workspace "$small/w.orlab" --train d --predictor prior >/dev/null
  cp "$small/w.orlab" "$corpus/workspace/seed_small"
  cp tests/corpus/other.orlab "$corpus/workspace/seed_other"
}

seeds
root=$PWD
# Its jobs leave their logs where they run.
cd build/fuzz
failed=0
for target in ${*:-$all}; do
  echo "== $target, $seconds s"
  log=$target.log
  if ! UBSAN_OPTIONS=print_stacktrace=1 "tests/fuzz/fuzz_$target" -jobs=1 -workers=1 \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=65536 -verbosity=1 -print_final_stats=1 \
    -artifact_prefix="found/$target/" "$root/$corpus/$target" >"$log" 2>&1; then
    failed=1
    grep -m 3 -E "ERROR|SUMMARY|runtime error" "$log" || tail -n 3 "$log"
  fi
  grep -E "number_of_executed_units|Done" "$log" | tail -n 2 || true
done
exit $failed
