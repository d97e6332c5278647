/* What is still held on a way out; each line with a remark says so. */
static DEFINE_MUTEX(turn);
static DEFINE_SPINLOCK(door);

static int mm_on_an_error(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);

	if (!mm)
		return -ESRCH;
	if (work(mm))
		return -EIO; /* remark */
	mmput(mm);
	return 0;
}

static int mm_in_a_branch(struct task_struct *task)
{
	struct mm_struct *mm;

	mm = get_task_mm(task);
	if (mm) {
		if (work(mm))
			return -EIO; /* remark */
		mmput(mm);
	}
	return 0;
}

static int mm_never(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task); /* remark */

	if (mm)
		work(mm);
	return 0;
}

static int lock_on_an_error(struct mm_struct *mm)
{
	if (mmap_read_lock_killable(mm))
		return -EINTR;
	if (work(mm))
		return -EIO; /* remark */
	mmap_read_unlock(mm);
	return 0;
}

static int lock_after_a_goto(struct mm_struct *mm)
{
	int err = 0;

	down_read(&mm->mmap_lock);
	if (work(mm)) {
		err = -EIO;
		goto out;
	}
	up_read(&mm->mmap_lock);
out:
	return err; /* remark */
}

static int lock_assigned(struct mm_struct *mm)
{
	int err;

	err = mmap_read_lock_killable(mm);
	if (err)
		return err;
	return work(mm); /* remark */
}

static void lock_at_the_end(struct mm_struct *mm)
{
	mmap_read_lock(mm);
	work(mm);
} /* remark */

static int mutex_on_an_error(struct mm_struct *mm)
{
	mutex_lock(&turn);
	if (work(mm))
		return -EIO; /* remark */
	mutex_unlock(&turn);
	return 0;
}

static int spinlock_on_an_error(struct mm_struct *mm)
{
	unsigned long flags;

	spin_lock_irqsave(&door, flags);
	if (work(mm))
		return -EIO; /* remark */
	spin_unlock_irqrestore(&door, flags);
	return 0;
}

static struct task_struct *rcu_on_success(const char *name)
{
	struct task_struct *task;

	rcu_read_lock();
	for_each_process(task)
		if (!strcmp(task->comm, name))
			return get_task_struct(task); /* remark */
	rcu_read_unlock();
	return NULL;
}

static struct task_struct *pid_kept(pid_t number)
{
	struct pid *pid = find_get_pid(number); /* remark */

	return get_pid_task(pid, PIDTYPE_TGID);
}

static int task_on_an_error(const char *name)
{
	struct task_struct *task = rcu_on_success(name);

	if (!task)
		return -ESRCH;
	if (work(task))
		return -EIO; /* remark */
	put_task_struct(task);
	return 0;
}

static int mapping_on_an_error(struct page *page)
{
	char *text = kmap_local_page(page);

	if (text[0])
		return -EIO; /* remark */
	kunmap_local(text);
	return 0;
}
