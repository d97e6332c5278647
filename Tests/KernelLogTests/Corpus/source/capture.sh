#!/bin/sh
# Captures logs for the corpus: capture.sh VMLINUZ HEADERS OUT [NAME...]
#
# Each line of `cases` is: name, how the module misbehaves, what PID 1 does, seconds, processors, kernel parameters.
# Those whose names begin with `strict` are of the strict kernel (`grader kernels build-strict`), which Debian's cannot be.
# A log begins a few lines before PID 1's "agent: ready" and is otherwise left as it is; put the header that
# Corpus.swift describes in front by hand.
set -eu
vmlinuz=$1 headers=$2 out=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/module" "$work/root/bin" "$work/root/proc" "$work/root/dev" "$work/root/sys" "$out"
cp "$here/misbehave.c" "$work/module/mtest.c"
echo 'obj-m := mtest.o' > "$work/module/Kbuild"
make -s -C "$headers" M="$work/module" CC="${CC:-gcc}" modules
strip -g -o "$work/root/mtest.ko" "$work/module/mtest.ko"
cp "$(command -v busybox)" "$work/root/bin/busybox"
cp "$here/init" "$work/root/init"
chmod +x "$work/root/init"
(cd "$work/root" && find . | cpio -o -H newc --quiet | gzip -1) > "$work/initrd"

while read -r name how act seconds processors parameters; do
	case " $* " in *" $name "*) ;; "  ") ;; *) continue ;; esac
	timeout -k 1 "$seconds" qemu-system-x86_64 -M pc -accel tcg -cpu max -m 256 -smp "$processors" \
		-kernel "$vmlinuz" -initrd "$work/initrd" -no-reboot -nographic \
		-append "console=ttyS0 no_timer_check panic=-1 watchdog_thresh=2 $parameters how=$how act=$act" \
		< /dev/null > "$work/console" 2>&1 || true
	tr -d '\r' < "$work/console" | grep -B 14 -A 100000 'agent: ready' > "$out/$name.log" || echo "$name: no log" >&2
done < "$here/cases"
