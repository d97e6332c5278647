/* What the kernel counts. */
#include "target.h"

#include <dirent.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>

static uint64_t word_of(const char *path, uint64_t index)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t word = 0;

	if (fd < 0 || pread(fd, &word, 8, (off_t)(index * 8)) != 8)
		word = 0;
	close(fd);
	return word;
}

/* The frame behind an address (Documentation/admin-guide/mm/pagemap.rst); 0 for none. */
uint64_t frame_of(pid_t pid, const void *address)
{
	char path[32];
	uint64_t entry;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	entry = word_of(path, (uintptr_t)address / PAGE);
	return entry >> 63 ? entry & ((1ULL << 55) - 1) : 0;
}

uint64_t page_count(uint64_t frame)
{
	return word_of("/proc/kpagecount", frame);
}

uint64_t page_flags(uint64_t frame)
{
	return word_of("/proc/kpageflags", frame);
}

static bool shrink(const char *cache)
{
	char path[320];
	bool is_shrunk;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/shrink", cache);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	is_shrunk = fd < 0 || write(fd, "1", 1) == 1;
	close(fd);
	return is_shrunk;
}

static void shrink_all(void)
{
	DIR *caches = opendir("/sys/kernel/slab");
	struct dirent *entry;

	/* Aliases of merged caches are links: once is enough. */
	while (caches && (entry = readdir(caches)))
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.' && !shrink(entry->d_name))
			break;
	if (caches)
		closedir(caches);
}

/*
 * shrink [<cache>...] -> done: these caches, or all, give back what is free, so that /proc/slabinfo counts exactly.
 * What is freed after a grace period of RCU is freed before, if it was to be by now.
 */
void obey_shrink(char *arguments)
{
	char *cache = strtok(arguments, " ");

	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
	if (!cache)
		shrink_all();
	while (cache && shrink(cache))
		cache = strtok(NULL, " ");
	say("done");
}
