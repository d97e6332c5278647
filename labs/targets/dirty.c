/*
 * A process that knows which of its pages it has written. Some are read only,
 * so that a page that is there is not yet one that was written; a place has
 * holes, and what takes time is made on demand:
 *
 *	make huge		-> place huge ...	2 MiB in one entry, one byte written
 *	make none		-> place none ...	written, then out of reach
 *	more <decimal count>	-> number <count>	that many pages more are written
 *	written			-> number <count>	pages of the place "written" that were
 */
#include "common/target.h"

/* Of each place one page in so many is written, and one is read; the others are left alone. */
enum { LENGTH = 96, RESERVE = 64 };

static char *written, *clean, *reserve_pages;
static size_t count_written, count_more;

static void write_page(char *page)
{
	*(volatile char *)page = 1;
}

static void read_page(const char *page)
{
	(void)*(volatile const char *)page;
}

/* At least one page of each sort, and the first is left alone: an empty entry is before all others. */
static void make_written(void)
{
	written = reserve(LENGTH * PAGE, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1);
	for (size_t at = 1; at < LENGTH; at++) {
		uint64_t sort = at < 4 ? at : random_word() % 4;

		if (sort == 1) {
			write_page(written + at * PAGE);
			count_written++;
		} else if (sort == 2) {
			read_page(written + at * PAGE);
		}
	}
	place("written", written, LENGTH * PAGE);
}

/*
 * Takes the accessed bits of all pages away, so that a page that is there is not
 * yet one that was used (Documentation/filesystems/proc.rst: clear_refs), and
 * uses some again.
 */
static void forget_accesses(void)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		exit(1);
	close(fd);
	for (size_t at = 0; at < 16; at += 2)
		read_page(clean + at * PAGE);
}

/* A private file: its pages are the page cache's, and present once they are read. */
static void make_file(void)
{
	int fd = scratch_file("clean", 16 * PAGE);

	clean = reserve(16 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd);
	for (size_t at = 0; at < 16; at += 1 + random_word() % 2)
		read_page(clean + at * PAGE);
	place("clean", clean, 16 * PAGE);
}

static void obey_make(char *name)
{
	char *start;

	if (!strcmp(name, "huge")) {
		start = reserve(HUGE, HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
		madvise(start, HUGE, MADV_HUGEPAGE);
		write_page(start + 7 * PAGE);
		/* Its last page has a frame only where all have: the page is a large one. */
		if (!frame_of(getpid(), start + HUGE - PAGE))
			say("failed the kernel gave no page of 2 MiB");
		else
			place(name, start, HUGE);
	} else if (!strcmp(name, "none")) {
		size_t length = (8 + random_word() % 8) * PAGE;

		start = reserve(length, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
		for (size_t at = 0; at < length; at += PAGE)
			write_page(start + at);
		mprotect(start, length, PROT_NONE);
		place(name, start, length);
	} else {
		say("failed there is no place %s to be made", name);
	}
	fflush(stdout);
}

static void obey_more(char *arguments)
{
	size_t more = strtoul(arguments, NULL, 10);

	for (; more && count_more < RESERVE; more--, count_more++)
		write_page(reserve_pages + count_more * PAGE);
	if (more)
		say("failed there are no more than %d pages", RESERVE);
	else
		say("number %zu", count_more);
}

static void obey_written(char *arguments)
{
	(void)arguments;
	say("number %zu", count_written);
}

int main(int argc, char **argv)
{
	static const struct verb own[] = {
		{ "make", obey_make }, { "more", obey_more }, { "written", obey_written }, { NULL, NULL },
	};

	if (argc < 4)
		return 2;
	prctl(PR_SET_NAME, argv[1]);
	begin_memory(argv[2], argv[3]);
	make_written();
	make_file();
	make_own_pages();
	reserve_pages = reserve(RESERVE * PAGE, PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1);
	place("reserve", reserve_pages, RESERVE * PAGE);
	forget_accesses();
	return serve(own);
}
