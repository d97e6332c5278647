#!/bin/sh
# The grader, or the walkthrough, with its own libraries, so that the system it runs on need not be the one it was built on.
home=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
export MTEST_HOME="$home" MTEST_AGENT="$home/bin/guest-agent"
# Labs of an instructor's own, where the bundle was made with them.
[ -d "$home/own-labs" ] && export MTEST_LABS="${MTEST_LABS:-$home/own-labs}"
# The kernel that the bundle was made with, once `prepare` has put it in its place: other kernels may be there too.
if [ -z "${MTEST_KERNEL:-}" ] && [ -f "$home/kernel" ]; then
    kernel=$(cat "$home/kernel")
    [ -d "${XDG_CACHE_HOME:-$HOME/.cache}/mtest-grader/kernels/$kernel" ] && export MTEST_KERNEL="$kernel"
fi
# Containers commonly forbid new namespaces. Then the container is the sandbox: builds run as another user in it.
if [ -z "${MTEST_SANDBOX:-}" ] && ! bwrap --unshare-all --ro-bind / / true 2>/dev/null; then
    export MTEST_SANDBOX=container
fi
exec "$home/lib/ld-linux-x86-64.so.2" --library-path "$home/lib" "$home/bin/$(basename "$(readlink -f "$0")")" "$@"
