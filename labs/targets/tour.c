/*
 * The target of the walkthrough: one place of every kind that a page table
 * can show, each in the state its name promises. A place whose state cannot
 * be had here (no swap, no huge page) is not announced.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/swap.h>

#include "target.h"

#define PAGE 4096UL
#define MIB2 (2UL << 20)
#define GIB (1UL << 30)

static const char constant[PAGE] __attribute__((aligned(4096))) = "read-only data";
static char variable[PAGE] __attribute__((aligned(4096))) = "initialised data";

static void *map_with(size_t length, int protection, int flags)
{
	void *start = mmap(NULL, length, protection, flags | MAP_ANONYMOUS, -1, 0);

	return start == MAP_FAILED ? NULL : start;
}

/* Memory with a hole on both sides, so that it is an area of its own. */
static char *map(size_t length)
{
	char *start = map_with(length + 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);

	if (!start)
		exit(1);
	munmap(start, PAGE);
	munmap(start + PAGE + length, PAGE);
	return start + PAGE;
}

static void say(char *start, const char *text, size_t length)
{
	for (size_t page = 0; page < length; page += PAGE)
		snprintf(start + page, 64, "%s, page %zu", text, page / PAGE);
}

static uint64_t pagemap(const void *address)
{
	uint64_t entry = 0;
	int fd = open("/proc/self/pagemap", O_RDONLY);

	if (fd < 0)
		return 0;
	if (pread(fd, &entry, 8, (off_t)((uintptr_t)address / PAGE * 8)) != 8)
		entry = 0;
	close(fd);
	return entry;
}

/* A page that a child shares until one of the two writes. */
static void copy_on_write(void)
{
	char *page = map(PAGE);
	int ends[2];
	char byte;

	say(page, "shared with a child", PAGE);
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

/*
 * A memory disk as a swap area: written to it, a page is gone from memory.
 * Only in the machine, where process 1 is the agent that started us: swap
 * belongs to the whole system, and this program may be tried out elsewhere.
 */
static int start_swap(void)
{
	static char header[PAGE];
	uint32_t *words = (uint32_t *)(header + 1024);
	int fd;

	if (getppid() != 1 || access("/modules/order", F_OK))
		return -1;
	fd = open("/sys/block/zram0/disksize", O_WRONLY);
	if (fd < 0)
		return -1;
	if (write(fd, "16M", 3) != 3) {
		close(fd);
		return -1;
	}
	close(fd);
	fd = open("/dev/zram0", O_WRONLY);
	if (fd < 0)
		return -1;
	/* struct swap_header: version, last_page; the magic ends the page. */
	words[0] = 1;
	words[1] = (16U << 20) / PAGE - 1;
	memcpy(header + PAGE - 10, "SWAPSPACE2", 10);
	if (write(fd, header, PAGE) != (ssize_t)PAGE) {
		close(fd);
		return -1;
	}
	close(fd);
	return swapon("/dev/zram0", 0);
}

static void swapped_out(uint64_t seed)
{
	char *pages = map(4 * PAGE);

	if (start_swap())
		return;
	keep_secret(pages, 4 * PAGE, seed);
	/* The kernel may skip a page that it is still accounting for: again. */
	for (int attempt = 0; attempt < 100; attempt++) {
		madvise(pages, 4 * PAGE, MADV_PAGEOUT);
		if (pagemap(pages) >> 62 & 1) {
			place("swapped", pages, PAGE);
			return;
		}
	}
}

static void huge_pages(void)
{
	char *huge = map_with(2 * MIB2, PROT_READ | PROT_WRITE, MAP_PRIVATE);

	if (huge) {
		huge = (char *)(((uintptr_t)huge + MIB2 - 1) & ~(MIB2 - 1));
		madvise(huge, MIB2, MADV_HUGEPAGE);
		say(huge, "a transparent huge page", MIB2);
		place("thp", huge, MIB2);
	}
	huge = map_with(MIB2, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_HUGETLB | 21 << MAP_HUGE_SHIFT);
	if (huge) {
		say(huge, "a 2 MiB page of the reserve", PAGE);
		place("hugetlb2m", huge, MIB2);
	}
}

/* Clearing a whole gibibyte takes a while: only when it is asked for. */
static void gigantic_page(void)
{
	char *huge = map_with(GIB, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_HUGETLB | 30 << MAP_HUGE_SHIFT);

	if (!huge)
		return;
	say(huge, "a 1 GiB page of the reserve", PAGE);
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
		say(shared, "shared anonymous memory", 2 * PAGE);
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

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 16) : 1;
	int wants_gigantic = argc > 2 && !strcmp(argv[2], "1g");
	char *heap, *stack, *pages, *gone;

	/* First, before there is much to share. */
	copy_on_write();
	swapped_out(seed);

	heap = malloc(3 * PAGE);
	stack = __builtin_alloca(PAGE);
	if (!heap)
		exit(1);
	keep_secret((char *)(((uintptr_t)heap + 15) & ~15UL), 2 * PAGE, seed);
	place("heap", (char *)(((uintptr_t)heap + 15) & ~15UL), 2 * PAGE);
	keep_secret((char *)(((uintptr_t)stack + 15) & ~15UL), PAGE - 64, seed);
	place("stack", (char *)(((uintptr_t)stack + 15) & ~15UL), PAGE - 64);
	place("text", (void *)((uintptr_t)main & ~15UL), 64);
	(void)*(volatile const char *)constant;
	place("constant", constant, sizeof(constant));
	*(volatile char *)variable = 'I';
	place("variable", variable, sizeof(variable));

	pages = map(8 * PAGE);
	say(pages, "private memory, written", 8 * PAGE);
	place("data", pages, 8 * PAGE);
	/* Given back to the kernel out of order, pages come back shuffled. */
	for (size_t page = 1; page < 8; page += 2)
		madvise(pages + page * PAGE, PAGE, MADV_DONTNEED);
	for (size_t page = 7; page < 8; page -= 2)
		say(pages + page * PAGE, "private memory, written again", PAGE);

	pages = map(PAGE);
	say(pages, "written, then made read-only", PAGE);
	mprotect(pages, PAGE, PROT_READ);
	place("readonly", pages, PAGE);
	pages = map(PAGE);
	say(pages, "written, then PROT_NONE", PAGE);
	mprotect(pages, PAGE, PROT_NONE);
	place("none", pages, PAGE);
	pages = map(2 * PAGE);
	(void)*(volatile char *)pages;
	place("zero", pages, PAGE);
	place("untouched", map(4 * PAGE), 4 * PAGE);

	huge_pages();
	if (wants_gigantic)
		gigantic_page();
	files();
	vdso();

	gone = map(PAGE);
	say(gone, "soon given back", PAGE);
	munmap(gone, PAGE);
	place("unmapped", gone, PAGE);
	return serve();
}
