/* Memory with a device behind it: zram makes both swap and a disk (Documentation/admin-guide/blockdev/zram.rst). */
#include <sys/swap.h>

#include "target.h"

static int disk = -1;
static char *disk_memory;
static const size_t disk_length = 4 * PAGE;

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

/* A new block device of this size in bytes; its descriptor, or -1. */
static int new_device(const char *size, char *path, size_t room)
{
	char number[16] = "", attribute[64];
	int fd = open("/sys/class/zram-control/hot_add", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, number, sizeof(number) - 1) <= 0)
		return -1;
	close(fd);
	snprintf(attribute, sizeof(attribute), "/sys/block/zram%d/disksize", atoi(number));
	if (!put(attribute, size))
		return -1;
	snprintf(path, room, "/dev/zram%d", atoi(number));
	return open(path, O_RDWR | O_CLOEXEC);
}

/* Swap space with the header that mkswap(8) writes (include/linux/swap.h: union swap_header). */
static bool switch_swap_on(void)
{
	static char header[PAGE];
	uint32_t info[3] = { 1, 1023, 0 };
	char path[32];
	int fd = new_device("4M", path, sizeof(path));

	if (fd < 0)
		return false;
	memcpy(header + 1024, info, sizeof(info));
	memcpy(header + PAGE - 10, "SWAPSPACE2", 10);
	if (pwrite(fd, header, PAGE, 0) != (ssize_t)PAGE || fsync(fd))
		return false;
	close(fd);
	return !swapon(path, 0);
}

static bool is_swapped(const void *address)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;
	bool read = pread(fd, &entry, 8, (off_t)((uintptr_t)address / PAGE * 8)) == 8;

	close(fd);
	return read && entry >> 62 & 1;
}

void make_swapped(void)
{
	char *start = reserve(PAGE, PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1);
	char *spare;
	size_t length;

	fill_canaries(start, PAGE);
	if (!switch_swap_on()) {
		say("failed no swap: %s", strerror(errno));
		return;
	}
	/* Where in the swap space the page comes depends on how many others went there. */
	spare = reserve(16 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	length = random_word() % 16 * PAGE;
	memset(spare, 1, length);
	if (length)
		madvise(spare, length, MADV_PAGEOUT);
	for (int tries = 0; tries < 20 && !is_swapped(start); tries++)
		madvise(start, PAGE, MADV_PAGEOUT);
	if (!is_swapped(start)) {
		say("failed the page does not go to swap");
		return;
	}
	place("swapped", start, PAGE);
	fflush(stdout);
}

/* A shared mapping of a block device, its pages in memory and clean. */
void make_disk(void)
{
	static char zeros[PAGE];
	char path[32];

	disk = new_device("1M", path, sizeof(path));
	if (disk < 0) {
		say("failed no disk: %s", strerror(errno));
		return;
	}
	for (size_t at = 0; at < disk_length; at += PAGE)
		if (pwrite(disk, zeros, PAGE, (off_t)at) != (ssize_t)PAGE)
			exit(1);
	fsync(disk);
	posix_fadvise(disk, 0, 0, POSIX_FADV_DONTNEED);
	disk_memory = reserve(disk_length, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, disk);
	for (size_t at = 0; at < disk_length; at += PAGE)
		(void)*(volatile char *)(disk_memory + at);
	place("disk", disk_memory, disk_length);
	fflush(stdout);
}

/* The word on the disk itself: nothing is mapped or cached any more when it is read. */
void flush_disk(unsigned long offset)
{
	uint64_t word = 0;

	munmap(disk_memory, disk_length);
	fsync(disk);
	posix_fadvise(disk, 0, 0, POSIX_FADV_DONTNEED);
	if (pread(disk, &word, 8, (off_t)offset) != 8)
		say("failed the disk cannot be read");
	else
		say("word %lx", word);
}
