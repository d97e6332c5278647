#pragma once

#include <stddef.h>
#include <stdint.h>
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

/* init_module(2) and delete_module(2), O_NONBLOCK | flags. */
int clinux_init_module(const void *image, size_t size, const char *parameters);
int clinux_delete_module(const char *name);

/* Starts a program with two pipes (or one socket) as its stdin and stdout. */
pid_t clinux_start(const char *path, char *const argv[], int in, int out);

/* SIGKILL through a pidfd: never hits a recycled pid. */
int clinux_kill(int pidfd);

/* A descriptor that becomes readable when the process ends. */
int clinux_pidfd(pid_t pid);

/* pipe2(O_CLOEXEC). */
int clinux_pipe(int ends[2]);

/* memfd_create(MFD_CLOEXEC): a file that has no name and ends with its last descriptor. */
int clinux_memory_file(const char *name);

/* FALLOC_FL_PUNCH_HOLE: the range reads as zeros and takes no space any more. */
int clinux_punch_hole(int fd, off_t offset, off_t length);

/* fallocate(2): the range takes its place on the disk now; ENOSPC instead of a signal later. */
int clinux_reserve(int fd, off_t offset, off_t length);

/*
 * Clones of one frozen machine have the same free memory, and a kernel that is
 * asked for the same things hands out the same frames. So the agent holds
 * memory from boot on: 128 MiB in small pages, 56 MiB in huge ones. Once, in
 * each clone and before the first process, it gives some of that back, chosen
 * and ordered by a seed. The kernel hands out first what was freed last
 * (mm/page_alloc.c: free_unref_page, __free_one_page), so the processes to come
 * get frames that nobody knows. To free a page is cheap: it is not cleared.
 */
void clinux_hold_frames(void);
void clinux_scatter_frames(uint64_t seed);

/* Powers the machine off at once; returns only when that was refused. */
void clinux_power_off(void);

/* Lets two files or folders change places in one step. */
int clinux_exchange(const char *one, const char *other);
