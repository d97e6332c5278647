/* Ways of giving back that are right, and on which no tool may remark. */
struct holder {
	struct mm_struct *mm;
	struct task_struct *task;
};

#define LET_GO(mm) do { mmap_read_unlock(mm); mmput(mm); } while (0)

static DEFINE_MUTEX(turn);
static DEFINE_SPINLOCK(door);

static int tested_at_the_end(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	int err = 0;

	if (!mm)
		goto out;
	if (work(mm))
		err = -EIO;
out:
	if (mm)
		mmput(mm);
	return err;
}

static int tested_with_likely(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	int err = -ESRCH;

	if (unlikely(mm == NULL) || bad(task))
		goto out;
	err = work(mm);
out:
	if (likely(mm))
		mmput(mm);
	return err;
}

static int in_a_branch(struct task_struct *task)
{
	struct mm_struct *mm;
	int err = -ESRCH;

	mm = get_task_mm(task);
	if (mm) {
		mmap_read_lock(mm);
		err = work(mm);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	return err;
}

static int hold(struct holder *holder, struct task_struct *task)
{
	holder->mm = get_task_mm(task);
	if (!holder->mm)
		return -ESRCH;
	if (mmap_read_lock_killable(holder->mm)) {
		mmput(holder->mm);
		return -EINTR;
	}
	return 0;
}

static void release(struct holder *holder)
{
	mmap_read_unlock(holder->mm);
	mmput(holder->mm);
}

static int by_functions_of_its_own(struct task_struct *task)
{
	struct holder holder;
	int err = hold(&holder, task);

	if (err)
		return err;
	err = work(holder.mm);
	release(&holder);
	return err;
}

static int handed_on(struct mm_struct **result, struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);

	if (!mm)
		return -ESRCH;
	*result = mm;
	return 0;
}

static struct mm_struct *returned(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task), *result;

	if (!mm)
		return NULL;
	if (bad(mm)) {
		mmput(mm);
		return NULL;
	}
	result = mm;
	return result;
}

static int by_a_macro(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);

	if (!mm)
		return -ESRCH;
	mmap_read_lock(mm);
	if (work(mm)) {
		LET_GO(mm);
		return -EIO;
	}
	LET_GO(mm);
	return 0;
}

static int lets_go_for_a_while(struct mm_struct *mm)
{
	mmap_read_unlock(mm);
	sleep_for_a_page(mm);
	mmap_read_lock(mm);
	return 0;
}

static int under_a_condition(struct mm_struct *mm, bool locks)
{
	int err;

	if (locks)
		mmap_read_lock(mm);
	err = work(mm);
	if (locks)
		mmap_read_unlock(mm);
	return err;
}

static int assigned_and_tested(struct mm_struct *mm)
{
	int err;

	err = mmap_read_lock_killable(mm);
	if (err)
		return err;
	err = work(mm);
	mmap_read_unlock(mm);
	return err;
}

static int tried(struct mm_struct *mm)
{
	if (!mmap_read_trylock(mm))
		return -EAGAIN;
	work(mm);
	mmap_read_unlock(mm);
	return 0;
}

static struct task_struct *find(const char *name)
{
	struct task_struct *task, *found = NULL;

	rcu_read_lock();
	for_each_process(task) {
		if (strcmp(task->comm, name))
			continue;
		found = get_task_struct(task);
		break;
	}
	rcu_read_unlock();
	return found;
}

static struct task_struct *by_number(pid_t number)
{
	struct pid *pid = find_get_pid(number);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);

	put_pid(pid);
	return task;
}

static int with_the_process(pid_t number)
{
	struct task_struct *task = number ? by_number(number) : find("test");
	int err;

	if (!task)
		return -ESRCH;
	err = work(task);
	put_task_struct(task);
	return err;
}

static int many(struct task_struct **tasks, int room)
{
	struct task_struct *task;
	int count = 0;

	rcu_read_lock();
	for_each_process(task)
		if (count < room)
			tasks[count++] = get_task_struct(task);
	rcu_read_unlock();
	return count;
}

static int in_turn(struct mm_struct *mm)
{
	int err = mutex_lock_interruptible(&turn);

	if (err)
		return err;
	spin_lock(&door);
	err = work(mm);
	spin_unlock(&door);
	mutex_unlock(&turn);
	return err;
}

static void word(struct page **pages, int count)
{
	char *first = kmap_local_page(pages[0]);
	char *mapped[2];
	int i;

	first[0] = 1;
	kunmap_local(first);
	for (i = 0; i < count; i++)
		mapped[i] = kmap(pages[i]);
	for (i = 0; i < count; i++)
		kunmap(pages[i]);
}

static void once_for_each(struct task_struct **tasks, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		struct mm_struct *mm = get_task_mm(tasks[i]);

		if (!mm)
			continue;
		mmap_read_lock(mm);
		if (work(mm)) {
			mmap_read_unlock(mm);
			mmput(mm);
			return;
		}
		mmap_read_unlock(mm);
		mmput(mm);
	}
}

static int with_a_flag(struct mm_struct *mm, struct page **page)
{
	int locked = 1;
	long got;

	mmap_read_lock(mm);
	got = get_user_pages_remote(mm, 0, 1, 0, page, &locked);
	if (locked)
		mmap_read_unlock(mm);
	return got;
}

static int with_two_names(struct holder *holder)
{
	struct mm_struct *mm = holder->mm;

	mmap_read_lock(holder->mm);
	work(mm);
	mmap_read_unlock(mm);
	return 0;
}

static void *start(struct seq_file *file, loff_t *pos)
{
	mutex_lock(&turn);
	return pos;
}

static void stop(struct seq_file *file, void *position)
{
	mutex_unlock(&turn);
}

static const struct seq_operations table = { .start = start, .stop = stop };

static void keep(struct holder *holder, struct task_struct *task)
{
	holder->task = task;
}

static int kept_by_a_function(struct holder *holder, struct pid *pid)
{
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);

	if (!task)
		return -ESRCH;
	keep(holder, task);
	return 0;
}

static int kept_in_a_new_one(struct holder *holder, struct pid *pid)
{
	struct task_struct *task1 = get_pid_task(pid, PIDTYPE_TGID);

	if (!task1)
		return -ESRCH;
	*holder = (struct holder){ .task = task1 };
	return 0;
}

static int by_the_lock_of_a_table(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *lock = pte_lockptr(mm, pmd);
	pte_t *pte = pte_offset_map(pmd, 0);

	spin_lock(lock);
	work(pte);
	pte_unmap_unlock(pte, lock);
	return 0;
}
