#!/usr/bin/env bash
# Installs what is missing, builds, and opens the window on the bundled data. With no display, renders the
# same dashboard to a PNG and prints the comparison table.
#   scripts/run.sh [arguments of omnirouter-lab]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh
orl_install "${orl_packages[@]}"

cmake --preset release -DORL_BUILD_TESTS=OFF >/dev/null
cmake --build --preset release -j "$(nproc)"

lab=build/release/app/lab/omnirouter-lab
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$lab" "$@"
fi
echo "No display: rendering the dashboard to build/dashboard.png"
export QT_QPA_PLATFORM=offscreen
"$lab" --render dashboard --size 1600x1000 --out build/dashboard.png "$@"
"$lab" --print-comparison "$@"
