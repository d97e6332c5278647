#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Jutta");

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(mlock);

static void print_vmas(struct task_struct *task)
{
    struct vm_area_struct *vma;
    struct mm_struct *mm = get_task_mm(task);
    unsigned long addr = 0;

    if (!mm)
        return;
    printk(KERN_INFO "mtest: Process = %s, PID = %d\n", task->comm, task->pid);
    mmap_read_lock(mm);
    for (vma = find_vma(mm, addr); vma != NULL; vma = find_vma(mm, addr)) {
        printk(KERN_INFO "mtest: 0x%lx-0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
               vma->vm_flags & VM_READ ? 'r' : '-',
               vma->vm_flags & VM_WRITE ? 'w' : '-',
               vma->vm_flags & VM_EXEC ? 'x' : '-');
        addr = vma->vm_end;
    }
    mmap_read_unlock(mm);
    mmput(mm);
}

static void print_all(void)
{
    int nr;
    struct pid *pid;
    struct task_struct *task;

    for (nr = 1; ; nr++) {
        task = NULL;
        rcu_read_lock();
        pid = find_ge_pid(nr, &init_pid_ns);
        if (pid) {
            nr = pid_nr(pid);
            task = pid_task(pid, PIDTYPE_TGID);
            if (task)
                get_task_struct(task);
        }
        rcu_read_unlock();
        if (!pid)
            return;
        if (task) {
            print_vmas(task);
            put_task_struct(task);
        }
    }
}

static void print_page(struct task_struct *task, struct mm_struct *mm, unsigned long vaddr)
{
    pgd_t *pgd;
    p4d_t *p4d;
    pud_t *pud;
    pmd_t *pmd;
    pte_t *pte;
    unsigned long base, mask = PAGE_MASK;

    printk(KERN_INFO "mtest: vaddr = 0x%lx\n", vaddr);
    printk(KERN_INFO "mtest: pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
    printk(KERN_INFO "mtest: Process = %s, PID = %d\n", task->comm, task->pid);
    mmap_read_lock(mm);
    if (vma_lookup(mm, vaddr) == NULL)
        goto nothing;
    pgd = pgd_offset(mm, vaddr);
    printk(KERN_INFO "mtest: pgd_val = 0x%lx, pgd_index = %lu\n", pgd_val(*pgd), pgd_index(vaddr));
    if (pgd_none(*pgd))
        goto nothing;
    p4d = p4d_offset(pgd, vaddr);
    printk(KERN_INFO "mtest: p4d_val = 0x%lx, p4d_index = %lu\n", p4d_val(*p4d), p4d_index(vaddr));
    if (p4d_none(*p4d))
        goto nothing;
    pud = pud_offset(p4d, vaddr);
    printk(KERN_INFO "mtest: pud_val = 0x%lx, pud_index = %lu\n", pud_val(*pud), pud_index(vaddr));
    if (!pud_present(*pud))
        goto nothing;
    if (pud_large(*pud)) {
        base = pud_pfn(*pud) << PAGE_SHIFT;
        mask = PUD_MASK;
        goto print;
    }
    pmd = pmd_offset(pud, vaddr);
    printk(KERN_INFO "mtest: pmd_val = 0x%lx, pmd_index = %lu\n", pmd_val(*pmd), pmd_index(vaddr));
    if (!pmd_present(*pmd))
        goto nothing;
    if (pmd_large(*pmd)) {
        base = pmd_pfn(*pmd) << PAGE_SHIFT;
        mask = PMD_MASK;
        goto print;
    }
    pte = pte_offset_map(pmd, vaddr);
    printk(KERN_INFO "mtest: pte_val = 0x%lx, pte_index = %lu\n", pte_val(*pte), pte_index(vaddr));
    if (!pte_present(*pte))
        goto nothing;
    base = pte_pfn(*pte) << PAGE_SHIFT;
print:
    mmap_read_unlock(mm);
    printk(KERN_INFO "mtest: page_addr = 0x%lx, page_offset = 0x%lx\n", base, vaddr & ~mask);
    printk(KERN_INFO "mtest: vaddr = 0x%lx -> paddr = 0x%lx\n", vaddr, base + (vaddr & ~mask));
    return;
nothing:
    mmap_read_unlock(mm);
    printk(KERN_INFO "mtest: translation not found\n");
}

static void write_value(struct mm_struct *mm, unsigned long vaddr, unsigned long val)
{
    struct vm_area_struct *vma;
    struct page *page;

    mmap_read_lock(mm);
    vma = vma_lookup(mm, vaddr);
    if (vma == NULL || vaddr + 8 > vma->vm_end) {
        printk(KERN_INFO "mtest: vma not found\n");
        goto out;
    }
    if ((vma->vm_flags & VM_WRITE) == 0) {
        printk(KERN_INFO "mtest: vma has no write permission\n");
        goto out;
    }
    if (vaddr % PAGE_SIZE > PAGE_SIZE - 8) {
        printk(KERN_INFO "mtest: sorry, crossing a page is refused\n");
        goto out;
    }
    if (get_user_pages_remote(mm, vaddr, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
        printk(KERN_INFO "mtest: translation not found\n");
        goto out;
    }
    memcpy_to_page(page, vaddr % PAGE_SIZE, (char *)&val, 8);
    set_page_dirty_lock(page);
    put_page(page);
    printk(KERN_INFO "mtest: wrote 0x%lx to 0x%lx\n", val, vaddr);
out:
    mmap_read_unlock(mm);
}

static struct task_struct *get_target(int pid)
{
    struct task_struct *p;

    rcu_read_lock();
    for_each_process(p) {
        if ((pid >= 0 && p->pid == pid) || (pid < 0 && strcmp(p->comm, target) == 0)) {
            get_task_struct(p);
            rcu_read_unlock();
            return p;
        }
    }
    rcu_read_unlock();
    return NULL;
}

static int unsigned_word(char *s, int base, unsigned long *v)
{
    if (s == NULL || *s == '+')
        return -EINVAL;
    return kstrtoul(s, base, v) ? -EINVAL : 0;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *off)
{
    char cmd[64];
    char echo[64];
    char *words[5] = { NULL }, *p, *w;
    unsigned long vaddr = 0, val = 0, nr = 0;
    int n = 0, pid = -1;
    size_t i;
    struct task_struct *task;
    struct mm_struct *mm;
    ssize_t ret = count;

    for (i = 0; i < count; i++)
        if (get_user(cmd[i], ubuf + i))
            return -EFAULT;
    cmd[count] = 0;
    if (strlen(cmd) != count)
        return -EINVAL;
    if (count > 0 && cmd[count - 1] == '\n')
        cmd[count - 1] = 0;
    memcpy(echo, cmd, sizeof(echo));

    p = cmd;
    while ((w = strsep(&p, " \t")) != NULL)
        if (*w != 0 && n < 5)
            words[n++] = w;
    if (n == 0)
        return -EINVAL;

    if (strcmp(words[0], "listvma") == 0) {
        if (n > 2 || (n == 2 && unsigned_word(words[1], 10, &nr)))
            return -EINVAL;
        if (n == 2)
            pid = nr & INT_MAX;
    } else if (strcmp(words[0], "findpage") == 0) {
        if (n > 3 || unsigned_word(words[1], 16, &vaddr) || (n == 3 && unsigned_word(words[2], 10, &nr)))
            return -EINVAL;
        if (n == 3)
            pid = nr & INT_MAX;
    } else if (strcmp(words[0], "writeval") == 0) {
        if (n > 4 || unsigned_word(words[1], 16, &vaddr) || unsigned_word(words[2], 16, &val) ||
            (n == 4 && unsigned_word(words[3], 10, &nr)))
            return -EINVAL;
        if (n == 4)
            pid = nr & INT_MAX;
    } else {
        return -EINVAL;
    }
    if (nr > INT_MAX)
        return -EINVAL;

    mutex_lock(&mlock);
    printk(KERN_INFO "[mtest] Got command: %s\n", echo);
    if (*words[0] == 'l' && pid < 0) {
        print_all();
        goto done;
    }
    task = get_target(pid);
    if (task == NULL) {
        printk(KERN_INFO "mtest: no such process\n");
        ret = -ESRCH;
        goto done;
    }
    mm = get_task_mm(task);
    if (mm == NULL) {
        printk(KERN_INFO "mtest: no such process\n");
        ret = -ESRCH;
    } else {
        if (*words[0] == 'l')
            print_vmas(task);
        if (*words[0] == 'f')
            print_page(task, mm, vaddr);
        if (*words[0] == 'w')
            write_value(mm, vaddr, val);
        mmput(mm);
    }
    put_task_struct(task);
done:
    mutex_unlock(&mlock);
    return ret;
}

static const struct proc_ops fops = {
    .proc_write = mtest_write,
};

static int __init mtest_init(void)
{
    if (proc_create("mtest", 0600, NULL, &fops) == NULL)
        return -ENOMEM;
    printk(KERN_INFO "mtest: hello\n");
    return 0;
}

static void __exit mtest_exit(void)
{
    printk(KERN_INFO "mtest: goodbye\n");
}

module_init(mtest_init);
module_exit(mtest_exit);
