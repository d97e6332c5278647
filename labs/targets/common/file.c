/* The module's file used as few programs use one: read, written twice, written by two at once, controlled. */
#include "target.h"

#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

/*
 * The kernel waits this number of milliseconds before each record of its log
 * (Documentation/admin-guide/sysctl/kernel.rst: printk_delay).
 */
static bool delay_records(const char *milliseconds)
{
	int fd = open("/proc/sys/kernel/printk_delay", O_WRONLY | O_CLOEXEC);
	ssize_t length = (ssize_t)strlen(milliseconds);
	bool done = fd >= 0 && write(fd, milliseconds, (size_t)length) == length;

	close(fd);
	return done;
}

/* delay <decimal milliseconds> -> done: what the kernel waits before each record, from now on */
void obey_delay(char *arguments)
{
	if (delay_records(arguments))
		say("done");
	else
		say("failed the kernel's log cannot be slowed down: %s", strerror(errno));
}

/* again <bytes> <bytes>: two writes to one open file; the answer is about the second. */
void obey_again(char *arguments)
{
	char *second = strchr(arguments, ' ');
	struct command one = unhex(arguments), other = unhex(second ? second + 1 : arguments);
	int error, fd = open(module_file, O_WRONLY | O_CLOEXEC);
	ssize_t result = write(fd, one.bytes, one.count);

	errno = 0;
	result = write(fd, other.bytes, other.count);
	error = errno;
	close(fd);
	errno = error;
	say_written(result);
	free(one.bytes);
	free(other.bytes);
}

/* Two processes that write at the same time, in memory that they share. */
struct meeting {
	_Atomic int arrived;
	double began[2], ended[2];
};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void write_together(struct meeting *meeting, int which, const struct command *command)
{
	meeting->arrived++;
	while (meeting->arrived < 2)
		sched_yield();
	meeting->began[which] = seconds();
	write_command(command);
	meeting->ended[which] = seconds();
	_exit(0);
}

/*
 * together <bytes> <bytes> -> together <decimal>
 *
 * Two processes write a command each, at the same time. Every record of the log
 * takes some milliseconds meanwhile, so that the second command begins long
 * before the first has said all it has to say. The answer is 1 where that was
 * so, and 0 where the second process came too late to tell anything.
 */
void obey_together(char *arguments)
{
	char *second = strchr(arguments, ' ');
	struct command commands[2] = { unhex(arguments), unhex(second ? second + 1 : arguments) };
	struct meeting *meeting = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t writers[2];
	int first;

	if (meeting == MAP_FAILED)
		exit(1);
	if (!delay_records("5")) {
		say("failed the kernel's log cannot be slowed down: %s", strerror(errno));
		return;
	}
	for (int i = 0; i < 2; i++) {
		writers[i] = fork();
		if (!writers[i]) {
			prctl(PR_SET_NAME, "writer");
			write_together(meeting, i, &commands[i]);
		}
	}
	for (int i = 0; i < 2; i++)
		waitpid(writers[i], NULL, 0);
	delay_records("0");
	first = meeting->began[1] < meeting->began[0];
	say("together %d", meeting->began[!first] - meeting->began[first] <
				   (meeting->ended[first] - meeting->began[first]) / 2);
	munmap(meeting, PAGE);
	free(commands[0].bytes);
	free(commands[1].bytes);
}

/* mode -> mode <octal>: the permissions of the module's file */
void obey_mode(char *arguments)
{
	struct stat status;

	(void)arguments;
	if (stat(module_file, &status))
		say("failed %s", strerror(errno));
	else
		say("mode %o", status.st_mode & 07777);
}

static const size_t room = 1UL << 20, behind = 64UL << 10;

/* Reads up to `count` bytes; whether what lies behind them is as it was. */
static bool reads(int fd, char *buffer, size_t count)
{
	ssize_t result;

	memset(buffer, 0xa5, count + behind);
	result = read(fd, buffer, count);
	for (size_t at = count; at < count + behind; at++)
		if (buffer[at] != (char)0xa5)
			return false;
	return result <= (ssize_t)count;
}

/* All ways of reading that a program may try; 0, or 3 where more was read than there was room for. */
static int read_all_ways(void)
{
	static const size_t counts[] = { 0, 1, 7, PAGE, 1UL << 20 };
	static const off_t offsets[] = { 1, PAGE - 1, 1L << 20, 1L << 40, LONG_MAX - 8 };
	static const int modes[] = { O_RDONLY, O_RDWR };
	char *buffer = mmap(NULL, room + behind, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *hole = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(hole, PAGE);
	for (size_t mode = 0; mode < 2; mode++) {
		int fd = open(module_file, modes[mode] | O_CLOEXEC | O_NONBLOCK);

		if (fd < 0)
			continue;
		for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
			lseek(fd, 0, SEEK_SET);
			/* A file need not have an end: a few pieces of it show enough. */
			for (int piece = 0; piece < 8; piece++)
				if (!reads(fd, buffer, counts[i]))
					return 3;
		}
		for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
			(void)!pread(fd, buffer, PAGE, offsets[i]);
			lseek(fd, offsets[i], SEEK_SET);
			if (!reads(fd, buffer, 64))
				return 3;
		}
		lseek(fd, 0, SEEK_END);
		lseek(fd, -1, SEEK_CUR);
		(void)!pread(fd, hole, PAGE, 0);
		ioctl(fd, TCGETS, buffer);
		close(fd);
	}
	return 0;
}

/* Whether a process has a processor or would have it, were there one: it may be a busy machine that is slow. */
static bool is_running(pid_t pid)
{
	char path[32], stat[512];
	const char *behind;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	/* The letter of the state follows the name in parentheses. */
	behind = fgets(stat, sizeof(stat), file) ? strrchr(stat, ')') : NULL;
	fclose(file);
	return behind && behind[2] == 'R';
}

/*
 * peruse -> peruse <word>
 *
 * Reads the module's file in all ways that a program may try. The word is "fine";
 * "overran" where read(2) gave more than there was room for; "waits" where it
 * had not returned after two seconds, although nothing kept it from running,
 * and was then killed.
 */
void obey_peruse(char *arguments)
{
	pid_t child = fork();
	struct pollfd end = { .events = POLLIN };
	int status = 0;

	(void)arguments;
	if (!child) {
		prctl(PR_SET_NAME, "reader");
		_exit(read_all_ways());
	}
	end.fd = (int)syscall(SYS_pidfd_open, child, 0);
	while (end.fd >= 0 && poll(&end, 1, 2000) == 0) {
		if (!is_running(child)) {
			kill(child, SIGKILL);
			break;
		}
	}
	waitpid(child, &status, 0);
	close(end.fd);
	say("peruse %s", !WIFEXITED(status) ? "waits" : WEXITSTATUS(status) ? "overran" : "fine");
}

/*
 * control <number> <argument> [value] -> controlled <result> <errno> <word>
 *
 * ioctl(2) of the module's file; the number is hexadecimal. Its argument points
 * to eight bytes that hold the decimal <argument>, and <word> is what they hold
 * afterwards, in hexadecimal; with "value" it is the number itself.
 */
void obey_control(char *arguments)
{
	unsigned long number = strtoul(arguments, &arguments, 16);
	uint64_t word = strtoull(arguments, &arguments, 10);
	int result, error, fd = open(module_file, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		fd = open(module_file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fd = open(module_file, O_WRONLY | O_CLOEXEC);
	errno = 0;
	if (strstr(arguments, "value"))
		result = fd < 0 ? -1 : ioctl(fd, number, word);
	else
		result = fd < 0 ? -1 : ioctl(fd, number, &word);
	error = errno;
	close(fd);
	sched_yield();
	say("controlled %d %d %lx", result, result < 0 ? error : 0, word);
}
