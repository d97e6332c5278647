/* Where things lie in a target's memory, and what is in them. */
#include <stdarg.h>

#include "target.h"

/* Bytes below the top of the places that are left free. */
#define SPARE (16UL << 20)

static uint64_t layout_state, canary_seed;
/* Reservations go downwards from here, in a part that the kernel leaves alone. */
static uintptr_t cursor = 0x700000000000UL;

/* What each line of an answer begins with. */
static char mark[24];

void answer_with(const char *number)
{
	snprintf(mark, sizeof(mark), "%s ", number);
}

void say(const char *format, ...)
{
	va_list arguments;

	fputs(mark, stdout);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
}

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators). */
static uint64_t mixed(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

uint64_t random_word(void)
{
	layout_state += 0x9e3779b97f4a7c15ULL;
	return mixed(layout_state);
}

void begin_memory(const char *layout, const char *canaries)
{
	layout_state = strtoull(layout, NULL, 16);
	canary_seed = strtoull(canaries, NULL, 16);
	/*
	 * Within the last GiB, but not at its end: there the indices of the pud
	 * and the pmd are both 511, and an index of the wrong level is right.
	 */
	cursor -= (SPARE + random_word() % ((1UL << 30) - 4 * SPARE)) &
		  ~(PAGE - 1);
}

/* A VMA with a hole of random width, at least a page, on both sides: neighbours are never merged. */
char *reserve(size_t length, size_t alignment, int protection, int flags, int fd)
{
	char *start;

	cursor -= length + (1 + random_word() % 16) * PAGE;
	cursor &= ~(alignment - 1);
	start = mmap((void *)cursor, length, protection,
		     flags | MAP_FIXED_NOREPLACE, fd, 0);
	if (start == MAP_FAILED) {
		say("failed no memory: %s", strerror(errno));
		exit(1);
	}
	cursor -= PAGE;
	return start;
}

/* The canary of an address: the grader computes the same word (Sources/TargetProtocol/Canaries.swift). */
static uint64_t canary(uint64_t address)
{
	return mixed(canary_seed + address * 0x9e3779b97f4a7c15ULL);
}

/* Fills memory with canaries. In a long stretch the first 64 bytes of each page are enough to know the page by. */
void fill_canaries(void *start, size_t length)
{
	for (size_t at = 0; at + 8 <= length; at += 8)
		if (length <= 4 * PAGE || at % PAGE < 64)
			*(uint64_t *)((char *)start + at) =
				canary((uintptr_t)start + at);
}

void place(const char *name, const void *start, size_t length)
{
	printf("%splace %s %lx %zx\n", mark, name, (unsigned long)start, length);
}

void canary_place(const char *name, void *start, size_t length)
{
	fill_canaries(start, length);
	printf("%splace %s %lx %zx canary\n", mark, name, (unsigned long)start, length);
}

/* A place with canaries, whose memory is protected afterwards. */
char *guarded(const char *name, size_t length, int protection)
{
	char *start = reserve(length, PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1);

	canary_place(name, start, length);
	if (mprotect(start, length, protection))
		exit(1);
	return start;
}

/* A file that only this process uses, filled with canaries as if it were mapped at address 0. */
int scratch_file(const char *name, size_t length)
{
	static uint64_t words[PAGE / 8];
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/tmp/%s.%d", name, getpid());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || ftruncate(fd, (off_t)length))
		exit(1);
	for (size_t at = 0; at < length; at += sizeof(words)) {
		for (size_t i = 0; i < PAGE / 8; i++)
			words[i] = canary(at + 8 * i);
		if (pwrite(fd, words, sizeof(words), (off_t)at) != (ssize_t)sizeof(words))
			exit(1);
	}
	return fd;
}
