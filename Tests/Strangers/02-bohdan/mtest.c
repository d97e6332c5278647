#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/uaccess.h>
#include <linux/string.h>
#include <linux/mutex.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Bohdan");

static char *target = "test";
module_param(target, charp, S_IRUGO);

static struct proc_dir_entry *entry;
static struct mutex big_lock;

#define BUF_LEN 200

/* returns with a reference on the task; pid < 0 means by name */
static struct task_struct *choose(long pid)
{
    struct task_struct *t, *res = NULL;

    rcu_read_lock();
    for_each_process(t) {
        if (pid >= 0 ? t->pid == pid : strcmp(t->comm, target) == 0) {
            res = t;
            get_task_struct(res);
            break;
        }
    }
    rcu_read_unlock();
    return res;
}

static void show_areas(struct task_struct *t)
{
    struct mm_struct *mm = get_task_mm(t);
    struct vm_area_struct *area;
    unsigned long pos = 0;
    char perm[4];

    if (mm == NULL)
        return;
    printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", t->comm, t->pid);
    down_read(&mm->mmap_lock);
    while ((area = find_vma(mm, pos)) != NULL) {
        strcpy(perm, "---");
        if (area->vm_flags & VM_READ)  perm[0] = 'r';
        if (area->vm_flags & VM_WRITE) perm[1] = 'w';
        if (area->vm_flags & VM_EXEC)  perm[2] = 'x';
        printk(KERN_INFO "[mtest.listvma] 0x%p 0x%p %s\n",
               (void *)area->vm_start, (void *)area->vm_end, perm);
        pos = area->vm_end;
    }
    up_read(&mm->mmap_lock);
    mmput(mm);
}

static void show_everybody(void)
{
    struct task_struct *t;
    pid_t *list;
    int n = 0, i, max = 8192;

    list = kvmalloc_array(max, sizeof(*list), GFP_KERNEL);
    if (!list)
        return;
    rcu_read_lock();
    for_each_process(t)
        if (n < max)
            list[n++] = t->pid;
    rcu_read_unlock();
    for (i = 0; i < n; i++) {
        t = choose(list[i]);
        if (t) {
            show_areas(t);
            put_task_struct(t);
        }
    }
    kvfree(list);
}

static int translate(struct mm_struct *mm, unsigned long va, unsigned long *pa)
{
    pgd_t *pgd; p4d_t *p4d; pud_t *pud; pmd_t *pmd; pte_t *pte;
    unsigned long page_addr, page_offset;

    pgd = pgd_offset(mm, va);
    printk(KERN_INFO "[mtest.findpage] pgd_val = 0x%lx pgd_index = %lu\n", pgd_val(*pgd), pgd_index(va));
    if (pgd_none(*pgd)) return -1;
    p4d = p4d_offset(pgd, va);
    printk(KERN_INFO "[mtest.findpage] p4d_val = 0x%lx p4d_index = %lu\n", p4d_val(*p4d), p4d_index(va));
    if (p4d_none(*p4d)) return -1;
    pud = pud_offset(p4d, va);
    printk(KERN_INFO "[mtest.findpage] pud_val = 0x%lx pud_index = %lu\n", pud_val(*pud), pud_index(va));
    if (!pud_present(*pud)) return -1;
    if (pud_large(*pud)) {
        page_addr = pud_val(*pud) & PUD_MASK;
        page_offset = va & ~PUD_MASK;
        goto found;
    }
    pmd = pmd_offset(pud, va);
    printk(KERN_INFO "[mtest.findpage] pmd_val = 0x%lx pmd_index = %lu\n", pmd_val(*pmd), pmd_index(va));
    if (!pmd_present(*pmd)) return -1;
    if (pmd_large(*pmd)) {
        page_addr = pmd_val(*pmd) & PMD_MASK;
        page_offset = va & ~PMD_MASK;
        goto found;
    }
    pte = pte_offset_kernel(pmd, va);
    printk(KERN_INFO "[mtest.findpage] pte_val = 0x%lx pte_index = %lu\n", pte_val(*pte), pte_index(va));
    if (!pte_present(*pte)) return -1;
    page_addr = pte_val(*pte) & PAGE_MASK;
    page_offset = va & ~PAGE_MASK;
found:
    printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx page_offset = 0x%lx\n", page_addr, page_offset);
    *pa = page_addr | page_offset;
    return 0;
}

static void find_page(struct task_struct *t, struct mm_struct *mm, unsigned long va)
{
    unsigned long pa = 0;
    int err = -1;

    printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx\n", va);
    printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
    printk(KERN_INFO "[mtest.findpage] Process = %s, PID = %d\n", t->comm, t->pid);
    if (va < TASK_SIZE_MAX) {
        down_read(&mm->mmap_lock);
        err = translate(mm, va, &pa);
        up_read(&mm->mmap_lock);
    }
    if (err)
        printk(KERN_INFO "[mtest.findpage] translation not found\n");
    else
        printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", va, pa);
}

static int write_val(struct mm_struct *mm, unsigned long va, unsigned long val)
{
    struct vm_area_struct *area;
    struct page *page;
    int rc = 0;

    down_read(&mm->mmap_lock);
    area = find_vma(mm, va);
    if (!area || va < area->vm_start || area->vm_end - va < sizeof(val)) {
        printk(KERN_INFO "[mtest.writeval] vma not found\n");
        rc = -EFAULT;
        goto out;
    }
    if (!(area->vm_flags & VM_WRITE)) {
        printk(KERN_INFO "[mtest.writeval] vma has no write permission\n");
        rc = -EACCES;
        goto out;
    }
    if ((va & ~PAGE_MASK) > PAGE_SIZE - sizeof(val)) {
        printk(KERN_INFO "[mtest.writeval] refused: value would cross a page\n");
        rc = -EFAULT;
        goto out;
    }
    if (get_user_pages_remote(mm, va, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
        printk(KERN_INFO "[mtest.writeval] translation not found\n");
        rc = -EFAULT;
        goto out;
    }
    {
        char *kaddr = kmap_local_page(page);
        memcpy(kaddr + (va & ~PAGE_MASK), &val, sizeof(val));
        kunmap_local(kaddr);
    }
    set_page_dirty_lock(page);
    put_page(page);
    printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
out:
    up_read(&mm->mmap_lock);
    return rc;
}

static bool hex_word(const char *w, unsigned long *v)
{
    return w[0] != '+' && kstrtoul(w, 16, v) == 0;
}

static ssize_t on_write(struct file *f, const char __user *ub, size_t count, loff_t *off)
{
    char buf[BUF_LEN], whole[BUF_LEN], *p = buf, *w, *av[5];
    int ac = 0, which, need;
    unsigned long a = 0, v = 0;
    unsigned int pid = 0;
    struct task_struct *t;
    struct mm_struct *mm;
    ssize_t ret = count;

    if (count == 0 || count >= BUF_LEN)
        return -EINVAL;
    if (copy_from_user(buf, ub, count))
        return -EFAULT;
    buf[count] = 0;
    if (memchr(buf, 0, count))
        return -EINVAL;
    if (buf[count - 1] == '\n')
        buf[count - 1] = 0;
    strcpy(whole, buf);

    while ((w = strsep(&p, " ")) != NULL) {
        if (*w == 0)
            continue;
        if (ac == 4)
            return -EINVAL;
        av[ac++] = w;
    }
    if (ac == 0)
        return -EINVAL;
    if (strcmp(av[0], "listvma") == 0)       { which = 'l'; need = 1; }
    else if (strcmp(av[0], "findpage") == 0) { which = 'f'; need = 2; }
    else if (strcmp(av[0], "writeval") == 0) { which = 'w'; need = 3; }
    else return -EINVAL;

    if (ac < need || ac > need + 1)
        return -EINVAL;
    if (need >= 2 && !hex_word(av[1], &a))
        return -EINVAL;
    if (need >= 3 && !hex_word(av[2], &v))
        return -EINVAL;
    if (ac > need && (av[need][0] == '+' || kstrtouint(av[need], 10, &pid)))
        return -EINVAL;

    mutex_lock(&big_lock);
    printk(KERN_INFO "[mtest] Got command: %s\n", whole);
    if (which == 'l' && ac == need) {
        show_everybody();
        goto done;
    }
    t = choose(ac > need ? (long)pid : -1L);
    mm = t ? get_task_mm(t) : NULL;
    if (!mm) {
        printk(KERN_INFO "[mtest] no such process\n");
        ret = -ESRCH;
    } else if (which == 'l') {
        show_areas(t);
    } else if (which == 'f') {
        find_page(t, mm, a);
    } else {
        int rc = write_val(mm, a, v);
        if (rc)
            ret = rc;
    }
    if (mm)
        mmput(mm);
    if (t)
        put_task_struct(t);
done:
    mutex_unlock(&big_lock);
    return ret;
}

static const struct proc_ops ops = { .proc_write = on_write };

static int __init start(void)
{
    mutex_init(&big_lock);
    entry = proc_create("mtest", 0200, NULL, &ops);
    if (!entry)
        return -ENOMEM;
    printk(KERN_INFO "[mtest] loaded\n");
    return 0;
}

static void __exit stop(void)
{
    proc_remove(entry);
    printk(KERN_INFO "[mtest] unloaded\n");
}

module_init(start);
module_exit(stop);
