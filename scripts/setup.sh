#!/usr/bin/env bash
# Installs what a fresh Debian 12 lacks. Sourced by the other scripts: `source setup.sh [lint]`.
# Asks dpkg first, so that a machine that has everything needs neither network nor root.

orl_packages=(
  g++ cmake ninja-build pkg-config
  # Qt Charts needs the OpenGL headers, which Debian only recommends.
  qt6-base-dev libqt6opengl6-dev qt6-charts-dev qt6-svg-dev
  libeigen3-dev libfmt-dev
  libsqlite3-dev libsqlitecpp-dev nlohmann-json3-dev libcsv-dev libcli11-dev libnanoflann-dev
  libarchive-dev
  fonts-dejavu-core
)
# CLP's pkg-config file asks for zlib, which its package does not depend on.
orl_test_packages=(libgtest-dev libbenchmark-dev liblinear-dev coinor-libclp-dev zlib1g-dev coinor-libcbc-dev xvfb xauth python3)
orl_lint_packages=(clang-format clang-tidy git)

orl_install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    echo "These packages are missing and this is no Debian: ${missing[*]}" >&2
    return 1
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Missing, and neither root nor sudo to install them: ${missing[*]}" >&2; return 1; }
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
