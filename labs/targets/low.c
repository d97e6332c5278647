/*
 * A process whose last VMA ends far below the end of user space, as it does where
 * the places of stacks and libraries are random: without that the stack is the
 * last one, and ends where user space does.
 */
#include "common/target.h"

#include <ucontext.h>

static char name[16], layout[32], canaries[32];

/* The stack that the kernel made goes, with all that lies on it: arguments, environment, auxiliary vector. */
static void give_stack_back(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long start = 0, end = 0;
	char line[512];

	while (maps && fgets(line, sizeof(line), maps))
		if (strstr(line, "[stack]") && sscanf(line, "%lx-%lx", &start, &end) != 2)
			exit(1);
	if (maps)
		fclose(maps);
	environ = NULL;
	if (!end || munmap((void *)start, end - start))
		exit(1);
}

/* The VMA behind which there is none; [vsyscall] is in no list of VMAs. */
static void announce_top(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long start = 0, end = 0;
	char line[512];

	while (maps && fgets(line, sizeof(line), maps))
		if (!strstr(line, "[vsyscall]") && sscanf(line, "%lx-%lx", &start, &end) != 2)
			exit(1);
	if (maps)
		fclose(maps);
	place("top", (void *)start, end - start);
}

static void run(void)
{
	give_stack_back();
	prctl(PR_SET_NAME, name);
	begin_memory(layout, canaries);
	guarded("page", 4 * PAGE, PROT_READ | PROT_WRITE);
	announce_top();
	exit(serve(NULL));
}

int main(int argc, char **argv)
{
	static char stack[64 * PAGE] __attribute__((aligned(4096)));
	static ucontext_t low;

	if (argc < 4 || getcontext(&low))
		return 2;
	snprintf(name, sizeof(name), "%s", argv[1]);
	snprintf(layout, sizeof(layout), "%s", argv[2]);
	snprintf(canaries, sizeof(canaries), "%s", argv[3]);
	low.uc_stack.ss_sp = stack;
	low.uc_stack.ss_size = sizeof(stack);
	makecontext(&low, run, 0);
	return setcontext(&low);
}
