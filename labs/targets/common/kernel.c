/* What the kernel counts. */
#include "target.h"

#include <dirent.h>

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

/* shrink: caches give back what is free, so that /proc/slabinfo counts exactly. */
void obey_shrink(char *arguments)
{
	DIR *caches = opendir("/sys/kernel/slab");
	struct dirent *entry;
	char path[320];

	(void)arguments;
	while (caches && (entry = readdir(caches))) {
		int fd;

		/* Aliases of merged caches are links: once is enough. */
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/sys/kernel/slab/%s/shrink", entry->d_name);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd >= 0 && write(fd, "1", 1) != 1)
			break;
		close(fd);
	}
	if (caches)
		closedir(caches);
	say("done");
}
