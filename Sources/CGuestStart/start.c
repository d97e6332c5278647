#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgueststart.h"

__attribute__((constructor(101))) static void mount_proc(void)
{
	if (getpid() != 1)
		return;
	mkdir("/proc", 0555);
	mount("proc", "/proc", "proc", 0, NULL);
}
