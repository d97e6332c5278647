/* Page frames that the guest's agent holds from boot on, and gives back in an order that a seed decides. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cguest.h"

#define PAGE 4096UL
#define HUGE (2UL << 20)

enum {
	/*
	 * Pages that processes and files get; how many of them are freed by one call, and in how many calls: 1,280, of
	 * which three processes and their program take about half.
	 */
	SMALL = 32768, GROUP = 8, GROUPS = SMALL / GROUP, FREED_GROUPS = 160,
	/* Transparent huge pages. */
	LARGE = 16, FREED_LARGE = 4,
	/* Pages for mmap() with MAP_HUGETLB. */
	POOL = 12, FREED_POOL = 3,
	/* Pages that page tables and the kernel's objects get, in pipes that each hold 16 (PIPE_DEF_BUFFERS). */
	PIPES = 32, PACKETS = 16, FREED_PIPES = 8,
};

static char *small, *large;
static int pool = -1, pipes[PIPES][2];
static uint64_t state;

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators). */
static uint64_t random_word(void)
{
	uint64_t x = state += 0x9e3779b97f4a7c15ULL;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static int below(int limit)
{
	return (int)(random_word() % (uint64_t)limit);
}

static void shuffle(uint16_t *order, int count)
{
	for (int i = 0; i < count; i++) {
		int other = below(i + 1);

		order[i] = order[other];
		order[other] = (uint16_t)i;
	}
}

static char *reserved(size_t length)
{
	char *start = mmap(NULL, length + HUGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	/* A child of the agent becomes another program at once: to copy fifty thousand entries for it takes longer than that. */
	if (start != MAP_FAILED)
		madvise(start, length + HUGE, MADV_DONTFORK);
	return start == MAP_FAILED ? NULL : (char *)(((uintptr_t)start + HUGE - 1) & ~(HUGE - 1));
}

static void hold_pipes(void)
{
	static uint16_t order[PIPES * PACKETS];

	/* Each packet is a page of its own. */
	for (int i = 0; i < PIPES; i++)
		if (pipe2(pipes[i], O_CLOEXEC | O_DIRECT | O_NONBLOCK))
			pipes[i][0] = pipes[i][1] = -1;
	shuffle(order, PIPES * PACKETS);
	for (int i = 0; i < PIPES * PACKETS; i++)
		if (write(pipes[order[i] % PIPES][1], "", 1) != 1)
			return;
}

void cguest_hold_frames(void)
{
	static uint16_t order[SMALL];

	large = reserved(LARGE * HUGE);
	if (large && !madvise(large, LARGE * HUGE, MADV_HUGEPAGE))
		for (int i = 0; i < LARGE; i++)
			*(volatile char *)(large + (size_t)i * HUGE) = 0;
	pool = memfd_create("huge", MFD_CLOEXEC | MFD_HUGETLB);
	if (pool >= 0 && fallocate(pool, 0, 0, POOL * HUGE)) {
		close(pool);
		pool = -1;
	}
	/* In any random order, so that neighbours in memory have distant frames. */
	small = reserved(SMALL * PAGE);
	shuffle(order, SMALL);
	if (small)
		for (int i = 0; i < SMALL; i++)
			*(volatile char *)(small + order[i] * PAGE) = 0;
	madvise(order, sizeof(order), MADV_DONTNEED);
	hold_pipes();
}

static void free_large(void)
{
	uint16_t order[LARGE];

	shuffle(order, LARGE);
	for (int i = 0; large && i < FREED_LARGE; i++)
		madvise(large + order[i] * HUGE, HUGE, MADV_DONTNEED);
	shuffle(order, POOL);
	for (int i = 0; pool >= 0 && i < FREED_POOL; i++)
		fallocate(pool, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			  (off_t)(order[i] * HUGE), HUGE);
}

/* Of the last group a part: which page of a group comes at a certain moment is random, too. */
static void free_small(const uint16_t *groups)
{
	for (int i = 0; small && i < FREED_GROUPS; i++)
		madvise(small + groups[i] * GROUP * PAGE,
			(size_t)(i < FREED_GROUPS - 1 ? GROUP : 1 + below(GROUP)) * PAGE,
			MADV_DONTNEED);
}

static void free_pipes(const uint16_t *order, int count)
{
	char byte;

	for (int i = 0; i < count - 1; i++) {
		close(pipes[order[i]][0]);
		close(pipes[order[i]][1]);
	}
	for (int left = 1 + below(PACKETS); left; left--)
		if (read(pipes[order[count - 1]][0], &byte, 1) != 1)
			return;
}

void cguest_scatter_frames(uint64_t seed)
{
	uint16_t groups[GROUPS], order[PIPES];
	cpu_set_t all, one;
	int processors;

	state = seed;
	free_large();
	shuffle(groups, GROUPS);
	shuffle(order, PIPES);
	/* sysconf() would read a file of /sys for it, whose code each clone translates for that alone. */
	sched_getaffinity(0, sizeof(all), &all);
	processors = CPU_COUNT(&all);
	/* Each processor has lists of free pages of its own. */
	for (int i = 0; i < processors && (i + 1) * FREED_PIPES <= PIPES; i++) {
		CPU_ZERO(&one);
		CPU_SET(i, &one);
		if (processors > 1)
			sched_setaffinity(0, sizeof(one), &one);
		free_small(groups + i * FREED_GROUPS);
		free_pipes(order + i * FREED_PIPES, FREED_PIPES);
	}
	if (processors > 1)
		sched_setaffinity(0, sizeof(all), &all);
}
