#!/usr/bin/env bash
# Draws the application icon in every size that is installed or shown; the results are kept, so that a build needs no
# renderer. Needs rsvg-convert (package librsvg2-bin).
set -euo pipefail
cd "$(dirname "$0")/icons"
mkdir -p png
for size in 16 22 24 32 48 64 128 256 512; do
  rsvg-convert --width "$size" --height "$size" --output "png/omnirouter-lab-$size.png" omnirouter-lab.svg
done
