// SPDX-License-Identifier: GPL-2.0
/*
 * A module that misbehaves on demand, so that a real kernel says what KernelLog has to understand.
 * `insmod mtest.ko how=null`, then write anything to /proc/mtest; a few kinds act at load or unload.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/vmalloc.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/delay.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>
#include <linux/timer.h>
#include <linux/kthread.h>
#include <linux/workqueue.h>
#include <linux/mman.h>

static char *how = "none";
module_param(how, charp, 0444);

static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(mutex);
static struct timer_list timer;
static volatile unsigned long sink;
static volatile int zero;

static noinline void findpage_null(void)
{
	struct mm_struct *volatile mm = NULL;	/* a kernel thread's mm */

	sink = (unsigned long)mm->pgd;
}

static noinline void writeval_null(void)
{
	char *volatile p = NULL;

	*p = 1;
}

static noinline void writeval_wild(void)
{
	volatile unsigned long *p = (volatile unsigned long *)0xffff800012345678UL;

	*p = 1;
}

static noinline void findpage_noncanonical(void)
{
	volatile unsigned long *p = (volatile unsigned long *)0x8000000106141000UL;

	sink = *p;
}

/* what page_address() gives for a frame that is not RAM */
static noinline void writeval_beyond_ram(void)
{
	volatile unsigned long *p = __va(0x106141000UL);

	*p = 1;
}

static noinline void writeval_readonly(void)
{
	volatile unsigned long *p = (volatile unsigned long *)((unsigned long)_printk & ~7UL);

	*p = 1;
}

static noinline int recurse(int n)
{
	volatile char frame[512];

	frame[n & 511] = n;
	return recurse(n + 1) + frame[(n + 1) & 511];
}

static noinline void overrun_stack(void)
{
	char command[32];
	char *volatile p = command;
	int i;

	for (i = 0; i < 64; i++)
		p[i] = 'A';
	sink = command[3];
}

static noinline void spin_forever(void)
{
	for (;;)
		cpu_relax();
}

static noinline void user_access(const char __user *buf)
{
	sink = *(const volatile char *)(unsigned long)buf;
}

static noinline void call(unsigned long address)
{
	((void (*)(void))address)();
	barrier();
}

static noinline void timer_fired(struct timer_list *unused)
{
	writeval_null();
	barrier();
}

static noinline int thread_body(void *unused)
{
	findpage_null();
	barrier();
	return 0;
}

static noinline void corrupt_list(void)
{
	LIST_HEAD(head);
	struct list_head *entry = kmalloc(sizeof(*entry), GFP_KERNEL);

	list_add(entry, &head);
	list_del(entry);
	list_del(entry);
	barrier();
}

static noinline void corrupt_list_add(void)
{
	static LIST_HEAD(head);
	static struct list_head entry;

	list_add(&entry, &head);
	list_add(&entry, &head);
	barrier();
}

static noinline void free_twice(void)
{
	void *p = kmalloc(128, GFP_KERNEL);

	kfree(p);
	kfree(p);
	barrier();
}

static noinline void write_freed_page(void)
{
	unsigned long va = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	struct page *page;

	if (get_user_pages_unlocked(va, 1, &page, FOLL_WRITE) != 1)
		return;
	put_page(page);
	put_page(page);	/* one too many: the page is still mapped */
	vm_munmap(va, PAGE_SIZE);
}

static noinline void free_page_twice(void)
{
	unsigned long p = __get_free_pages(GFP_KERNEL, 5);
	struct page *page = virt_to_page(p);

	page->mapping = (void *)0xdead000;
	free_pages(p, 5);
	barrier();
}

static noinline void drop_mm_twice(void)
{
	struct mm_struct *mm = get_task_mm(current);

	mmput(mm);
	mmput(mm);
	barrier();
}

static noinline void bad_refcount(void)
{
	refcount_t count = REFCOUNT_INIT(0);

	refcount_dec(&count);
	refcount_inc(&count);
	barrier();
}

static noinline void use_after_zero(void)
{
	refcount_t count = REFCOUNT_INIT(0);

	refcount_inc(&count);
	barrier();
}

static noinline void exhaust(void)
{
	while (kmalloc(1 << 16, GFP_KERNEL))
		cond_resched();
}

static noinline void garbage_pte(void)
{
	unsigned long va = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	put_user('A', (char __user *)va);
	pgd = pgd_offset(current->mm, va);
	p4d = p4d_offset(pgd, va);
	pud = pud_offset(p4d, va);
	pmd = pmd_offset(pud, va);
	pte = pte_offset_kernel(pmd, va);
	pte->pte = 0x000f4141414140e7UL;
	vm_munmap(va, PAGE_SIZE);
}

static noinline void garbage_pmd(void)
{
	unsigned long va = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	p4d_t *p4d;
	pmd_t *pmd;

	put_user('A', (char __user *)va);
	p4d = p4d_offset(pgd_offset(current->mm, va), va);
	pmd = pmd_offset(pud_offset(p4d, va), va);
	pmd->pmd = 0x4141414141414141UL & ~0x81UL;
	vm_munmap(va, PAGE_SIZE);
}

static noinline ssize_t copy_command(const char __user *buf, size_t count)
{
	char command[16];

	if (copy_from_user(command, buf, count))
		return -EFAULT;
	sink = command[3];
	return count;
}

static noinline void copy_to_slab(const char __user *buf, size_t count)
{
	volatile size_t n = count + 4000;
	char *volatile p = kmalloc(32, GFP_KERNEL);

	if (copy_from_user(p, buf, n))
		sink = 1;
	kfree(p);
}

static noinline void fortified(const char *text)
{
	struct { char name[8]; char rest[8]; } s;
	volatile size_t n = 40;

	memcpy(s.name, text, n);
	sink = s.name[1];
}

/* What only a kernel with checkers tells of. */
static DEFINE_MUTEX(other);
static int table[8];

static noinline void walk_vmas(struct mm_struct *mm)
{
	VMA_ITERATOR(vmi, mm, 0);
	struct vm_area_struct *vma;

	for_each_vma(vmi, vma)
		sink = vma->vm_start;
}

static noinline void walk_processes(void)
{
	struct task_struct *p;

	for_each_process(p)
		sink = p->pid;
}

static noinline void lock_twice(struct mm_struct *mm)
{
	mmap_read_lock(mm);
	mmap_read_lock(mm);
	mmap_read_unlock(mm);
	mmap_read_unlock(mm);
}

static noinline void lock_in_both_orders(void)
{
	mutex_lock(&mutex);
	mutex_lock(&other);
	mutex_unlock(&other);
	mutex_unlock(&mutex);
	mutex_lock(&other);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	mutex_unlock(&other);
}

static noinline void sleep_under_lock(void)
{
	spin_lock(&lock);
	sink = (unsigned long)kmalloc(32, GFP_KERNEL);
	spin_unlock(&lock);
}

static int showing(struct seq_file *m, void *v)
{
	seq_puts(m, "mtest\n");
	return 0;
}

static int mtest_open(struct inode *inode, struct file *file)
{
	return single_open(file, showing, NULL);
}

#define CASE(name) else if (!strcmp(how, name))

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	unsigned long flags;

	pr_info("[mtest] Got command: %s\n", how);
	if (0)
		;
	CASE("null-read") findpage_null();
	CASE("null") writeval_null();
	CASE("wild") writeval_wild();
	CASE("gpf") findpage_noncanonical();
	CASE("beyond") writeval_beyond_ram();
	CASE("readonly") writeval_readonly();
	CASE("bug") BUG();
	CASE("warn") WARN_ON(!zero);
	CASE("warnmsg") WARN(1, "mtest: no mm for pid %d\n", 1);
	CASE("panic") panic("mtest: cannot happen");
	CASE("divide") sink = 10 / zero;
	CASE("recursion") sink = recurse(0);
	CASE("canary") overrun_stack();
	CASE("spin") spin_forever();
	CASE("rcu") { rcu_read_lock(); spin_forever(); }
	CASE("cli") { local_irq_save(flags); spin_forever(); }
	CASE("deadlock") { spin_lock(&lock); spin_lock(&lock); }
	CASE("hungmm") { mmap_write_lock(current->mm); mmap_write_lock(current->mm); }
	CASE("hungmutex") { mutex_lock(&mutex); mutex_lock(&mutex); }
	CASE("leakmm") { mmap_read_lock(current->mm); }
	CASE("atomic") { spin_lock(&lock); msleep(10); spin_unlock(&lock); }
	CASE("lockleak") spin_lock(&lock);
	CASE("rculeak") rcu_read_lock();
	CASE("doublefree") free_twice();
	CASE("badpage") free_page_twice();
	CASE("pagerefs") write_freed_page();
	CASE("mmput") drop_mm_twice();
	CASE("refcount") bad_refcount();
	CASE("refcount-zero") use_after_zero();
	CASE("listdel") corrupt_list();
	CASE("listadd") corrupt_list_add();
	CASE("smap") user_access(buf);
	CASE("smep") call(current->mm->start_code);
	CASE("nx") call((unsigned long)kmalloc(64, GFP_KERNEL));
	CASE("callnull") call(0);
	CASE("timer") mod_timer(&timer, jiffies + 1);
	CASE("kthread") kthread_run(thread_body, NULL, "mtest_walker");
	CASE("oom") exhaust();
	CASE("ud2") asm volatile("ud2");
	CASE("int3") asm volatile("int3");
	CASE("pte") garbage_pte();
	CASE("pmd") garbage_pmd();
	CASE("overcopy") return copy_command(buf, count);
	CASE("usercopy") copy_to_slab(buf, count);
	CASE("fortify") fortified(how);
	CASE("vfree") vfree((void *)0xffffc90000001008UL);
	CASE("kfree-stack") kfree(&flags);
	CASE("kfree-wild") kfree((void *)0x1234567890UL);
	CASE("puttask") { put_task_struct(current); put_task_struct(current); put_task_struct(current); }
	CASE("fake") pr_info("BUG: unable to handle page fault for address: 0000000000000000\n");
	CASE("fakes") {
		pr_info("BUG: unable to handle kernel NULL pointer dereference at 0\n");
		pr_err("WARNING: vma has no write permission\n");
		pr_err("Kernel panic - not syncing: just joking\n");
		pr_err("Oops: 0002 [#1]\n");
		pr_err("Call Trace:\n");
		pr_err("general protection fault, nothing to see\n");
	}
	CASE("doublefault") asm volatile("movq $0xffffa00000001000, %%rsp; pushq $0" ::: "memory");
	CASE("slabover") { char *volatile p = kmalloc(32, GFP_KERNEL); p[32] = 'A'; kfree(p); }
	CASE("slabuaf") { char *volatile p = kmalloc(32, GFP_KERNEL); kfree(p); p[8] = 'A'; p = kmalloc(32, GFP_KERNEL); kfree(p); }
	CASE("vmaunlocked") sink = (unsigned long)find_vma(current->mm, 0x1000);
	CASE("vmaiterator") walk_vmas(current->mm);
	CASE("processes") walk_processes();
	CASE("mutexkept") mutex_lock(&mutex);
	CASE("locktwice") lock_twice(current->mm);
	CASE("lockorder") lock_in_both_orders();
	CASE("unlock") mutex_unlock(&mutex);
	CASE("sleeplock") sleep_under_lock();
	CASE("leak") sink = (unsigned long)kzalloc(100, GFP_KERNEL) & 0xff;
	CASE("shift") sink = 1 << (zero + 40);
	CASE("index") sink = table[zero + 9];
	return count;
}

static const struct proc_ops ops = {
	.proc_open = mtest_open, .proc_read = seq_read, .proc_lseek = seq_lseek,
	.proc_release = single_release, .proc_write = mtest_write,
};

static int __init mtest_init(void)
{
	timer_setup(&timer, timer_fired, 0);
	if (!strcmp(how, "init"))
		findpage_null();
	if (!strcmp(how, "initfail"))
		return 1;
	proc_create("mtest", 0666, NULL, &ops);
	if (!strcmp(how, "twice"))
		proc_create("mtest", 0666, NULL, &ops);
	return 0;
}

static void __exit mtest_exit(void)
{
	if (!strcmp(how, "exit"))
		findpage_null();
	if (!strcmp(how, "exitwarn"))
		remove_proc_entry("mtest_other", NULL);
	if (strcmp(how, "stale"))
		remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
