#define _GNU_SOURCE
#include <sys/personality.h>
#include <sys/reboot.h>
#include <sys/syscall.h>

#include "cguest.h"

int cguest_init_module(const void *image, size_t size, const char *parameters)
{
	return syscall(SYS_init_module, image, size, parameters) ? -errno : 0;
}

int cguest_delete_module(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

pid_t cguest_start(const char *path, char *const argv[], int in, int out)
{
	char *const envp[] = { "PATH=/targets", NULL };
	pid_t pid = vfork();

	if (pid == 0) {
		/* The target chooses its layout itself, from a seed. */
		personality(ADDR_NO_RANDOMIZE);
		if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
			_exit(127);
		syscall(SYS_close_range, 3U, ~0U, 0);
		execve(path, argv, envp);
		_exit(127);
	}
	return pid < 0 ? -errno : pid;
}

int cguest_pidfd(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	return fd < 0 ? -errno : fd;
}

int cguest_pipe(int ends[2])
{
	return pipe2(ends, O_CLOEXEC) ? -errno : 0;
}

void cguest_power_off(void)
{
	reboot(RB_POWER_OFF);
}
