/*
 * 实验四 内存管理模块
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/io.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#define PROC_NAME "mtest"

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(mutex_mtest);

//打印一个任务的所有vma
static void list_task(struct task_struct *task)
{
    struct mm_struct *mm = get_task_mm(task);
    struct vm_area_struct *vma;
    char perm[4];

    if (mm == NULL)
        return;
    printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->pid);
    mmap_read_lock(mm);
    {
        VMA_ITERATOR(vmi, mm, 0);
        for_each_vma(vmi, vma)
        {
            perm[0] = vma->vm_flags & VM_READ ? 'r' : '-';
            perm[1] = vma->vm_flags & VM_WRITE ? 'w' : '-';
            perm[2] = vma->vm_flags & VM_EXEC ? 'x' : '-';
            perm[3] = '\0';
            printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %s\n", vma->vm_start, vma->vm_end, perm);
        }
    }
    mmap_read_unlock(mm);
    mmput(mm);
}

//打印所有进程
static void list_all(void)
{
    struct task_struct *p, *t, **v;
    int n = 0, max = 0, i;

    rcu_read_lock();
    for_each_process_thread(p, t)
        max++;
    rcu_read_unlock();
    max += 128;
    v = kvmalloc_array(max, sizeof(*v), GFP_KERNEL);
    if (v == NULL)
        return;
    rcu_read_lock();
    for_each_process_thread(p, t)
    {
        if (n < max)
        {
            get_task_struct(t);
            v[n++] = t;
        }
    }
    rcu_read_unlock();
    for (i = 0; i < n; i++)
    {
        list_task(v[i]);
        put_task_struct(v[i]);
    }
    kvfree(v);
}

//虚拟地址转物理地址, write表示要写
static unsigned long va2pa(struct mm_struct *mm, unsigned long va, int write)
{
    pgd_t *pgd;
    p4d_t *p4d;
    pud_t *pud;
    pmd_t *pmd;
    pte_t *pte;
    unsigned long page_addr, page_offset;

    pgd = pgd_offset(mm, va);
    printk(KERN_INFO "[mtest.findpage] pgd_val = 0x%lx, pgd_index = %lu\n", pgd_val(*pgd), pgd_index(va));
    if (pgd_none(*pgd))
        return 0;
    p4d = p4d_offset(pgd, va);
    printk(KERN_INFO "[mtest.findpage] p4d_val = 0x%lx, p4d_index = %lu\n", p4d_val(*p4d), p4d_index(va));
    if (p4d_none(*p4d))
        return 0;
    pud = pud_offset(p4d, va);
    printk(KERN_INFO "[mtest.findpage] pud_val = 0x%lx, pud_index = %lu\n", pud_val(*pud), pud_index(va));
    if (!pud_present(*pud))
        return 0;
    if (pud_large(*pud))
    {
        if (write && !pud_write(*pud))
            return 0;
        page_addr = pud_pfn(*pud) << PAGE_SHIFT;
        page_offset = va & ~PUD_MASK;
        goto out;
    }
    pmd = pmd_offset(pud, va);
    printk(KERN_INFO "[mtest.findpage] pmd_val = 0x%lx, pmd_index = %lu\n", pmd_val(*pmd), pmd_index(va));
    if (!pmd_present(*pmd))
        return 0;
    if (pmd_large(*pmd))
    {
        if (write && !pmd_write(*pmd))
            return 0;
        page_addr = pmd_pfn(*pmd) << PAGE_SHIFT;
        page_offset = va & ~PMD_MASK;
        goto out;
    }
    pte = pte_offset_kernel(pmd, va);
    printk(KERN_INFO "[mtest.findpage] pte_val = 0x%lx, pte_index = %lu\n", pte_val(*pte), pte_index(va));
    if (!pte_present(*pte))
        return 0;
    if (write && !pte_write(*pte))
        return 0;
    page_addr = pte_pfn(*pte) << PAGE_SHIFT;
    page_offset = va & ~PAGE_MASK;
out:
    printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n", page_addr, page_offset);
    return page_addr | page_offset;
}

static void find_page(struct task_struct *task, struct mm_struct *mm, unsigned long va)
{
    unsigned long pa = 0;

    printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx, pgtable_l5_enabled = %d\n", va, pgtable_l5_enabled());
    printk(KERN_INFO "[mtest.findpage] Process = %s, PID = %d\n", task->comm, task->pid);
    mmap_read_lock(mm);
    if (va < TASK_SIZE_MAX)
        pa = va2pa(mm, va, 0);
    mmap_read_unlock(mm);
    if (pa == 0)
        printk(KERN_INFO "[mtest.findpage] translation not found\n");
    else
        printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", va, pa);
}

static void write_val(struct mm_struct *mm, unsigned long va, unsigned long val)
{
    struct vm_area_struct *vma;
    unsigned long pa;

    mmap_read_lock(mm);
    vma = find_vma(mm, va);
    if (vma == NULL || va < vma->vm_start || vma->vm_end - va < sizeof(val))
    {
        printk(KERN_INFO "[mtest.writeval] vma not found\n");
        goto out;
    }
    if (!(vma->vm_flags & VM_WRITE))
    {
        printk(KERN_INFO "[mtest.writeval] vma has no write permission\n");
        goto out;
    }
    if (va % PAGE_SIZE + sizeof(val) > PAGE_SIZE)
    {
        printk(KERN_INFO "[mtest.writeval] crosses page, not written\n");
        goto out;
    }
    pa = va2pa(mm, va, 1);
    *(unsigned long *)phys_to_virt(pa) = val;
    printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
out:
    mmap_read_unlock(mm);
}

//十六进制
static int str2hex(const char *s, unsigned long *v)
{
    if (*s == '+')
        return -EINVAL;
    return kstrtoul(s, 16, v);
}

//十进制
static int str2pid(const char *s, int *pid)
{
    if (*s < '0' || *s > '9')
        return -EINVAL;
    return kstrtoint(s, 10, pid);
}

static ssize_t mtest_proc_write(struct file *file, const char __user *buffer, size_t count, loff_t *data)
{
    char *buf, *copy, *p, *tok, *arg[4];
    int argc = 0, pid = -1;
    unsigned long addr = 0, val = 0;
    struct task_struct *t, *task = NULL;
    struct mm_struct *mm = NULL;
    ssize_t ret = -EINVAL;

    if (count == 0 || count > 1000)
        return -EINVAL;
    buf = memdup_user_nul(buffer, count);
    if (IS_ERR(buf))
        return PTR_ERR(buf);
    copy = NULL;
    if (strlen(buf) != count)
        goto out;
    if (buf[count - 1] == '\n')
        buf[count - 1] = '\0';
    copy = kstrdup(buf, GFP_KERNEL);
    if (copy == NULL)
    {
        ret = -ENOMEM;
        goto out;
    }

    p = buf;
    while ((tok = strsep(&p, " \t")) != NULL)
    {
        if (*tok == '\0')
            continue;
        if (argc >= 4)
            goto out;
        arg[argc++] = tok;
    }
    if (argc == 0)
        goto out;

    if (strcmp(arg[0], "listvma") == 0)
    {
        if (argc > 2 || (argc == 2 && str2pid(arg[1], &pid)))
            goto out;
    }
    else if (strcmp(arg[0], "findpage") == 0)
    {
        if (argc < 2 || argc > 3 || str2hex(arg[1], &addr) || (argc == 3 && str2pid(arg[2], &pid)))
            goto out;
    }
    else if (strcmp(arg[0], "writeval") == 0)
    {
        if (argc < 3 || str2hex(arg[1], &addr) || str2hex(arg[2], &val) || (argc == 4 && str2pid(arg[3], &pid)))
            goto out;
    }
    else
        goto out;

    mutex_lock(&mutex_mtest);
    printk(KERN_INFO "[mtest] Got command: %s\n", copy);
    ret = count;
    if (arg[0][0] == 'l' && argc == 1)
    {
        list_all();
        goto unlock;
    }
    rcu_read_lock();
    for_each_process(t)
    {
        if (pid >= 0 ? t->pid == pid : strcmp(t->comm, target) == 0)
        {
            get_task_struct(t);
            task = t;
            break;
        }
    }
    rcu_read_unlock();
    if (task)
        mm = get_task_mm(task);
    if (mm == NULL)
    {
        printk(KERN_INFO "[mtest] no such process\n");
        ret = -ESRCH;
    }
    else
    {
        if (arg[0][0] == 'l')
            list_task(task);
        else if (arg[0][0] == 'f')
            find_page(task, mm, addr);
        else
            write_val(mm, addr, val);
        mmput(mm);
    }
    if (task)
        put_task_struct(task);
unlock:
    mutex_unlock(&mutex_mtest);
out:
    kfree(copy);
    kfree(buf);
    return ret;
}

static const struct proc_ops mtest_proc_ops = {
    .proc_write = mtest_proc_write,
};

static int __init mtest_init(void)
{
    if (proc_create(PROC_NAME, 0600, NULL, &mtest_proc_ops) == NULL)
        return -ENOMEM;
    return 0;
}

static void __exit mtest_exit(void)
{
    remove_proc_entry(PROC_NAME, NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
