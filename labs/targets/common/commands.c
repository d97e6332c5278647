/* Writing commands to the module's file in all the ways a program can. */
#include <sched.h>
#include <sys/stat.h>

#include "target.h"

static char chosen_file[256];
const char *module_file = "/proc/mtest";

/* file <path> -> done: all other verbs are about this file from now on */
void obey_file(char *arguments)
{
	snprintf(chosen_file, sizeof(chosen_file), "%s", arguments);
	module_file = chosen_file;
	say("done");
}

static int nibble(int c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* How many bytes the digits at the cursor, which moves behind them, stand for: 61 for one, 61*1000. for a thousand. */
static size_t run_at(const char **text)
{
	char *end;
	size_t count = 1;

	*text += 2;
	if (**text == '*') {
		count = strtoul(*text + 1, &end, 10);
		*text = end + (*end == '.');
	}
	return count;
}

/* Bytes out of hexadecimal text, up to a blank or the end. */
struct command unhex(const char *text)
{
	struct command command = { NULL, 0 };
	size_t filled = 0;

	for (const char *at = text; *at && *at != ' ';)
		command.count += run_at(&at);
	command.bytes = malloc(command.count + 1);
	while (command.bytes && filled < command.count) {
		int byte = nibble(text[0]) << 4 | nibble(text[1]);
		size_t count = run_at(&text);

		memset(command.bytes + filled, byte, count);
		filled += count;
	}
	return command;
}

/*
 * One open, one write(2), one close; the result of the write, errno kept. Then
 * a visit to the scheduler: what the module may not keep (a spinlock, RCU) is
 * reported there, and the log is read as soon as there is an answer.
 */
static ssize_t write_bytes(const void *bytes, size_t count)
{
	int error, fd = open(module_file, O_WRONLY);
	ssize_t result;

	if (fd < 0)
		return -1;
	errno = 0;
	result = write(fd, bytes, count);
	error = errno;
	close(fd);
	sched_yield();
	errno = error;
	return result;
}

ssize_t write_command(const struct command *command)
{
	return write_bytes(command->bytes, command->count);
}

/* wrote <result> <errno>, both decimal */
void say_written(ssize_t result)
{
	int error = errno;

	say("wrote %zd %d", result, result < 0 ? error : 0);
}

/* write <bytes> */
void obey_write(char *arguments)
{
	struct command command = unhex(arguments);

	say_written(write_command(&command));
	free(command.bytes);
}

/* cold <bytes>: the buffer is a page that is not in memory before the write. */
void obey_cold(char *arguments)
{
	struct command command = unhex(arguments);
	int fd = scratch_file("cold", PAGE);
	ssize_t result = -1;
	char *page;

	if (pwrite(fd, command.bytes, command.count, 0) == (ssize_t)command.count) {
		page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
		result = write_bytes(page, command.count);
		munmap(page, PAGE);
	}
	say_written(result);
	close(fd);
	free(command.bytes);
}

/* unmapped <bytes>: as long a command, from a buffer that is not there. */
void obey_unmapped(char *arguments)
{
	char *hole = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(hole, PAGE);
	say_written(write_bytes(hole, strcspn(arguments, " ") / 2));
}

/*
 * Copies an open file to another, at most 1 MiB, in pieces of 64 KiB; the bytes
 * that were copied, or -1 where the file cannot be read at all. A module that ignores the position says the same for ever:
 * a second piece that is equal to the first ends it. One that ignores the count
 * copies more than was asked for: there is room behind the piece. The buffers
 * are static, because the answer may be a list of this process's VMAs.
 */
static ssize_t copy_answer(int from, int to)
{
	static char first[1 << 16], piece[4 << 16];
	size_t length = 0;
	ssize_t count = 0;

	while (count < 1 << 20) {
		ssize_t more = read(from, piece, sizeof(first));

		if (more < 0 && !count)
			return -1;
		if (more <= 0)
			break;
		if (more > (ssize_t)sizeof(first))
			more = sizeof(first);
		if ((size_t)more == length && !memcmp(first, piece, length))
			break;
		if (!length)
			memcpy(first, piece, length = (size_t)more);
		if (write(to, piece, (size_t)more) != more)
			break;
		count += more;
	}
	return count;
}

/*
 * answer <bytes> -> copied <path>: what the module's file says, in a file. First as
 * any program of root reads it, whatever its mode. Where that gives nothing, and
 * the file can be read, from the open file to which the command was written: it
 * is written once more, which changes nothing.
 */
void obey_answer(char *arguments)
{
	struct command command = unhex(arguments);
	ssize_t count;
	char path[64];
	int to, from;

	snprintf(path, sizeof(path), "/tmp/answer-%d", getpid());
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	from = open(module_file, O_RDONLY | O_CLOEXEC);
	count = copy_answer(from, to);
	close(from);
	if (!count) {
		from = open(module_file, O_RDWR | O_CLOEXEC);
		if (from >= 0 && write(from, command.bytes, command.count) > 0) {
			lseek(from, 0, SEEK_SET);
			count = copy_answer(from, to);
		}
		close(from);
	}
	close(to);
	sched_yield();
	if (count > 0)
		say("copied %s", path);
	else
		say("failed nothing is read from %s", module_file);
	free(command.bytes);
}

/* repeat <decimal count> <bytes>: until one write differs from the first. */
void obey_repeat(char *arguments)
{
	unsigned long left = strtoul(arguments, &arguments, 10);
	struct command command = unhex(arguments + 1);
	ssize_t first = write_command(&command), result = first;

	while (left-- > 1 && result == first)
		result = write_command(&command);
	say_written(result);
	free(command.bytes);
}

/*
 * among <decimal count> <bytes>: until one write is not accepted, with strings
 * of hexadecimal digits taking ever more of the kernel's memory around the
 * copy. Short link targets go into an allocation of just their length
 * (mm/shmem.c: shmem_symlink), and each takes the place that the last copy had.
 */
void obey_among(char *arguments)
{
	unsigned long left = strtoul(arguments, &arguments, 10);
	struct command command = unhex(arguments + 1);
	ssize_t result = write_command(&command);
	char text[128] = "", path[64];

	memset(text, 'f', command.count < sizeof(text) ? command.count - 1 : sizeof(text) - 1);
	while (left-- > 1 && result == (ssize_t)command.count) {
		snprintf(path, sizeof(path), "/tmp/among-%d-%lu", getpid(), left);
		if (symlink(text, path))
			exit(1);
		result = write_command(&command);
	}
	say_written(result);
	free(command.bytes);
}
