/* The target of the basic checks: one place of each ordinary kind. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "target.h"

#define PAGE 4096UL

static const char constant[2 * PAGE] __attribute__((aligned(4096))) = "read-only data";

static void *map(size_t length, int protection)
{
	void *start = mmap(NULL, length, protection,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (start == MAP_FAILED)
		exit(1);
	return start;
}

/* A secret in memory that is then protected; a hole lies on both sides. */
static char *guarded(size_t length, int protection, uint64_t seed)
{
	char *start = map(length + 2 * PAGE, PROT_READ | PROT_WRITE);

	munmap(start, PAGE);
	munmap(start + PAGE + length, PAGE);
	keep_secret(start + PAGE, length, seed);
	if (mprotect(start + PAGE, length, protection))
		exit(1);
	return start + PAGE;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 16) : 0;
	char *heap = malloc(3 * PAGE), *stack = __builtin_alloca(PAGE);
	char *huge, *gone = map(PAGE, PROT_READ | PROT_WRITE);
	size_t two = 2UL << 20;

	heap = (char *)(((uintptr_t)heap + 15) & ~15UL);
	keep_secret(heap, 2 * PAGE, seed);
	place("heap", heap, 2 * PAGE);
	stack = (char *)(((uintptr_t)stack + 15) & ~15UL);
	keep_secret(stack, PAGE - 64, seed);
	place("stack", stack, PAGE - 64);
	place("data", guarded(4 * PAGE, PROT_READ | PROT_WRITE, seed), 4 * PAGE);
	place("readonly", guarded(PAGE, PROT_READ, seed), PAGE);
	place("executable", guarded(PAGE, PROT_READ | PROT_EXEC, seed), PAGE);
	place("everything", guarded(PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, seed), PAGE);
	place("none", guarded(PAGE, PROT_NONE, seed), PAGE);
	place("untouched", map(4 * PAGE, PROT_READ | PROT_WRITE), 4 * PAGE);
	place("text", (void *)((uintptr_t)main & ~15UL), 64);
	place("constant", constant, sizeof(constant));
	(void)*(volatile const char *)constant;

	huge = map(2 * two, PROT_READ | PROT_WRITE);
	huge = (char *)(((uintptr_t)huge + two - 1) & ~(two - 1));
	madvise(huge, two, MADV_HUGEPAGE);
	keep_secret(huge, two, seed);
	place("huge", huge, two);

	munmap(gone, PAGE);
	place("unmapped", gone, PAGE);
	return serve();
}
