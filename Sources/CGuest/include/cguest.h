#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

/* What the agent uses of the C library: Embedded Swift has no module Glibc. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * System calls that Swift cannot make safely by itself: those between fork
 * and exec, and those the C library has no wrapper for. Errors come back as
 * negative errno values.
 */

/* init_module(2) and delete_module(2), the latter with O_NONBLOCK. */
int cguest_init_module(const void *image, size_t size, const char *parameters);
int cguest_delete_module(const char *name);

/* Starts a program with two pipes (or one socket) as its stdin and stdout. */
pid_t cguest_start(const char *path, char *const argv[], int in, int out);

/* A descriptor that becomes readable when the process ends. */
int cguest_pidfd(pid_t pid);

/* pipe2(O_CLOEXEC). */
int cguest_pipe(int ends[2]);

/* Powers the machine off at once; returns only when that was refused. */
void cguest_power_off(void);

/* open(2), whose number of arguments varies, which Swift cannot call. */
static inline int cguest_open(const char *path, int flags, mode_t mode)
{
	return open(path, flags, mode);
}

/*
 * Clones of one frozen machine have the same free memory, and a kernel that is
 * asked for the same things hands out the same frames. So the agent holds
 * memory from boot on: 128 MiB in small pages, 56 MiB in huge ones. Once, in
 * each clone and before the first process, it gives some of that back, chosen
 * and ordered by a seed. The kernel hands out first what was freed last
 * (mm/page_alloc.c: free_unref_page, __free_one_page), so the processes to come
 * get frames that nobody knows. To free a page is cheap: it is not cleared.
 */
void cguest_hold_frames(void);
void cguest_scatter_frames(uint64_t seed);
