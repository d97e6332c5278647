/*
 * The target of nearly all checks: a place of each kind that memory comes in.
 * Pages that are not about permissions may be executed, so that bit 63 of an
 * entry (no-execute) is in the way of the checks only that are about it: those
 * of data, huge and keyed. What costs time or a device is made on demand:
 *
 *	make <name>			-> place <name> ...
 *	stored <name> <offset>		-> word <what the file or disk behind the place holds, or
 *					   the place itself once the kernel has taken it back>
 */
#include "common/target.h"

#include <sys/auxv.h>

#define ANY (PROT_READ | PROT_WRITE | PROT_EXEC)

static const char constant[2 * PAGE] __attribute__((aligned(4096))) = "read-only data";
static int shared_file, private_file;
static char *lazy_pages;

/* Every combination of permissions, private and shared, with holes between. */
static void make_mosaic(void)
{
	static const int kinds[] = { MAP_PRIVATE, MAP_SHARED };

	for (int kind = 0; kind < 2; kind++)
		for (int protection = 0; protection < 8; protection++)
			reserve(PAGE, PAGE, protection, kinds[kind] | MAP_ANONYMOUS, -1);
}

static void make_files(void)
{
	char *start;
	int fd;

	shared_file = scratch_file("shared", 2 * PAGE);
	start = reserve(2 * PAGE, PAGE, ANY, MAP_SHARED, shared_file);
	(void)*(volatile char *)start;
	(void)*(volatile char *)(start + PAGE);
	place("sharedfile", start, 2 * PAGE);

	private_file = scratch_file("private", 2 * PAGE);
	start = reserve(2 * PAGE, PAGE, ANY, MAP_PRIVATE, private_file);
	(void)*(volatile char *)start;
	(void)*(volatile char *)(start + PAGE);
	place("privatefile", start, 2 * PAGE);

	/* The second page lies beyond the end of the file. */
	fd = scratch_file("short", PAGE);
	start = reserve(2 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	(void)*(volatile char *)start;
	place("shortfile", start, 2 * PAGE);

	/* As before, and the page is not there yet: the kernel makes it for the first write, and may let go of locks for that. */
	fd = memfd_create("edge", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, PAGE))
		exit(1);
	start = reserve(2 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	place("edge", start, 2 * PAGE);
}

static void make_remapped(void)
{
	char *start = reserve(PAGE, PAGE, ANY, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	memset(start, 1, PAGE);
	munmap(start, PAGE);
	start = mmap(start, PAGE, ANY, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (start == MAP_FAILED)
		exit(1);
	canary_place("remapped", start, PAGE);
}

/* A writable page, and right behind it one that may only be read. */
static void make_border(void)
{
	char *start = reserve(2 * PAGE, PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1);

	fill_canaries(start, 2 * PAGE);
	if (mprotect(start + PAGE, PAGE, PROT_READ))
		exit(1);
	place("border", start, PAGE);
}

/* The stack as a whole: a part with other permissions would be another VMA. */
static void make_stack_area(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long start = 0, end = 0;
	char line[512];

	while (maps && fgets(line, sizeof(line), maps))
		if (strstr(line, "[stack]") && sscanf(line, "%lx-%lx", &start, &end) != 2)
			exit(1);
	if (maps)
		fclose(maps);
	if (!end || mprotect((void *)start, end - start, ANY))
		exit(1);
	place("stackarea", (void *)start, end - start);
}

static void made(const char *name, void *start, size_t length)
{
	canary_place(name, start, length);
	fflush(stdout);
}

static void make_huge_mapping(const char *name, int size_flag, size_t length)
{
	char *start = mmap(NULL, length, ANY,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | size_flag, -1, 0);

	if (start == MAP_FAILED)
		say("failed no huge page: %s", strerror(errno));
	else
		made(name, start, length);
}

static void obey_make(char *name)
{
	char *start;
	int fd;

	if (!strcmp(name, "huge")) {
		start = reserve(HUGE, HUGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1);
		madvise(start, HUGE, MADV_HUGEPAGE);
		made(name, start, HUGE);
	} else if (!strcmp(name, "hugetlb")) {
		make_huge_mapping(name, 21 << MAP_HUGE_SHIFT, HUGE);
	} else if (!strcmp(name, "gigantic")) {
		/* Filling a page of 1 GiB takes seconds: it was made when the machine was. */
		fd = open("/huge/page", O_RDWR | O_CLOEXEC);
		start = mmap((void *)(3UL << 30), 1UL << 30, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);
		if (start == MAP_FAILED) {
			say("failed no page of 1 GiB: %s", strerror(errno));
			return;
		}
		/*
		 * A few canaries are enough to know the page by. None of them is at
		 * its start: what a walk that takes the page for a table finds there
		 * is an empty entry, where a canary would lead anywhere.
		 */
		for (size_t at = 64UL << 20; at < 1UL << 30; at += 64UL << 20)
			fill_canaries(start + at, 4 * PAGE);
		place(name, start, 1UL << 30);
		fflush(stdout);
	} else if (!strcmp(name, "many")) {
		/* Neighbours with other permissions are never merged. */
		start = reserve(5000 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
		for (size_t at = 0; at < 5000 * PAGE; at += 2 * PAGE)
			mprotect(start + at, PAGE, PROT_READ | PROT_WRITE);
		place(name, start, 5000 * PAGE);
		fflush(stdout);
	} else if (!strcmp(name, "lazy")) {
		start = reserve(2 * PAGE, PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1);
		canary_place(name, start, 2 * PAGE);
		/* The kernel may take them, unless somebody writes to them again. */
		lazy_pages = madvise(start, 2 * PAGE, MADV_FREE) ? NULL : start;
		fflush(stdout);
	} else if (!strcmp(name, "swapped")) {
		make_swapped();
	} else if (!strcmp(name, "disk")) {
		make_disk();
	} else {
		say("failed there is no place %s to be made", name);
	}
}

/* Takes a page back, as the kernel does where memory is short: is what was written still there? */
static uint64_t reclaimed(char *page, size_t offset)
{
	madvise(page + offset / PAGE * PAGE, PAGE, MADV_PAGEOUT);
	return *(volatile uint64_t *)(page + offset);
}

static void obey_stored(char *arguments)
{
	char *end = strchr(arguments, ' ');
	unsigned long offset = end ? strtoul(end + 1, NULL, 16) : 0;
	uint64_t word = 0;
	int fd = -1;

	if (end)
		*end = 0;
	if (!strcmp(arguments, "disk")) {
		flush_disk(offset);
		return;
	}
	if (!strcmp(arguments, "lazy") && lazy_pages) {
		say("word %lx", reclaimed(lazy_pages, offset));
		return;
	}
	if (!strcmp(arguments, "sharedfile"))
		fd = shared_file;
	else if (!strcmp(arguments, "privatefile"))
		fd = private_file;
	if (pread(fd, &word, 8, (off_t)offset) != 8)
		say("failed no file behind %s", arguments);
	else
		say("word %lx", word);
}

/*
 * Pages that are neighbours in virtual memory shall not be neighbours in
 * physical memory: a page whose frame follows its neighbour's frame is given
 * back, and another page takes that frame.
 */
static void scatter(char *start, size_t length)
{
	for (size_t at = PAGE; at < length; at += PAGE) {
		for (int tries = 0; tries < 16; tries++) {
			char *spare;

			if (frame_of(getpid(), start + at) != frame_of(getpid(), start + at - PAGE) + 1)
				break;
			madvise(start + at, PAGE, MADV_DONTNEED);
			/* Not reserve(): frames must not decide where other places lie. */
			spare = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
			if (spare == MAP_FAILED)
				exit(1);
			*spare = 1;
			fill_canaries(start + at, PAGE);
		}
	}
}

static void make_page(void) { guarded("page", 4 * PAGE, ANY); }
static void make_data(void) { scatter(guarded("data", 4 * PAGE, PROT_READ | PROT_WRITE), 4 * PAGE); }
static void make_shared(void) { guarded("shared", PAGE, PROT_READ | PROT_WRITE); }
static void make_readonly(void) { guarded("readonly", PAGE, PROT_READ); }
static void make_executable(void) { guarded("executable", PAGE, PROT_READ | PROT_EXEC); }
static void make_none(void) { guarded("none", PAGE, PROT_NONE); }

/*
 * What is empty here is the entry of the page. The table that holds it is
 * there, because a neighbour in the same table is used: a walk that takes an
 * empty entry for a page comes to it on every machine.
 */
static void make_untouched(void)
{
	char *start = reserve(8 * PAGE, 8 * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1);

	*start = 1;
	place("untouched", start + 4 * PAGE, 4 * PAGE);
}

static void make_zero(void)
{
	char *start = reserve(2 * PAGE, PAGE, ANY, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	(void)*(volatile char *)start;
	(void)*(volatile char *)(start + PAGE);
	place("zero", start, 2 * PAGE);
}

/* A stretch of 2 MiB with nothing in it, so that a whole table is missing. */
static void make_desert(void)
{
	place("desert", reserve(2 * HUGE, HUGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1), 2 * HUGE);
}

static void make_unmapped(void)
{
	char *start = reserve(PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	memset(start, 1, PAGE);
	munmap(start, PAGE);
	place("unmapped", start, PAGE);
}

static void make_keyed(void)
{
	int key = pkey_alloc(0, 0);

	if (key > 0)
		pkey_mprotect(guarded("keyed", PAGE, ANY), PAGE, ANY, key);
}

/* In an order that the layout's seed decides: nothing is known of a place from where another lies. */
static void make_places(void)
{
	static void (*const makers[])(void) = {
		make_page, make_data, make_shared, make_readonly, make_executable, make_none,
		make_untouched, make_zero, make_desert, make_unmapped, make_remapped, make_border,
		make_files, make_mosaic, make_own_pages, make_keyed,
	};
	enum { COUNT = sizeof(makers) / sizeof(*makers) };
	int order[COUNT] = { 0 };

	for (int i = 0; i < COUNT; i++) {
		int other = (int)(random_word() % (uint64_t)(i + 1));

		order[i] = order[other];
		order[other] = i;
	}
	for (int i = 0; i < COUNT; i++)
		makers[order[i]]();
}

int main(int argc, char **argv)
{
	static const struct verb own[] = {
		{ "make", obey_make }, { "stored", obey_stored }, { NULL, NULL },
	};
	char *heap, *stack, *start;

	if (argc < 4)
		return 2;
	prctl(PR_SET_NAME, argv[1]);
	begin_memory(argv[2], argv[3]);
	/* As far down as the seed says: the same program, another layout. */
	heap = malloc(random_word() % PAGE + 3 * PAGE);
	heap = (char *)(((uintptr_t)heap + 15) & ~15UL);
	canary_place("heap", heap, 2 * PAGE);
	start = (char *)((uintptr_t)heap & ~(PAGE - 1));
	if (mprotect(start, 2 * PAGE, ANY))
		exit(1);
	stack = __builtin_alloca(random_word() % PAGE * 16 + PAGE);
	stack = (char *)(((uintptr_t)stack + 15) & ~15UL);
	canary_place("stack", stack, PAGE - 64);

	make_places();
	make_stack_area();
	place("text", (void *)((uintptr_t)main & ~15UL), 64);
	place("constant", constant, sizeof(constant));
	if (mprotect((void *)constant, sizeof(constant), PROT_READ | PROT_EXEC))
		exit(1);
	(void)*(volatile const char *)constant;
	place("vdso", (void *)getauxval(AT_SYSINFO_EHDR), PAGE);
	return serve(own);
}
