#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/highmem.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Nadia");
MODULE_DESCRIPTION("Lab: memory");

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(lab_mutex);

enum {
    INPUT_SIZE = 256
};

static void list_vma(struct task_struct* task) {
    struct mm_struct* mm = get_task_mm(task);
    if (!mm)
        return;

    printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->pid);
    mmap_read_lock(mm);
    {
        struct vm_area_struct* vma;
        VMA_ITERATOR(vmi, mm, 0);
        for_each_vma(vmi, vma) {
            char access[] = "---";
            access[0] = (vma->vm_flags & VM_READ) ? 'r' : '-';
            access[1] = (vma->vm_flags & VM_WRITE) ? 'w' : '-';
            access[2] = (vma->vm_flags & VM_EXEC) ? 'x' : '-';
            printk(KERN_INFO "[mtest.listvma] [0x%lx, 0x%lx) %s\n", vma->vm_start, vma->vm_end, access);
        }
    }
    mmap_read_unlock(mm);
    mmput(mm);
}

static void list_all(void) {
    struct task_struct* task;
    int last = 0;

    do {
        struct task_struct* it;
        task = NULL;
        rcu_read_lock();
        for_each_process(it) {
            if (it->pid > last && (!task || it->pid < task->pid))
                task = it;
        }
        if (task)
            get_task_struct(task);
        rcu_read_unlock();
        if (task) {
            last = task->pid;
            list_vma(task);
            put_task_struct(task);
        }
    } while (task);
}

static int page_walk(struct mm_struct* mm, unsigned long addr, unsigned long* paddr) {
    pgd_t* pgd = pgd_offset(mm, addr);
    p4d_t* p4d;
    pud_t* pud;
    pmd_t* pmd;
    pte_t* pte;

    printk(KERN_INFO "[mtest.findpage] pgd_val = 0x%lx pgd_index = %lu\n", pgd_val(*pgd), pgd_index(addr));
    if (pgd_none(*pgd))
        return -ENOENT;
    p4d = p4d_offset(pgd, addr);
    printk(KERN_INFO "[mtest.findpage] p4d_val = 0x%lx p4d_index = %lu\n", p4d_val(*p4d), p4d_index(addr));
    if (p4d_none(*p4d))
        return -ENOENT;
    pud = pud_offset(p4d, addr);
    printk(KERN_INFO "[mtest.findpage] pud_val = 0x%lx pud_index = %lu\n", pud_val(*pud), pud_index(addr));
    if (!pud_present(*pud))
        return -ENOENT;
    if (pud_large(*pud)) {
        *paddr = (pud_pfn(*pud) << PAGE_SHIFT) + (addr & ~PUD_MASK);
        return 0;
    }
    pmd = pmd_offset(pud, addr);
    printk(KERN_INFO "[mtest.findpage] pmd_val = 0x%lx pmd_index = %lu\n", pmd_val(*pmd), pmd_index(addr));
    if (!pmd_present(*pmd))
        return -ENOENT;
    if (pmd_large(*pmd)) {
        *paddr = (pmd_pfn(*pmd) << PAGE_SHIFT) + (addr & ~PMD_MASK);
        return 0;
    }
    pte = pte_offset_map(pmd, addr);
    printk(KERN_INFO "[mtest.findpage] pte_val = 0x%lx pte_index = %lu\n", pte_val(*pte), pte_index(addr));
    if (!pte_present(*pte))
        return -ENOENT;
    *paddr = (pte_pfn(*pte) << PAGE_SHIFT) + (addr & ~PAGE_MASK);
    return 0;
}

static void find_page(struct task_struct* task, struct mm_struct* mm, unsigned long addr) {
    unsigned long paddr;
    int err = -ENOENT;

    printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx\n", addr);
    printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
    printk(KERN_INFO "[mtest.findpage] Process = %s, PID = %d\n", task->comm, task->pid);
    mmap_read_lock(mm);
    if (vma_lookup(mm, addr))
        err = page_walk(mm, addr, &paddr);
    mmap_read_unlock(mm);
    if (err) {
        printk(KERN_INFO "[mtest.findpage] translation not found\n");
        return;
    }
    printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx\n", paddr & PAGE_MASK);
    printk(KERN_INFO "[mtest.findpage] page_offset = 0x%lx\n", paddr & ~PAGE_MASK);
    printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, paddr);
}

static void write_val(struct mm_struct* mm, unsigned long addr, unsigned long val) {
    struct vm_area_struct* vma;
    struct page* page;

    mmap_read_lock(mm);
    vma = vma_lookup(mm, addr);
    if (!vma || addr + sizeof(val) > vma->vm_end) {
        printk(KERN_INFO "[mtest.writeval] vma not found\n");
    } else if (!(vma->vm_flags & VM_WRITE)) {
        printk(KERN_INFO "[mtest.writeval] vma has no write permission\n");
    } else if (offset_in_page(addr) + sizeof(val) > PAGE_SIZE) {
        printk(KERN_INFO "[mtest.writeval] the value does not fit into the page\n");
    } else if (get_user_pages_remote(mm, addr, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
        printk(KERN_INFO "[mtest.writeval] translation not found\n");
    } else {
        void* mapped = kmap_local_page(page);
        memcpy(mapped + offset_in_page(addr), &val, sizeof(val));
        kunmap_local(mapped);
        set_page_dirty_lock(page);
        put_page(page);
        printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
    }
    mmap_read_unlock(mm);
}

static struct task_struct* get_process(int has_pid, int pid) {
    struct task_struct *it, *task = NULL;

    rcu_read_lock();
    for_each_process(it) {
        if (has_pid ? it->pid == pid : !strcmp(it->comm, target)) {
            task = it;
            get_task_struct(task);
            break;
        }
    }
    rcu_read_unlock();
    return task;
}

static ssize_t proc_write(struct file* file, const char __user* buffer, size_t count, loff_t* ppos) {
    char input[INPUT_SIZE];
    char cmd[16];
    unsigned long addr = 0, val = 0;
    int pid = -1, has_pid, n;
    struct task_struct* task;
    struct mm_struct* mm;
    ssize_t ret = count;

    if (count >= sizeof(input))
        return -EINVAL;
    if (copy_from_user(input, buffer, count))
        return -EFAULT;
    input[count] = '\0';

    if (sscanf(input, "%15s", cmd) != 1)
        return -EINVAL;

    if (!strcmp(cmd, "listvma")) {
        n = sscanf(input, "listvma %d", &pid);
        has_pid = n == 1;
    } else if (!strcmp(cmd, "findpage")) {
        n = sscanf(input, "findpage %lx %d", &addr, &pid);
        if (n < 1)
            return -EINVAL;
        has_pid = n == 2;
    } else if (!strcmp(cmd, "writeval")) {
        n = sscanf(input, "writeval %lx %lu %d", &addr, &val, &pid);
        if (n < 2)
            return -EINVAL;
        has_pid = n == 3;
    } else {
        return -EINVAL;
    }

    mutex_lock(&lab_mutex);
    printk(KERN_INFO "[mtest] Got command: %s", input);

    if (cmd[0] == 'l' && !has_pid) {
        list_all();
        goto out;
    }

    task = get_process(has_pid, pid);
    if (!task) {
        printk(KERN_INFO "[mtest] no such process\n");
        ret = -ESRCH;
        goto out;
    }
    mm = get_task_mm(task);
    if (!mm) {
        printk(KERN_INFO "[mtest] no such process\n");
        ret = -ESRCH;
    } else {
        if (cmd[0] == 'l')
            list_vma(task);
        else if (cmd[0] == 'f')
            find_page(task, mm, addr);
        else
            write_val(mm, addr, val);
        mmput(mm);
    }
    put_task_struct(task);
out:
    mutex_unlock(&lab_mutex);
    return ret;
}

static const struct proc_ops lab_proc_ops = {
    .proc_write = proc_write,
};

static int __init lab_init(void) {
    if (proc_create("mtest", 0600, NULL, &lab_proc_ops) == NULL) {
        pr_err("mtest: could not create /proc/mtest\n");
        return -ENOMEM;
    }
    return 0;
}

static void __exit lab_exit(void) {
    remove_proc_entry("mtest", NULL);
}

module_init(lab_init);
module_exit(lab_exit);
