/*
 * What target programs share. A target announces its places, says "ready",
 * then obeys one line at a time on standard input and answers each with one
 * line on standard output. Sources/TargetProtocol has the same lines in Swift.
 *
 *	place <name> <address> <length> [canary]	before "ready"
 *	failed <why>					instead of any other answer
 *
 * All numbers on these lines are hexadecimal without 0x, unless said
 * otherwise. Arguments of the program: its name (as /proc/PID/comm), the seed
 * of its layout, the seed of the canaries in its memory.
 *
 * The grader reads these sources (TargetManifest) to know, before anything
 * boots, which places and verbs a program has. A name that the code computes
 * has to be declared in the comment at the head of the program, on a line
 * "places: <name>...", "makes: <name>..." or "verbs: <name>...".
 */
#ifndef TARGET_H
#define TARGET_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096UL
#define HUGE (2UL << 20)

/* memory.c: places in the order of their making. */
uint64_t random_word(void);
void begin_memory(const char *layout, const char *canaries);
char *reserve(size_t length, size_t alignment, int protection, int flags, int fd);
void fill_canaries(void *start, size_t length);
void place(const char *name, const void *start, size_t length);
void canary_place(const char *name, void *start, size_t length);
char *guarded(const char *name, size_t length, int protection);
int scratch_file(const char *name, size_t length);

/* devices.c: places that need more of the machine than memory. */
void make_swapped(void);
void make_disk(void);
void flush_disk(unsigned long offset);

/* commands.c: writing to the module's file, which is /proc/mtest unless the verb "file" has named another. */
extern const char *module_file;

struct command {
	char *bytes;
	size_t count;
};

void obey_file(char *arguments);
struct command unhex(const char *text);
ssize_t write_command(const struct command *command);
void say_written(ssize_t result);
void obey_write(char *arguments);
void obey_cold(char *arguments);
void obey_unmapped(char *arguments);
void obey_answer(char *arguments);
void obey_repeat(char *arguments);
void obey_among(char *arguments);

/* file.c: other ways to use the module's file. */
void obey_again(char *arguments);
void obey_together(char *arguments);
void obey_delay(char *arguments);
void obey_mode(char *arguments);
void obey_peruse(char *arguments);
void obey_control(char *arguments);

/* processes.c: more than one process. */
void make_own_pages(void);
void obey_fork(char *arguments);
void obey_children(char *arguments);
void obey_forks(char *arguments);
void obey_stress(char *arguments);
void obey_churn(char *arguments);

/* kernel.c: the kernel's own counts. */
void obey_shrink(char *arguments);
uint64_t frame_of(pid_t pid, const void *address);
uint64_t page_count(uint64_t frame);
uint64_t page_flags(uint64_t frame);

/* serve.c: says "ready" and obeys until standard input ends; verbs of the program's own go first. */
struct verb {
	const char *name;
	void (*obey)(char *arguments);
};

int serve(const struct verb *own);

/* From now on each line begins with this number, and a blank. memory.c */
void answer_with(const char *number);
/* Prints a line and hands it over. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
