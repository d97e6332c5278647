#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clinux.h"

struct order {
	const char *path;
	char *const *argv;
	char *const *envp;
	const int *fds;
	size_t count;
	pid_t result;
	int pidfd;
	bool done;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct order *pending;
static int thread_error;

/* Runs in the child: only async-signal-safe calls. */
static void become(const struct order *order, pid_t parent)
{
	int moved[16], null;
	sigset_t none;
	size_t i;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
		_exit(127);
	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	null = open("/dev/null", O_RDWR);
	/* Above the range first, so that no dup2 below hits a source. */
	for (i = 0; i < order->count; i++)
		moved[i] = fcntl(order->fds[i] < 0 ? null : order->fds[i],
				 F_DUPFD, 16);
	for (i = 0; i < order->count; i++)
		if (moved[i] < 0 || dup2(moved[i], (int)i) < 0)
			_exit(127);
	syscall(SYS_close_range, (unsigned int)order->count, ~0U, 0);
	execve(order->path, order->argv, order->envp);
	_exit(127);
}

static void carry_out(struct order *order)
{
	pid_t parent = getpid(), pid;

	pid = fork();
	if (pid == 0)
		become(order, parent);
	order->pidfd = -1;
	order->result = pid < 0 ? -errno : pid;
	if (pid > 0)
		order->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
}

static void *serve(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	for (;;) {
		while (!pending || pending->done)
			pthread_cond_wait(&changed, &lock);
		carry_out(pending);
		pending->done = true;
		pthread_cond_broadcast(&changed);
	}
	return NULL;
}

static void begin(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	thread_error = pthread_create(&thread, &attr, serve, NULL);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

pid_t clinux_spawn(const char *path, char *const argv[], char *const envp[],
		   const int *fds, size_t count, int *pidfd)
{
	struct order order = {
		.path = path, .argv = argv, .envp = envp,
		.fds = fds, .count = count,
	};

	if (count > 16)
		return -EINVAL;
	pthread_once(&once, begin);
	if (thread_error)
		return -thread_error;
	pthread_mutex_lock(&lock);
	while (pending)
		pthread_cond_wait(&changed, &lock);
	pending = &order;
	pthread_cond_broadcast(&changed);
	while (!order.done)
		pthread_cond_wait(&changed, &lock);
	pending = NULL;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	*pidfd = order.pidfd;
	return order.result;
}

int clinux_kill(int pidfd)
{
	return syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) ?
	       -errno : 0;
}
