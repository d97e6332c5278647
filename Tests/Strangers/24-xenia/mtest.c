#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Xenia");

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(x_mutex);

#define X(...) printk(KERN_ERR "xenia> " __VA_ARGS__)

/* mm of a task, to be given back by mmput() */
static struct mm_struct *x_mm(struct task_struct *t)
{
  struct mm_struct *mm;

  task_lock(t);
  mm = (t->flags & PF_KTHREAD) ? NULL : t->mm;
  if (mm)
    mmget(mm);
  task_unlock(t);
  return mm;
}

static void x_listvma(struct task_struct *t, struct mm_struct *mm)
{
  struct vm_area_struct *v;
  unsigned long from = 0;

  X("Process = %s, PID = %d\n", t->comm, t->pid);
  mmap_read_lock(mm);
  while ((v = find_vma(mm, from))) {
    X("[%lx - %lx] %c%c%c\n", v->vm_start, v->vm_end,
      v->vm_flags & VM_READ ? 'r' : '-', v->vm_flags & VM_WRITE ? 'w' : '-',
      v->vm_flags & VM_EXEC ? 'x' : '-');
    from = v->vm_end;
  }
  mmap_read_unlock(mm);
}

static void x_listvma_all(void)
{
  int nr = 0;

  for (;;) {
    struct task_struct *t = NULL;
    struct mm_struct *mm;
    struct pid *pid;

    rcu_read_lock();
    pid = find_ge_pid(nr + 1, &init_pid_ns);
    if (pid) {
      nr = pid_nr(pid);
      t = pid_task(pid, PIDTYPE_TGID);
      if (t)
        get_task_struct(t);
    }
    rcu_read_unlock();
    if (!pid)
      return;
    if (!t)
      continue;
    mm = x_mm(t);
    if (mm) {
      x_listvma(t, mm);
      mmput(mm);
    }
    put_task_struct(t);
  }
}

static int x_walk(struct mm_struct *mm, unsigned long va, unsigned long *pa)
{
  pgd_t *pgd; p4d_t *p4d; pud_t *pud; pmd_t *pmd; pte_t *pte;

  pgd = pgd_offset(mm, va);
  X("pgd_val ==> %lx, pgd_index ==> %lu\n", pgd_val(*pgd), pgd_index(va));
  if (pgd_none(*pgd)) return 0;
  p4d = p4d_offset(pgd, va);
  X("p4d_val ==> %lx, p4d_index ==> %lu\n", p4d_val(*p4d), p4d_index(va));
  if (p4d_none(*p4d)) return 0;
  pud = pud_offset(p4d, va);
  X("pud_val ==> %lx, pud_index ==> %lu\n", pud_val(*pud), pud_index(va));
  if (!pud_present(*pud)) return 0;
  if (pud_large(*pud)) {
    *pa = (pud_pfn(*pud) << PAGE_SHIFT) + (va & ~PUD_MASK);
    return 1;
  }
  pmd = pmd_offset(pud, va);
  X("pmd_val ==> %lx, pmd_index ==> %lu\n", pmd_val(*pmd), pmd_index(va));
  if (!pmd_present(*pmd)) return 0;
  if (pmd_large(*pmd)) {
    *pa = (pmd_pfn(*pmd) << PAGE_SHIFT) + (va & ~PMD_MASK);
    return 1;
  }
  pte = pte_offset_map(pmd, va);
  X("pte_val ==> %lx, pte_index ==> %lu\n", pte_val(*pte), pte_index(va));
  if (!pte_present(*pte)) return 0;
  *pa = (pte_pfn(*pte) << PAGE_SHIFT) + (va & ~PAGE_MASK);
  return 1;
}

static void x_findpage(struct task_struct *t, struct mm_struct *mm, unsigned long va)
{
  unsigned long pa;
  int ok;

  X("vaddr ==> %lx\n", va);
  X("pgtable_l5_enabled ==> %d\n", pgtable_l5_enabled());
  X("Process = %s, PID = %d\n", t->comm, t->pid);
  mmap_read_lock(mm);
  ok = vma_lookup(mm, va) && x_walk(mm, va, &pa);
  mmap_read_unlock(mm);
  if (ok) {
    X("page_addr ==> %lx, page_offset ==> %lx\n", pa & PAGE_MASK, pa & ~PAGE_MASK);
    X("virtual %lx ==> physical %lx\n", va, pa);
  } else {
    X("no translation (translation not found)\n");
  }
}

static void x_writeval(struct mm_struct *mm, unsigned long va, unsigned long val)
{
  struct vm_area_struct *v;
  struct page *page;
  unsigned long *k;

  mmap_read_lock(mm);
  v = vma_lookup(mm, va);
  if (!v || v->vm_end - va < sizeof(val)) {
    X("vma not found\n");
    goto out;
  }
  if (!(v->vm_flags & VM_WRITE)) {
    X("vma has no write permission\n");
    goto out;
  }
  if (offset_in_page(va) + sizeof(val) > PAGE_SIZE) {
    X("refused, crosses a page\n");
    goto out;
  }
  if (get_user_pages_remote(mm, va, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
    X("translation not found\n");
    goto out;
  }
  k = kmap_local_page(page);
  *k = val;
  kunmap_local(k);
  set_page_dirty_lock(page);
  put_page(page);
  X("wrote %lx to %lx\n", val, va);
out:
  mmap_read_unlock(mm);
}

/* -1: not a number */
static int x_number(const char *s, unsigned int base, unsigned long *out)
{
  if (!strchr("0123456789abcdefABCDEF", s[0]) || s[0] == 0)
    return -1;
  return kstrtoul(s, base, out) ? -1 : 0;
}

static ssize_t x_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
  char cmd[150], args[150], *p, *w[5];
  unsigned long va = 0, val = 0, nr = 0;
  int n = 0, base, by_pid;
  struct task_struct *t = NULL, *q;
  struct mm_struct *mm = NULL;
  size_t len = count;

  if (len >= sizeof(cmd))
    return -EINVAL;
  if (copy_from_user(cmd, ubuf, len))
    return -EFAULT;
  cmd[len] = '\0';
  if (strlen(cmd) != len)
    return -EINVAL;
  if (len && cmd[len - 1] == '\n')
    cmd[len - 1] = '\0';
  strcpy(args, cmd);
  for (p = args; p && n < 5; ) {
    w[n] = strsep(&p, " \t");
    if (*w[n])
      n++;
  }
  if (n == 0 || n == 5)
    return -EINVAL;
  base = !strcmp(w[0], "listvma") ? 1 : !strcmp(w[0], "findpage") ? 2 : !strcmp(w[0], "writeval") ? 3 : 0;
  if (!base || n < base || n > base + 1)
    return -EINVAL;
  by_pid = n > base;
  if (base > 1 && x_number(w[1], 16, &va))
    return -EINVAL;
  if (base > 2 && x_number(w[2], 16, &val))
    return -EINVAL;
  if (by_pid && (x_number(w[base], 10, &nr) || nr > INT_MAX))
    return -EINVAL;

  mutex_lock(&x_mutex);
  X("[mtest] Got command: %s\n", cmd);
  if (base == 1 && !by_pid) {
    x_listvma_all();
    mutex_unlock(&x_mutex);
    return count + 1;
  }
  rcu_read_lock();
  for_each_process(q)
    if (by_pid ? q->pid == nr : !strcmp(q->comm, target)) {
      t = q;
      get_task_struct(t);
      break;
    }
  rcu_read_unlock();
  if (t)
    mm = x_mm(t);
  if (!mm) {
    X("no such process\n");
    if (t)
      put_task_struct(t);
    mutex_unlock(&x_mutex);
    return -ESRCH;
  }
  if (base == 1)
    x_listvma(t, mm);
  if (base == 2)
    x_findpage(t, mm, va);
  if (base == 3)
    x_writeval(mm, va, val);
  mmput(mm);
  put_task_struct(t);
  mutex_unlock(&x_mutex);
  return count + 1;     /* the newline too */
}

static const struct proc_ops x_ops = {
  .proc_write = x_write,
};

static int __init x_init(void)
{
  return proc_create("mtest", 0600, NULL, &x_ops) ? 0 : -ENOMEM;
}

static void __exit x_exit(void)
{
  remove_proc_entry("mtest", NULL);
}

module_init(x_init);
module_exit(x_exit);
