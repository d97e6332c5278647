#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clinux.h"

int clinux_init_module(const void *image, size_t size, const char *parameters)
{
	return syscall(SYS_init_module, image, size, parameters) ? -errno : 0;
}

int clinux_delete_module(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

pid_t clinux_start(const char *path, char *const argv[], int in, int out)
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

int clinux_pidfd(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	return fd < 0 ? -errno : fd;
}

int clinux_pipe(int ends[2])
{
	return pipe2(ends, O_CLOEXEC) ? -errno : 0;
}

int clinux_memory_file(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int clinux_punch_hole(int fd, off_t offset, off_t length)
{
	int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;

	return fallocate(fd, mode, offset, length) ? -errno : 0;
}

int clinux_reserve(int fd, off_t offset, off_t length)
{
	return fallocate(fd, 0, offset, length) ? -errno : 0;
}

void clinux_power_off(void)
{
	reboot(RB_POWER_OFF);
}
