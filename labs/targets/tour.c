/*
 * The target of the walkthrough: one place of every kind that a page table
 * can show, each in the state its name promises. A place whose state cannot
 * be had here (no swap, no huge page) is not announced.
 */
#include "common/target.h"

#include <sys/auxv.h>

#define GIB (1UL << 30)

static const char constant[PAGE] __attribute__((aligned(4096))) = "read-only data";
static char variable[PAGE] __attribute__((aligned(4096))) = "initialised data";

static void *map_with(size_t length, int protection, int flags)
{
	void *start = mmap(NULL, length, protection, flags | MAP_ANONYMOUS, -1, 0);

	return start == MAP_FAILED ? NULL : start;
}

/* Memory with a hole on both sides, so that it has a VMA for itself. */
static char *map(size_t length)
{
	char *start = map_with(length + 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);

	if (!start)
		exit(1);
	munmap(start, PAGE);
	munmap(start + PAGE + length, PAGE);
	return start + PAGE;
}

static void label(char *start, const char *text, size_t length)
{
	for (size_t page = 0; page < length; page += PAGE)
		snprintf(start + page, 64, "%s, page %zu", text, page / PAGE);
}

/* A page that a child shares until one of the two writes. */
static void copy_on_write(void)
{
	char *page = map(PAGE);
	int ends[2];
	char byte;

	label(page, "shared with a child", PAGE);
	if (pipe(ends))
		return;
	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(0);
		close(ends[0]);
		if (write(ends[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	/* Our table is as it will stay once the child has run. */
	if (read(ends[0], &byte, 1) == 1)
		place("cow", page, PAGE);
	close(ends[0]);
	close(ends[1]);
}

static void huge_pages(void)
{
	char *huge = map_with(2 * HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);

	if (huge) {
		huge = (char *)(((uintptr_t)huge + HUGE - 1) & ~(HUGE - 1));
		madvise(huge, HUGE, MADV_HUGEPAGE);
		label(huge, "a transparent huge page", HUGE);
		place("thp", huge, HUGE);
	}
	huge = map_with(HUGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_HUGETLB | 21 << MAP_HUGE_SHIFT);
	if (huge) {
		label(huge, "a 2 MiB page of the reserve", PAGE);
		place("hugetlb2m", huge, HUGE);
	}
}

/* Where the machine has set one aside, its agent has made it a file. */
static void gigantic_page(void)
{
	int fd = open("/huge/page", O_RDWR | O_CLOEXEC);
	char *huge = mmap((void *)(3 * GIB), GIB, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);

	if (huge == MAP_FAILED)
		return;
	label(huge, "a 1 GiB page of the reserve", PAGE);
	place("hugetlb1g", huge, GIB);
}

static void files(void)
{
	int fd = open("/targets/tour", O_RDONLY);
	volatile const char *file;
	char *shared = map_with(2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED);

	if (fd >= 0) {
		file = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		if (file != MAP_FAILED) {
			(void)*file;
			place("file", (const void *)file, 2 * PAGE);
		}
		close(fd);
	}
	if (shared) {
		label(shared, "shared anonymous memory", 2 * PAGE);
		place("shared", shared, 2 * PAGE);
	}
}

static void vdso(void)
{
	const char *start = (const char *)getauxval(AT_SYSINFO_EHDR);

	if (!start)
		return;
	(void)*(volatile const char *)start;
	place("vdso", start, 2 * PAGE);
}

/* What takes time is made only when an argument asks for it. */
static bool wants(char **argv, const char *what)
{
	for (; *argv; argv++)
		if (!strcmp(*argv, what))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const char *seed = argc > 2 ? argv[2] : "1";
	char *heap, *stack, *pages, *gone;

	begin_memory(seed, seed);
	/* First, before there is much to share. */
	copy_on_write();
	/*
	 * Swap belongs to the whole system: only in the machine, where process 1
	 * is the agent that started us.
	 */
	if (wants(argv, "swap") && getppid() == 1 && !access("/modules/order", F_OK))
		make_swapped();

	heap = malloc(3 * PAGE);
	stack = __builtin_alloca(PAGE);
	if (!heap)
		exit(1);
	fill_canaries((char *)(((uintptr_t)heap + 15) & ~15UL), 2 * PAGE);
	place("heap", (char *)(((uintptr_t)heap + 15) & ~15UL), 2 * PAGE);
	fill_canaries((char *)(((uintptr_t)stack + 15) & ~15UL), PAGE - 64);
	place("stack", (char *)(((uintptr_t)stack + 15) & ~15UL), PAGE - 64);
	place("text", (void *)((uintptr_t)main & ~15UL), 64);
	(void)*(volatile const char *)constant;
	place("constant", constant, sizeof(constant));
	*(volatile char *)variable = 'I';
	place("variable", variable, sizeof(variable));

	pages = map(8 * PAGE);
	label(pages, "private memory, written", 8 * PAGE);
	place("data", pages, 8 * PAGE);
	/* Given back to the kernel out of order, pages come back shuffled. */
	for (size_t page = 1; page < 8; page += 2)
		madvise(pages + page * PAGE, PAGE, MADV_DONTNEED);
	for (size_t page = 7; page < 8; page -= 2)
		label(pages + page * PAGE, "private memory, written again", PAGE);

	pages = map(PAGE);
	label(pages, "written, then made read-only", PAGE);
	mprotect(pages, PAGE, PROT_READ);
	place("readonly", pages, PAGE);
	pages = map(PAGE);
	label(pages, "written, then PROT_NONE", PAGE);
	mprotect(pages, PAGE, PROT_NONE);
	place("none", pages, PAGE);
	pages = map(2 * PAGE);
	(void)*(volatile char *)pages;
	place("zero", pages, PAGE);
	place("untouched", map(4 * PAGE), 4 * PAGE);

	huge_pages();
	if (wants(argv, "1g"))
		gigantic_page();
	files();
	vdso();

	gone = map(PAGE);
	label(gone, "soon given back", PAGE);
	munmap(gone, PAGE);
	place("unmapped", gone, PAGE);
	return serve(NULL);
}
