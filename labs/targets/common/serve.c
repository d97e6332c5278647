/*
 * The line protocol of targets: one line in, one line out. A line that begins with #NUMBER is answered by one that begins
 * so too: what others write to our standard output does not.
 */
#include "target.h"

static volatile sig_atomic_t stopped;

static void stop_spinning(int signal)
{
	(void)signal;
	stopped = 1;
}

/* spin <magic> -> spinning: stays in user mode with the magic value in r12, until SIGUSR1 */
static void obey_spin(char *arguments)
{
	uint64_t magic = strtoull(arguments, NULL, 16);

	stopped = 0;
	say("spinning");
	__asm__ volatile("movq %0, %%r12\n\t"
			 "1: pause\n\t"
			 "cmpl $0, %1\n\t"
			 "je 1b\n\t"
			 : : "r"(magic), "m"(stopped) : "r12", "memory", "cc");
}

/* map -> done: changes the address space, which takes the mmap lock for writing */
static void obey_map(char *arguments)
{
	char *page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)arguments;
	munmap(page, PAGE);
	say("done");
}

static int held = -1;

/* hold -> done: opens the module's file and keeps it open; release -> done: closes it */
static void obey_hold(char *arguments)
{
	(void)arguments;
	held = open(module_file, O_WRONLY | O_CLOEXEC);
	say(held < 0 ? "failed %s" : "done", strerror(errno));
}

static void obey_release(char *arguments)
{
	(void)arguments;
	close(held);
	say("done");
}

static const struct verb common[] = {
	{ "write", obey_write }, { "cold", obey_cold }, { "unmapped", obey_unmapped },
	{ "answer", obey_answer }, { "repeat", obey_repeat }, { "among", obey_among }, { "spin", obey_spin },
	{ "map", obey_map }, { "hold", obey_hold }, { "release", obey_release },
	{ "fork", obey_fork }, { "forks", obey_forks }, { "children", obey_children },
	{ "stress", obey_stress }, { "churn", obey_churn }, { "shrink", obey_shrink },
	{ "again", obey_again }, { "together", obey_together }, { "delay", obey_delay },
	{ "mode", obey_mode }, { "peruse", obey_peruse }, { "file", obey_file }, { "control", obey_control },
	{ NULL, NULL },
};

static bool obeyed(const struct verb *verbs, const char *name, char *arguments)
{
	for (; verbs && verbs->name; verbs++) {
		if (!strcmp(verbs->name, name)) {
			verbs->obey(arguments);
			return true;
		}
	}
	return false;
}

int serve(const struct verb *own)
{
	struct sigaction action = { .sa_handler = stop_spinning, .sa_flags = SA_RESTART };
	char *line = NULL;
	size_t size = 0;

	sigaction(SIGUSR1, &action, NULL);
	say("ready");
	while (getline(&line, &size, stdin) > 0) {
		char *verb = line, *arguments;

		if (*line == '#' && (verb = strchr(line, ' '))) {
			*verb++ = 0;
			answer_with(line);
		}
		if (!verb)
			continue;
		arguments = verb + strcspn(verb, " \n");
		if (*arguments == ' ')
			*arguments++ = 0;
		arguments[strcspn(arguments, "\n")] = 0;
		if (!obeyed(own, verb, arguments) && !obeyed(common, verb, arguments))
			say("failed there is no verb %s", verb);
	}
	return 0;
}
