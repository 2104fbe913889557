#!/bin/sh
# Which Debian packages are needed and not here? Installs them, as root or with sudo.
# Without arguments: what the tests need beside Python. With arguments: those packages.
set -eu

missing="$*"
need() { # command, package
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
if [ $# -eq 0 ]; then
    need chromium chromium
    need soffice libreoffice-calc
    need pdftoppm poppler-utils
    need node nodejs
    need npm npm
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
    [ -d /usr/share/fonts/truetype/noto ] || missing="$missing fonts-noto-core"
fi

[ -n "$missing" ] || exit 0
echo "Needed and not here: $missing"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "This is not Debian: please install them with your package manager, then run the command again." >&2
    exit 1
fi
sudo=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "Run this as root, then try again: apt-get install $missing" >&2; exit 1; }
    sudo=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086  # a list of packages is meant to be split
$sudo apt-get install -y -qq --no-install-recommends $missing
