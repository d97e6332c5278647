#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <linux/slab.h>

MODULE_AUTHOR("Farid");
MODULE_LICENSE("GPL");

char *target = "test";
module_param(target, charp, 0);

struct request {
    char *name;
    unsigned long address;
    unsigned long value;
    int pid;
    bool with_pid;
};

static DEFINE_SEMAPHORE(sem);

static struct task_struct *request_task(struct request *req)
{
    struct task_struct *task, *it;
    struct pid *pid;

    if (req->with_pid) {
        pid = find_get_pid(req->pid);
        if (!pid)
            return NULL;
        task = get_pid_task(pid, PIDTYPE_PID);
        put_pid(pid);
        return task;
    }
    task = NULL;
    rcu_read_lock();
    for_each_process(it) {
        if (strcmp(it->comm, target))
            continue;
        task = get_task_struct(it);
        break;
    }
    rcu_read_unlock();
    return task;
}

/*********************************  LISTVMA  *********************************/

static void listvma_task(struct task_struct *task)
{
    struct mm_struct *mm = get_task_mm(task);
    struct vm_area_struct *v;
    struct vma_iterator it;

    if (!mm)
        return;
    pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->pid);
    vma_iter_init(&it, mm, 0);
    mmap_read_lock(mm);
    while ((v = vma_next(&it)))
        pr_info("[mtest.listvma] 0x%lx - 0x%lx %s%s%s\n", v->vm_start, v->vm_end - 1,
                (v->vm_flags & VM_READ) ? "r" : "-",
                (v->vm_flags & VM_WRITE) ? "w" : "-",
                (v->vm_flags & VM_EXEC) ? "x" : "-");
    mmap_read_unlock(mm);
    mmput(mm);
}

static int listvma_everything(void)
{
    struct task_struct **all, *it;
    size_t room = 0, n = 0, i;

    rcu_read_lock();
    for_each_process(it)
        room++;
    rcu_read_unlock();
    room += 256;

    all = kvcalloc(room, sizeof(*all), GFP_KERNEL);
    if (!all)
        return -ENOMEM;

    rcu_read_lock();
    for_each_process(it) {
        if (n == room)
            break;
        all[n++] = get_task_struct(it);
    }
    rcu_read_unlock();

    for (i = 0; i < n; i++) {
        listvma_task(all[i]);
        put_task_struct(all[i]);
    }
    kvfree(all);
    return 0;
}

/*********************************  FINDPAGE  ********************************/

#define level(what)                                                            \
    do {                                                                       \
        pr_info("[mtest.findpage] " #what "_val = 0x%lx\n", what##_val(*what)); \
        pr_info("[mtest.findpage] " #what "_index = %lu\n", what##_index(a));   \
    } while (0)

static bool findpage_walk(struct mm_struct *mm, unsigned long a, unsigned long *out)
{
    pgd_t *pgd;
    p4d_t *p4d;
    pud_t *pud;
    pmd_t *pmd;
    pte_t *pte;

    if (!find_vma(mm, a) || find_vma(mm, a)->vm_start > a)
        return false;

    pgd = pgd_offset(mm, a);
    level(pgd);
    if (pgd_none(*pgd))
        return false;
    p4d = p4d_offset(pgd, a);
    level(p4d);
    if (p4d_none(*p4d))
        return false;
    pud = pud_offset(p4d, a);
    level(pud);
    if (!pud_present(*pud))
        return false;
    if (pud_large(*pud)) {
        *out = (pud_pfn(*pud) << PAGE_SHIFT) + (a & ~PUD_MASK & PAGE_MASK);
        return true;
    }
    pmd = pmd_offset(pud, a);
    level(pmd);
    if (!pmd_present(*pmd))
        return false;
    if (pmd_large(*pmd)) {
        *out = (pmd_pfn(*pmd) << PAGE_SHIFT) + (a & ~PMD_MASK & PAGE_MASK);
        return true;
    }
    pte = pte_offset_map(pmd, a);
    level(pte);
    if (!pte_present(*pte))
        return false;
    *out = pte_pfn(*pte) << PAGE_SHIFT;
    return true;
}

static void findpage(struct task_struct *task, struct mm_struct *mm, struct request *req)
{
    unsigned long page_addr;
    bool found;

    pr_info("[mtest.findpage] vaddr = 0x%lx\n", req->address);
    pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", !!pgtable_l5_enabled());
    pr_info("[mtest.findpage] Process = %s, PID = %d\n", task->comm, task->pid);
    mmap_read_lock(mm);
    found = findpage_walk(mm, req->address, &page_addr);
    mmap_read_unlock(mm);
    if (found) {
        pr_info("[mtest.findpage] page_addr = 0x%lx\n", page_addr);
        pr_info("[mtest.findpage] page_offset = 0x%lx\n", req->address & (PAGE_SIZE - 1));
        pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", req->address, page_addr);
    } else {
        pr_info("[mtest.findpage] translation not found\n");
    }
}

/*********************************  WRITEVAL  ********************************/

static void writeval(struct mm_struct *mm, struct request *req)
{
    unsigned long a = req->address, end = a + sizeof(long);
    struct vm_area_struct *v;
    struct page *pages[2];
    u8 *bytes = (u8 *)&req->value;
    int need, got, i;

    mmap_read_lock(mm);
    v = find_vma(mm, a);
    if (!v || v->vm_start > a || v->vm_end < end) {
        pr_info("[mtest.writeval] vma not found\n");
        goto unlock;
    }
    if ((v->vm_flags & VM_WRITE) == 0) {
        pr_info("[mtest.writeval] vma has no write permission\n");
        goto unlock;
    }
    need = ((end - 1) >> PAGE_SHIFT) - (a >> PAGE_SHIFT) + 1;
    got = get_user_pages_remote(mm, a & PAGE_MASK, need, FOLL_WRITE, pages, NULL, NULL);
    if (got == need) {
        for (i = 0; i < sizeof(long); i++, a++) {
            struct page *pg = pages[(a >> PAGE_SHIFT) - (req->address >> PAGE_SHIFT)];
            u8 *k = kmap_local_page(pg);

            k[a & ~PAGE_MASK] = bytes[i];
            kunmap_local(k);
        }
        for (i = 0; i < got; i++)
            set_page_dirty_lock(pages[i]);
        pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", req->value, req->address);
    } else {
        pr_info("[mtest.writeval] translation not found\n");
    }
    for (i = 0; i < got; i++)
        put_page(pages[i]);
unlock:
    mmap_read_unlock(mm);
}

/**********************************  PARSER  *********************************/

static int parse(char *s, struct request *req)
{
    char *tok[5] = { NULL };
    int n = 0, fixed = 0;

    s = strim(s);
    while (s && n < 5) {
        s = skip_spaces(s);
        tok[n++] = strsep(&s, " \t");
    }
    if (n > 4)
        return -EINVAL;
    req->name = tok[0];
    if (!strcmp(tok[0], "listvma"))
        fixed = 1;
    if (!strcmp(tok[0], "findpage"))
        fixed = 2;
    if (!strcmp(tok[0], "writeval"))
        fixed = 3;
    if (!fixed || n < fixed || n > fixed + 1)
        return -EINVAL;
    if (fixed > 1 && (*tok[1] == '+' || kstrtoul(tok[1], 16, &req->address)))
        return -EINVAL;
    if (fixed > 2 && (*tok[2] == '+' || kstrtoul(tok[2], 16, &req->value)))
        return -EINVAL;
    req->with_pid = n > fixed;
    if (req->with_pid && (*tok[fixed] == '+' || *tok[fixed] == '-' ||
                          kstrtoint(tok[fixed], 10, &req->pid)))
        return -EINVAL;
    return 0;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t len, loff_t *pos)
{
    struct request req = { 0 };
    struct task_struct *task;
    struct mm_struct *mm;
    char *kbuf, *echo;
    ssize_t ret;

    if (len > 1024)
        return -EINVAL;
    kbuf = memdup_user_nul(ubuf, len);
    if (IS_ERR(kbuf))
        return PTR_ERR(kbuf);
    echo = kstrdup(kbuf, GFP_KERNEL);
    if (!echo) {
        kfree(kbuf);
        return -ENOMEM;
    }
    ret = strlen(kbuf) == len ? parse(kbuf, &req) : -EINVAL;
    if (ret)
        goto free;

    down(&sem);
    pr_info("[mtest] Got command: %s\n", strim(echo));
    if (req.name[0] == 'l' && !req.with_pid) {
        ret = listvma_everything();
        goto up;
    }
    task = request_task(&req);
    if (!task) {
        pr_info("[mtest] no such process\n");
        ret = -ESRCH;
        goto up;
    }
    mm = get_task_mm(task);
    if (!mm) {
        pr_info("[mtest] no such process (no address space)\n");
        ret = -ESRCH;
    } else {
        switch (req.name[0]) {
        case 'l': listvma_task(task); break;
        case 'f': findpage(task, mm, &req); break;
        case 'w': writeval(mm, &req); break;
        }
        mmput(mm);
    }
    put_task_struct(task);
up:
    up(&sem);
free:
    kfree(echo);
    kfree(kbuf);
    return ret ?: len;
}

static struct proc_ops mtest_fops = {
    .proc_write = mtest_write,
    .proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
    struct proc_dir_entry *e = proc_create("mtest", 0600, NULL, &mtest_fops);

    return e ? 0 : -ENOMEM;
}

static void __exit mtest_cleanup(void)
{
    remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_cleanup);
