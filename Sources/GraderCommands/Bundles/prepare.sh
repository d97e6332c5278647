#!/bin/bash
# Makes an image ready, once, while there is a network: installs what is missing, puts the kernel in its place, boots the
# machine and freezes it. After that grading needs neither the network nor KVM.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mtest-grader
umask 022

found() {
    case $1 in
    /*) [ -e "$1" ] ;;
    *) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ;;
    esac
}

# Of two names the one of this system: from Debian 13 on the second.
named() {
    case $1 in
    *,*)
        version=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-0}")
        case $version in
        "debian "[0-9] | "debian 1"[0-2] | "ubuntu "[01]* | "ubuntu 2"[0-3]*) echo "${1%%,*}" ;;
        *) echo "${1##*,}" ;;
        esac
        ;;
    *) echo "$1" ;;
    esac
}

missing=()
while IFS='|' read -r package proof _; do
    found "$proof" || missing+=("$(named "$package")")
done <"$home/needs"
if [ ${#missing[@]} -gt 0 ]; then
    echo "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -q
    $as_root apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

mkdir -p "$cache/kernels"
tar -xf "$home/kernel.tar" -C "$cache/kernels"
# Only the grader may read rubric and targets: builds run as another user.
chmod 700 "$home"

echo "booting the machine once, to be cloned for every submission"
status=0
"$home/grader" check "$home/probe" --format json >"$cache/probe.json" || status=$?
# The probe builds and refuses to load: status 1, and the first check passed.
if [ $status != 1 ] || ! grep -q '"status" : "pass"' "$cache/probe.json"; then
    echo "prepare: the grader does not work in this image (status $status)" >&2
    exit 1
fi
# The big one would make the image as big; it is booted when a submission comes that far.
"$home/grader" freeze --except gigantic
echo "ready"
