#pragma once

#include <stddef.h>
#include <sys/types.h>

/*
 * System calls that Swift cannot make safely by itself: those between fork
 * and exec, and those the C library has no wrapper for. Errors come back as
 * negative errno values.
 */

/*
 * Starts a program that dies with this process: PR_SET_PDEATHSIG is bound to
 * the thread that forks, so all children come from one thread that lives as
 * long as the process. fds[i] becomes descriptor i of the child (-1: /dev/null);
 * every other descriptor is closed. Returns the pid; *pidfd becomes readable
 * when the child has ended.
 */
pid_t clinux_spawn(const char *path, char *const argv[], char *const envp[],
		   const int *fds, size_t count, int *pidfd);

/* SIGKILL through a pidfd: never hits a recycled pid. */
int clinux_kill(int pidfd);

/* pipe2(O_CLOEXEC). */
int clinux_pipe(int ends[2]);

/* memfd_create(MFD_CLOEXEC): a file that has no name and ends with its last descriptor. */
int clinux_memory_file(const char *name);

/* FALLOC_FL_PUNCH_HOLE: the range reads as zeros and takes no space any more. */
int clinux_punch_hole(int fd, off_t offset, off_t length);

/* fallocate(2): the range takes its place on the disk now; ENOSPC instead of a signal later. */
int clinux_reserve(int fd, off_t offset, off_t length);

/* Lets two files or folders change places in one step. */
int clinux_exchange(const char *one, const char *other);
