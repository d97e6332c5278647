/* Children: processes that are forked, write commands and end. */
#include "target.h"

#include <pthread.h>
#include <sched.h>
#include <time.h>

/* fork -> child <decimal pid>: a child that shares all pages and only waits */
void obey_fork(char *arguments)
{
	pid_t child = fork();

	(void)arguments;
	if (!child)
		for (;;)
			pause();
	say("child %d", child);
}

/* Two pages that each child has as private copies, at the same addresses in all of them. */
static char *own_pages;

void make_own_pages(void)
{
	own_pages = reserve(2 * PAGE, PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1);
	place("own", own_pages, 2 * PAGE);
}

/* The command with the decimal pid of this process wherever it has $$, as in a shell. */
static struct command about_itself(const struct command *command)
{
	struct command own = { malloc(11 * command->count + 1), 0 };

	for (size_t i = 0; own.bytes && i < command->count; i++) {
		if (i + 1 < command->count && !memcmp(command->bytes + i, "$$", 2)) {
			own.count += (size_t)sprintf(own.bytes + own.count, "%d", getpid());
			i++;
		} else {
			own.bytes[own.count++] = command->bytes[i];
		}
	}
	return own;
}

/* Whether a command was carried out or refused in one of the ways that the contract has for writeval. */
static bool is_answered(ssize_t result)
{
	return result >= 0 || errno == EFAULT || errno == EACCES || errno == EPERM;
}

/* A child is the only process named test: it writes one command, which is about itself, and ends. */
static void run_child(const struct command *command, int report)
{
	struct command own;
	uint64_t words[3];

	prctl(PR_SET_NAME, "test");
	memset(own_pages, 0x5a, 2 * PAGE);
	own = about_itself(command);
	words[0] = is_answered(write_command(&own));
	words[1] = frame_of(getpid(), own_pages);
	words[2] = frame_of(getpid(), own_pages + PAGE);
	_exit(write(report, words, sizeof(words)) != sizeof(words));
}

static bool differs(const uint64_t *frames, size_t count, uint64_t frame)
{
	for (size_t i = 0; i < count; i++)
		if (frames[i] == frame)
			return false;
	return frame != 0;
}

/*
 * children <decimal count> <bytes> -> children <accepted> <frames> <mapped> <held>
 *
 * Forks that number of children, one after the other, each of which writes the
 * command, with its own pid for $$. All four numbers of the answer are decimal:
 * the commands that were answered, by a refusal of writeval too; the different
 * page frames that the children's two pages had; of these,
 * after all children have ended, the frames that are still mapped, and those
 * that are neither mapped nor free (/proc/kpageflags: the page of a process
 * that has ended keeps the flag SWAPBACKED, 14, until it is freed).
 */
void obey_children(char *arguments)
{
	unsigned long count = strtoul(arguments, &arguments, 10);
	struct command command = unhex(arguments + 1);
	uint64_t *frames = calloc(2 * count, sizeof(*frames)), words[3];
	size_t different = 0, accepted = 0, mapped = 0, held = 0;
	int ends[2];

	if (!frames || pipe2(ends, O_NONBLOCK))
		exit(1);
	for (unsigned long i = 0; i < count; i++) {
		pid_t child = fork();

		if (!child)
			run_child(&command, ends[1]);
		/* A child that was killed in the kernel has reported nothing. */
		waitpid(child, NULL, 0);
		if (read(ends[0], words, sizeof(words)) != sizeof(words))
			break;
		accepted += words[0];
		for (int page = 1; page <= 2; page++)
			if (differs(frames, different, words[page]))
				frames[different++] = words[page];
	}
	for (size_t i = 0; i < different; i++) {
		if (page_count(frames[i]))
			mapped++;
		else if (page_flags(frames[i]) >> 14 & 1)
			held++;
	}
	say("children %zu %zu %zu %zu", accepted, different, mapped, held);
	free(frames);
	free(command.bytes);
	close(ends[0]);
	close(ends[1]);
}

/* forks <decimal count> -> done: from now on that number of processes start and end, one after the other */
void obey_forks(char *arguments)
{
	unsigned long count = strtoul(arguments, NULL, 10);

	if (!fork()) {
		prctl(PR_SET_NAME, "forks");
		for (; count; count--) {
			pid_t child = fork();

			if (!child)
				_exit(0);
			waitpid(child, NULL, 0);
		}
		_exit(0);
	}
	say("done");
}

static char *churned;
static const size_t churned_length = 64 * PAGE;

static void *churn(void *unused)
{
	for (unsigned int i = 0;; i++) {
		char *page = churned + i * 7919 % 64 * PAGE;

		mprotect(page, PAGE, i & 64 ? PROT_READ : PROT_READ | PROT_WRITE);
		if (i % 3)
			madvise(page, PAGE, MADV_DONTNEED);
	}
	return unused;
}

/* churn -> place churn ...: from now on a thread changes the VMAs of one stretch of memory */
void obey_churn(char *arguments)
{
	pthread_t thread;

	(void)arguments;
	churned = reserve(churned_length, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1);
	if (pthread_create(&thread, NULL, churn, NULL))
		exit(1);
	place("churn", churned, churned_length);
	fflush(stdout);
}

/* What the processes of a stress tell each other, in memory that they share. */
struct stress {
	_Atomic unsigned long written;
	_Atomic unsigned long killed;
	_Atomic bool is_alive;
	/* Targets that were started, and commands written beyond the number that was asked for. */
	_Atomic unsigned long started, extra;
};

static const unsigned long enough_killed = 60;

/*
 * A limit for the commands beyond the number that was asked for: the kernel's
 * log has to hold all answers, even where a busy host starts targets slowly.
 */
static const unsigned long commands_per_target = 20;

/* Waits for a target to write one more command about; false when enough were killed, or none is started any more. */
static bool awaits_target(struct stress *stress)
{
	clock_t end = clock() + CLOCKS_PER_SEC;

	while (stress->extra >= commands_per_target * stress->started) {
		if (stress->killed >= enough_killed || clock() > end)
			return false;
		sched_yield();
	}
	stress->extra++;
	return true;
}

/* Writes `count` commands, and then more until enough targets were killed in the meantime. */
static void write_for_long(struct stress *stress, const struct command *commands, size_t kinds,
			   unsigned long count)
{
	unsigned long fine = 0;

	prctl(PR_SET_NAME, "writer");
	for (unsigned long i = 0;
	     i < count || (stress->killed < enough_killed && awaits_target(stress)); i++) {
		fine += write_command(&commands[i % kinds]) > 0;
		stress->written++;
	}
	_exit(fine == 0);
}

/* Starts processes named test, and kills each while commands are being written, until it is killed itself. */
static void kill_targets(struct stress *stress)
{
	for (;;) {
		pid_t child;
		unsigned long written;

		stress->is_alive = false;
		child = fork();
		if (!child) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			prctl(PR_SET_NAME, "test");
			memset(own_pages, 0x5a, 2 * PAGE);
			stress->is_alive = true;
			for (;;)
				sched_yield();
		}
		while (!stress->is_alive)
			sched_yield();
		stress->started++;
		written = stress->written;
		for (int i = 0; i < 1000 && stress->written < written + 3; i++)
			sched_yield();
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		stress->killed++;
	}
}

/*
 * stress <decimal count> <bytes> [<bytes>...] -> stressed <decimal count>
 *
 * Four processes write the commands in turn, at least `count` each, while targets
 * are started and killed. The answer is the number of writers of which at least
 * one command was accepted. The first target is alive before the first command.
 */
void obey_stress(char *arguments)
{
	unsigned long count = strtoul(arguments, &arguments, 10);
	struct command commands[8];
	size_t kinds = 0;
	struct stress *stress = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t killer, writers[4];
	int status, fine = 0;

	if (stress == MAP_FAILED)
		exit(1);
	for (char *word = strtok(arguments, " "); word && kinds < 8; word = strtok(NULL, " "))
		commands[kinds++] = unhex(word);
	killer = fork();
	if (!killer) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		kill_targets(stress);
	}
	while (!stress->is_alive)
		sched_yield();
	for (int i = 0; i < 4; i++) {
		writers[i] = fork();
		if (!writers[i])
			write_for_long(stress, commands, kinds, count);
	}
	for (int i = 0; i < 4; i++)
		fine += waitpid(writers[i], &status, 0) == writers[i] && !status;
	kill(killer, SIGKILL);
	waitpid(killer, NULL, 0);
	munmap(stress, PAGE);
	say("stressed %d", fine);
}
