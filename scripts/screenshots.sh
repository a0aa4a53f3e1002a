#!/usr/bin/env bash
# Makes the pictures of docs/ with the program as built by scripts/run.sh or scripts/test.sh. The RouterBench pictures
# need the three published CSV files in the folder given (default ../shared/data/routerbench); without it they stay.
#   scripts/screenshots.sh [folder of RouterBench CSV files]
set -euo pipefail
cd "$(dirname "$0")/.."
routerbench=${1:-../shared/data/routerbench}
lab=build/release/app/lab/omnirouter-lab
cli=build/release/app/cli/omnirouter
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# A home of its own: the pictures must not depend on what was opened last, nor change it.
export QT_QPA_PLATFORM=offscreen XDG_DATA_HOME=$scratch/data XDG_CONFIG_HOME=$scratch/config XDG_RUNTIME_DIR=$scratch
mkdir -p docs/images

"$lab" --light --render dashboard --size 1600x1000 --out docs/images/dashboard-bundled.png
"$lab" --dark --render dashboard --size 1280x800 --out docs/images/dashboard-dark.png
"$lab" --light --render embed --out docs/images/embed.png
"$lab" --light --alpha 0.85 --render queries --size 1600x1000 --out docs/images/queries.png
"$lab" --light --alpha 0.85 --capacity all=0.4 --render models --size 1600x1000 --out docs/images/models.png
"$lab" --light --alpha 0.85 --render duals --size 1600x1000 --out docs/images/duals.png
"$lab" --light --alpha 0.85 --render theatre --size 1600x1000 --out docs/images/theatre.png
"$lab" --light --alpha 0.85 --render routings --size 1600x1000 --out docs/images/routings.png
"$lab" --light --alpha 0.8 --render sweep --size 1280x800 --out docs/images/sweep.png
"$lab" --light --render learn --size 1600x1000 --out docs/images/learn.png
"$lab" --light --render routers --size 1600x1000 --out docs/images/compare.png
"$lab" --light --alpha 0.85 --capacity all=0.4 --render goals --out docs/images/goals.png
"$cli" generate --queries 1200 --models 6 --seed 5 --out "$scratch/d.jsonl" --prices-out "$scratch/p.json" >/dev/null
"$cli" import --workspace "$scratch/own.orlab" --name team --prices "$scratch/p.json" "$scratch/d.jsonl" >/dev/null
for rule in "by task=task:arithmetic=gpt-4o-mini,law=gpt-4o,medicine=gpt-4o,*=llama-3-3-70b-instruct" \
  "half and half=shares:gpt-4o=0.5,gpt-4o-mini=0.5"; do
  "$cli" own add --workspace "$scratch/own.orlab" --name "${rule%%=*}" "${rule#*=}" >/dev/null
done
"$lab" --light --workspace "$scratch/own.orlab" --render own --out docs/images/own-routers.png
# Speeds to show it with, not measured.
speeds=$(python3 - <<'PY'
import json
rate = {"gpt-4o-mini": 90, "gpt-4o": 70, "llama-3-3-70b-instruct": 80, "claude-3-haiku-20240307": 110,
        "claude-3-7-sonnet-20250219": 55, "mistral-large-latest": 45, "llama-3-1-8b-instruct": 160, "deepseek-coder": 60,
        "gpt-4-turbo": 30, "open-mistral-nemo": 130}
print(json.dumps({"quality_floor": 0.85, "common_capacity": 0.5, "tokens_per_second": rate,
                  "first_token_seconds": {model: 0.5 for model in rate}}))
PY
)
"$lab" --light --scenario "$speeds" --render latency --out docs/images/latency.png
"$lab" --light --scenario "$speeds" --render simulation --size 1600x1000 --out docs/images/simulation.png
# The walk of a product manager leaves a picture of every step.
tests=build/release/tests/ui/ui_tests
if [ -x "$tests" ]; then
  ORL_PICTURES=$scratch "$tests" manager_journey_test fromAQuestionToTheAnswer:bundled >/dev/null
  cp "$scratch"/manager-*-compare.png docs/images/scenarios.png
else
  echo "No $tests (scripts/test.sh builds it): the picture of scenarios stays as it is" >&2
fi
if command -v pdftoppm >/dev/null; then
  "$lab" --alpha 0.85 --capacity all=0.4 --report "$scratch/report.pdf"
  pdftoppm -r 100 -f 1 -l 1 -singlefile -png "$scratch/report.pdf" docs/images/report
else
  echo "No pdftoppm (poppler-utils): the picture of the report stays as it is" >&2
fi

if compgen -G "$routerbench/*.csv" >/dev/null; then
  "$cli" import --workspace "$scratch/rb.orlab" --name RouterBench --split train=0.7,test=0.3 --seed 1 "$routerbench"/*.csv >/dev/null
  "$cli" fit --workspace "$scratch/rb.orlab" --train RouterBench:train >/dev/null
  "$lab" --light --workspace "$scratch/rb.orlab" --test RouterBench:test --alpha 0.8 \
    --render dashboard --size 1600x1000 --out docs/images/dashboard-routerbench.png
  "$lab" --light --workspace "$scratch/rb.orlab" --test RouterBench:test --alpha 0.75 \
    --render predictor --size 1600x1000 --out docs/images/predictor.png
else
  echo "No RouterBench files in $routerbench: its pictures stay as they are" >&2
fi
