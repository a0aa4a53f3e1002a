#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test, in the presets named.
#   scripts/test.sh [release|asan|asan-bytes|tsan|tsan-stages|dev ...]     default: release
# asan runs them under the address, leak and undefined-behaviour sanitizers, asan-bytes those of what reads foreign bytes
# and of the kernels; tsan those that share work among threads, tsan-stages those of them from the workspace to the
# simulation: the pool of threads, the optimizer's kernels and large tables, fits, retrieval and maps, sweeps, plans of
# capacity, two writers of one workspace. What core/lab does with the same pool is tsan's alone.
# ORL_WINDOW=OFF leaves out the window and its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh
orl_install "${orl_packages[@]}" "${orl_test_packages[@]}"

# Where ccache is there, let checkouts in different folders share what they compiled.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

[ $# -gt 0 ] || set -- release
for preset in "$@"; do
  echo "== $preset =="
  window=${ORL_WINDOW:-ON}
  case $preset in asan-bytes | tsan | tsan-stages) window=OFF ;; esac  # a distribution's Qt is not instrumented
  cmake --preset "$preset" -DORL_BUILD_TESTS=ON -DORL_BUILD_UI="$window" >/dev/null
  cmake --build --preset "$preset" -j "$(nproc)"
  ctest --preset "$preset"
done
