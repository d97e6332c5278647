/* Children: processes that are forked, write commands and end. */
#include "target.h"

#include <pthread.h>
#include <semaphore.h>

/* Pages of a child's own whose frames are counted. */
enum { OWN_PAGES = 3 };

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

/*
 * Pages that each child has as private copies, at the same addresses in all of
 * them: two, and one of a file that ends behind it, although its VMA goes on.
 */
static char *own_pages, *brink;

void make_own_pages(void)
{
	own_pages = reserve(2 * PAGE, PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1);
	place("own", own_pages, 2 * PAGE);
	brink = reserve(2 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE,
			scratch_file("brink", PAGE));
	place("brink", brink, 2 * PAGE);
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

/* Commands that children write in turn. */
enum { MOST_COMMANDS = 8 };

/* Reads them from the words of a line, as many as there are or have room. */
static size_t commands_of(char *words, struct command *commands)
{
	size_t kinds = 0;

	for (char *word = strtok(words, " "); word && kinds < MOST_COMMANDS; word = strtok(NULL, " "))
		commands[kinds++] = unhex(word);
	return kinds;
}

static void forget(struct command *commands, size_t kinds)
{
	while (kinds)
		free(commands[--kinds].bytes);
}

/* Whether a command was carried out or refused in one of the ways that the contract has for writeval. */
static bool is_answered(ssize_t result)
{
	return result >= 0 || errno == EFAULT || errno == EACCES || errno == EPERM;
}

/* A child is the only process named test: it writes commands, which are about itself, and ends. */
static void run_child(const struct command *commands, size_t kinds, int report)
{
	uint64_t words[1 + OWN_PAGES] = { 0 };

	prctl(PR_SET_NAME, "test");
	memset(own_pages, 0x5a, 2 * PAGE);
	memset(brink, 0x5a, PAGE);
	for (size_t i = 0; i < kinds; i++) {
		struct command own = about_itself(&commands[i]);

		words[0] += is_answered(write_command(&own));
		free(own.bytes);
	}
	words[1] = frame_of(getpid(), own_pages);
	words[2] = frame_of(getpid(), own_pages + PAGE);
	words[3] = frame_of(getpid(), brink);
	/* It is looked for by name no more. */
	prctl(PR_SET_NAME, "ended");
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
 * children <decimal count> <bytes> [<bytes>...] -> children <accepted> <frames> <mapped> <held>
 *
 * Forks that number of children, one after the other, each of which writes the
 * commands, with its own pid for $$. Those that have ended stay zombies until
 * the last has. All four numbers of the answer are decimal: the commands that
 * were answered, by a refusal of writeval too; the different page frames that
 * the children's own pages had; of these,
 * after all children are gone, the frames that are still mapped, and those
 * that are neither mapped nor free (/proc/kpageflags: the page of a process
 * that has ended keeps the flag SWAPBACKED, 14, until it is freed).
 */
void obey_children(char *arguments)
{
	unsigned long count = strtoul(arguments, &arguments, 10);
	struct command commands[MOST_COMMANDS];
	size_t kinds = commands_of(arguments, commands);
	uint64_t *frames = calloc(OWN_PAGES * count, sizeof(*frames)), words[1 + OWN_PAGES];
	size_t different = 0, accepted = 0, mapped = 0, held = 0;
	pid_t *children = calloc(count, sizeof(*children));
	int ends[2];

	if (!frames || !children || pipe2(ends, O_NONBLOCK))
		exit(1);
	for (unsigned long i = 0; i < count; i++) {
		siginfo_t end;

		children[i] = fork();
		if (children[i] < 0)
			break;
		if (!children[i])
			run_child(commands, kinds, ends[1]);
		/* A child that was killed in the kernel has reported nothing. */
		waitid(P_PID, (id_t)children[i], &end, WEXITED | WNOWAIT);
		if (read(ends[0], words, sizeof(words)) != sizeof(words))
			break;
		accepted += words[0];
		for (int page = 1; page <= OWN_PAGES; page++)
			if (differs(frames, different, words[page]))
				frames[different++] = words[page];
	}
	for (unsigned long i = 0; i < count && children[i] > 0; i++)
		waitpid(children[i], NULL, 0);
	for (size_t i = 0; i < different; i++) {
		if (page_count(frames[i]))
			mapped++;
		else if (page_flags(frames[i]) >> 14 & 1)
			held++;
	}
	say("children %zu %zu %zu %zu", accepted, different, mapped, held);
	free(frames);
	free(children);
	forget(commands, kinds);
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
/* Pages whose permissions change, and behind them, with holes around it, one that moves. */
static const size_t changing = 64, churned_length = 68 * PAGE;

static void *churn(void *unused)
{
	char *here = churned + (changing + 1) * PAGE, *there = here + 2 * PAGE;

	for (unsigned int i = 0;; i++) {
		char *page = churned + i * 7919 % changing * PAGE, *from = here;

		mprotect(page, PAGE, i & 64 ? PROT_READ : PROT_READ | PROT_WRITE);
		if (i % 3) {
			madvise(page, PAGE, MADV_DONTNEED);
			continue;
		}
		mremap(from, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, there);
		here = there;
		there = from;
	}
	return unused;
}

/* churn -> place churn ...: from now on a thread changes the VMAs of one stretch of memory */
void obey_churn(char *arguments)
{
	pthread_t thread;

	(void)arguments;
	/* One thread is enough: a second one would change memory that no place tells of. */
	if (!churned) {
		churned = reserve(churned_length, PAGE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1);
		munmap(churned + changing * PAGE, PAGE);
		munmap(churned + (changing + 2) * PAGE, 2 * PAGE);
		if (pthread_create(&thread, NULL, churn, NULL))
			exit(1);
	}
	place("churn", churned, churned_length);
	fflush(stdout);
}

/* What the processes of a stress tell each other, in memory that they share. */
struct stress {
	/* Commands that may be written, and commands that were. */
	sem_t allowed, written;
	_Atomic unsigned long begun, accepted;
	_Atomic bool is_over;
};

/* Targets that are started and killed, and processes that write; commands after which they tell that they go on. */
enum { TARGETS = 60, WRITERS = 4, PART = 50 };

static void wait_for(sem_t *semaphore)
{
	while (sem_wait(semaphore) && errno == EINTR)
		;
}

static void allow(struct stress *stress, unsigned long count)
{
	while (count--)
		sem_post(&stress->allowed);
}

/* Writes the next of the commands whenever one may be written. */
static void write_allowed(struct stress *stress, const struct command *commands, size_t kinds)
{
	prctl(PR_SET_NAME, "writer");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		unsigned long number;

		wait_for(&stress->allowed);
		if (stress->is_over)
			_exit(0);
		number = stress->begun++;
		if (write_command(&commands[number % kinds]) >= 0)
			stress->accepted++;
		if (number % PART == PART - 1)
			say("underway");
		sem_post(&stress->written);
	}
}

/*
 * Starts processes named test, one after the other. Each sees `count` commands:
 * when half of them were written it is killed, while the others are being
 * written. One waits until there is no target: the others may be faster than
 * its death. Nothing else decides how many there are: neither a clock nor how
 * fast the machine is.
 */
static void kill_targets(struct stress *stress, unsigned long count)
{
	const unsigned long last = count > 1;

	for (int i = 0; i < TARGETS; i++) {
		unsigned long left = count;
		int alive[2];
		char byte = 0;
		pid_t child;

		if (pipe(alive))
			_exit(1);
		child = fork();
		if (child < 0)
			_exit(1);
		if (!child) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			prctl(PR_SET_NAME, "test");
			memset(own_pages, 0x5a, 2 * PAGE);
			(void)!write(alive[1], &byte, 1);
			for (;;)
				pause();
		}
		/* A target that is killed at once leaves the end of the pipe. */
		close(alive[1]);
		(void)!read(alive[0], &byte, 1);
		close(alive[0]);
		allow(stress, count - last);
		for (; left > count / 2; left--)
			wait_for(&stress->written);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		allow(stress, last);
		for (; left; left--)
			wait_for(&stress->written);
	}
	_exit(0);
}

/*
 * Waits until the killer is done, and then for the writers; a process that is
 * killed ends all. False where the killer could start no more processes.
 */
static bool see_to_the_end(struct stress *stress, pid_t killer, const pid_t *writers)
{
	int status, left = WRITERS + 1;
	bool is_able = true;

	while (left) {
		pid_t ended = waitpid(-1, &status, 0);
		bool is_ours = ended == killer;

		for (int i = 0; i < WRITERS; i++)
			is_ours |= ended == writers[i];
		if (ended < 0)
			break;
		if (!is_ours)
			continue;
		left--;
		is_able &= ended != killer || !WIFEXITED(status) || !WEXITSTATUS(status);
		if (ended == killer && !status) {
			stress->is_over = true;
			allow(stress, WRITERS);
		} else if (status && !stress->is_over) {
			stress->is_over = true;
			kill(killer, SIGKILL);
			for (int i = 0; i < WRITERS; i++)
				kill(writers[i], SIGKILL);
		}
	}
	return is_able;
}

/*
 * stress <decimal count> <bytes> [<bytes>...] -> [underway ...] stressed <decimal count>
 *
 * Four processes write the commands in turn, `count` each on average, while
 * targets are started and killed. The answer is the number of commands that
 * were accepted, of all; "underway" comes before, after every fiftieth.
 */
void obey_stress(char *arguments)
{
	unsigned long count = strtoul(arguments, &arguments, 10);
	struct command commands[MOST_COMMANDS];
	size_t kinds = commands_of(arguments, commands);
	struct stress *stress = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t killer, writers[WRITERS];

	if (stress == MAP_FAILED || sem_init(&stress->allowed, 1, 0) ||
	    sem_init(&stress->written, 1, 0))
		exit(1);
	for (int i = 0; i < WRITERS; i++) {
		writers[i] = fork();
		if (!writers[i])
			write_allowed(stress, commands, kinds);
		if (writers[i] < 0)
			exit(1);
	}
	killer = fork();
	if (killer < 0)
		exit(1);
	if (!killer) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		kill_targets(stress, (count * WRITERS + TARGETS - 1) / TARGETS);
	}
	if (see_to_the_end(stress, killer, writers))
		say("stressed %lu", stress->accepted);
	else
		say("failed no more processes can be started");
	munmap(stress, PAGE);
	forget(commands, kinds);
}
