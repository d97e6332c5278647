// SPDX-License-Identifier: GPL-2.0
#include "mtest.h"

#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>

#define MAX_COMMAND	256
#define MAX_WORDS	4
#define MAX_NUMBERS	2

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "name of the process to look at if no pid is given");

/* Keeps the records of one answer together in the log. */
static DEFINE_MUTEX(answer_lock);

/**
 * struct command - one of the words that /proc/mtest understands
 * @name: the word
 * @numbers: how many hexadecimal numbers must follow
 * @answer: carries it out for one process
 * @answer_all: carries it out where no pid was given, if that means all
 */
struct command {
	const char *name;
	unsigned int numbers;
	int (*answer)(struct task_struct *task, const unsigned long *args);
	int (*answer_all)(void);
};

static const struct command commands[] = {
	{ .name = "listvma", .answer = listvma, .answer_all = listvma_all },
	{ .name = "findpage", .numbers = 1, .answer = findpage },
	{ .name = "writeval", .numbers = 2, .answer = writeval },
};

/**
 * struct request - a command with what it is to be applied to
 * @command: the command
 * @args: its hexadecimal numbers
 * @has_pid: whether a process was chosen by number
 * @pid: that number
 */
struct request {
	const struct command *command;
	unsigned long args[MAX_NUMBERS];
	bool has_pid;
	pid_t pid;
};

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* kstrtoul() and kstrtoint() would let a sign pass. */
static int parse_hex(const char *word, unsigned long *val)
{
	return isxdigit(*word) ? kstrtoul(word, 16, val) : -EINVAL;
}

static int parse_pid(const char *word, pid_t *pid)
{
	return isdigit(*word) ? kstrtoint(word, 10, pid) : -EINVAL;
}

/* Cuts @text into words. Returns how many, or MAX_WORDS + 1 if too many. */
static unsigned int split(char *text, char **words)
{
	unsigned int count = 0;
	char *word;

	while ((word = strsep(&text, " \t"))) {
		if (!*word)
			continue;
		if (count == MAX_WORDS)
			return MAX_WORDS + 1;
		words[count++] = word;
	}
	return count;
}

/**
 * parse - make sense of a command
 * @text: the command without its newline; cut into words
 * @request: what it asks for
 *
 * Return: 0 or -EINVAL.
 */
static int parse(char *text, struct request *request)
{
	char *words[MAX_WORDS];
	unsigned int count, numbers, i;

	count = split(text, words);
	if (count < 1 || count > MAX_WORDS)
		return -EINVAL;

	request->command = find_command(words[0]);
	if (!request->command)
		return -EINVAL;

	numbers = request->command->numbers;
	if (count != 1 + numbers && count != 1 + numbers + 1)
		return -EINVAL;

	for (i = 0; i < numbers; i++)
		if (parse_hex(words[1 + i], &request->args[i]))
			return -EINVAL;

	request->has_pid = count > 1 + numbers;
	if (request->has_pid && parse_pid(words[1 + numbers], &request->pid))
		return -EINVAL;
	return 0;
}

/**
 * carry_out - carry a command out
 * @request: the command
 *
 * Locking: the caller holds answer_lock.
 *
 * Return: 0, -ESRCH if there is no such process, or another negative error.
 */
static int carry_out(const struct request *request)
{
	const struct command *command = request->command;
	struct task_struct *task;
	int err;

	if (!request->has_pid && command->answer_all)
		return command->answer_all();

	if (request->has_pid)
		task = find_by_pid(request->pid);
	else
		task = find_by_name(target);
	if (!task) {
		mtest_info("no such process\n");
		return -ESRCH;
	}

	err = command->answer(task, request->args);
	put_task_struct(task);
	return err;
}

/**
 * check_text - see that a command is one line of printable text
 * @text: the bytes that were written, and a NUL; loses its trailing newline
 * @len: their number without that NUL
 *
 * Return: 0 or -EINVAL.
 */
static int check_text(char *text, size_t len)
{
	size_t i;

	if (len && text[len - 1] == '\n')
		text[--len] = '\0';

	for (i = 0; i < len; i++)
		if (text[i] != '\t' && (!isascii(text[i]) || !isprint(text[i])))
			return -EINVAL;
	return 0;
}

/**
 * run - understand a command, log it, and carry it out
 * @text: the bytes that were written, and a NUL; cut into words
 * @len: their number without that NUL
 *
 * Return: 0 or a negative error; after -EINVAL nothing has happened.
 */
static int run(char *text, size_t len)
{
	struct request request;
	char *words;
	int err;

	err = check_text(text, len);
	if (err)
		return err;

	words = kstrdup(text, GFP_KERNEL);
	if (!words)
		return -ENOMEM;

	err = parse(words, &request);
	if (err)
		goto free_words;

	err = mutex_lock_killable(&answer_lock);
	if (err)
		goto free_words;
	mtest_info("Got command: %s\n", text);
	err = carry_out(&request);
	mutex_unlock(&answer_lock);

free_words:
	kfree(words);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *buf,
			   size_t len, loff_t *pos)
{
	char *text;
	int err;

	if (len > MAX_COMMAND)
		return -EINVAL;

	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);

	err = run(text, len);
	kfree(text);
	return err ? err : len;
}

static const struct proc_ops mtest_ops = {
	.proc_write	= mtest_write,
	.proc_lseek	= noop_llseek,
};

static struct proc_dir_entry *mtest_entry;

static int __init mtest_init(void)
{
	/* For root alone: it reaches into other processes. */
	mtest_entry = proc_create("mtest", 0200, NULL, &mtest_ops);
	return mtest_entry ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	/* Waits for commands that are under way. */
	proc_remove(mtest_entry);
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Look at and write to the memory of a process");
