/*
 * What every target program shares: it announces its places, says "ready",
 * then obeys one line at a time on standard input and answers each with one
 * line on standard output.
 *
 *	place <name> <address> <length>		before "ready"
 *	write <hex bytes>	one write(2) to /proc/mtest	-> wrote <result> <errno>
 *	fill <count>		the same with <count> letters	-> wrote <result> <errno>
 *	peek <address>		its own eight bytes there	-> word <hex>
 *	spin <magic>		magic in r12, user mode, until SIGUSR1	-> spinning, then nothing
 *	fork			a child that only waits		-> child <pid>
 */
#ifndef TARGET_H
#define TARGET_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The secret word that belongs at an address: the grader computes the same. */
static inline uint64_t secret_word(uint64_t seed, uint64_t address)
{
	uint64_t x = seed + address * 0x9e3779b97f4a7c15ULL;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static inline void keep_secret(void *start, size_t length, uint64_t seed)
{
	uint64_t *word = start;

	for (size_t i = 0; i < length / 8; i++)
		word[i] = secret_word(seed, (uint64_t)(uintptr_t)(word + i));
}

static inline void place(const char *name, const void *start, size_t length)
{
	printf("place %s %lx %zx\n", name, (unsigned long)start, length);
}

static volatile sig_atomic_t released;

static void release(int signal)
{
	(void)signal;
	released = 1;
}

/* Stays in user mode with the magic value where the grader looks for it. */
static void spin(uint64_t magic)
{
	released = 0;
	__asm__ volatile("movq %0, %%r12\n\t"
			 "1: pause\n\t"
			 "cmpl $0, %1\n\t"
			 "je 1b\n\t"
			 : : "r"(magic), "m"(released) : "r12", "memory", "cc");
}

static void command(const char *bytes, size_t count)
{
	ssize_t result;
	int error, fd = open("/proc/mtest", O_WRONLY);

	errno = fd < 0 ? errno : 0;
	result = fd < 0 ? -1 : write(fd, bytes, count);
	error = errno;
	if (fd >= 0)
		close(fd);
	printf("wrote %zd %d\n", result, result < 0 ? error : 0);
}

static int nibble(int c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void obey(char *line)
{
	size_t length = strcspn(line, "\n");

	line[length] = 0;
	if (!strncmp(line, "write ", 6)) {
		size_t count = (length - 6) / 2;

		for (size_t i = 0; i < count; i++)
			line[i] = (char)(nibble(line[6 + 2 * i]) << 4 |
					 nibble(line[7 + 2 * i]));
		command(line, count);
	} else if (!strncmp(line, "fill ", 5)) {
		size_t count = strtoull(line + 5, NULL, 10);
		char *bytes = malloc(count);

		if (bytes)
			memset(bytes, 'a', count);
		command(bytes, count);
		free(bytes);
	} else if (!strncmp(line, "peek ", 5)) {
		uint64_t word;

		memcpy(&word, (void *)strtoull(line + 5, NULL, 16), 8);
		printf("word %lx\n", word);
	} else if (!strncmp(line, "spin ", 5)) {
		printf("spinning\n");
		fflush(stdout);
		spin(strtoull(line + 5, NULL, 16));
		return;
	} else if (!strcmp(line, "fork")) {
		pid_t child = fork();

		if (!child)
			for (;;)
				pause();
		printf("child %d\n", child);
	} else {
		printf("what?\n");
	}
	fflush(stdout);
}

/* Says "ready" and obeys until standard input ends. */
static inline int serve(void)
{
	struct sigaction action = { .sa_handler = release, .sa_flags = SA_RESTART };
	char *line = NULL;
	size_t size = 0;

	sigaction(SIGUSR1, &action, NULL);
	printf("ready\n");
	fflush(stdout);
	while (getline(&line, &size, stdin) > 0)
		obey(line);
	return 0;
}

#endif
