#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/string.h>
#include <linux/mutex.h>
#include <linux/ctype.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

static char* target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(mutex);

enum { CMD_NONE, CMD_LISTVMA, CMD_FINDPAGE, CMD_WRITEVAL };

static int command(const char* name) {
  if (strcmp(name, "listvma") == 0) return CMD_LISTVMA;
  if (strcmp(name, "findpage") == 0) return CMD_FINDPAGE;
  if (strcmp(name, "writeval") == 0) return CMD_WRITEVAL;
  return CMD_NONE;
}

// the process to work on: by pid, or the one that is called like target
static struct task_struct* _findtask(int pid) {
  struct task_struct* task = NULL;

  rcu_read_lock();
  if (pid >= 0) {
    task = pid_task(find_vpid(pid), PIDTYPE_PID);
  } else {
    for_each_process(task)
      if (strncmp(task->comm, target, strlen(target)) == 0) break;
  }
  if (task) get_task_struct(task);
  rcu_read_unlock();
  return task;
}

static void _listvma(struct task_struct* task, struct mm_struct* mm) {
  struct vm_area_struct* vma;
  char perm_str[4];
  VMA_ITERATOR(vmi, mm, 0);

  perm_str[3] = '\0';
  pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->pid);
  mmap_read_lock(mm);
  for_each_vma(vmi, vma) {
    if (vma->vm_flags & VM_READ) perm_str[0] = 'r';
    else perm_str[0] = '-';
    if (vma->vm_flags & VM_WRITE) perm_str[1] = 'w';
    else perm_str[1] = '-';
    if (vma->vm_flags & VM_EXEC) perm_str[2] = 'x';
    else perm_str[2] = '-';
    pr_info("[mtest.listvma] 0x%lx 0x%lx %s\n", vma->vm_start, vma->vm_end, perm_str);
  }
  mmap_read_unlock(mm);
}

static int listvma(int pid) {
  struct task_struct* task;
  struct task_struct** tasks;
  struct mm_struct* mm;
  int i, n = 0, max = 2048;

  if (pid >= 0) {
    task = _findtask(pid);
    mm = task ? get_task_mm(task) : NULL;
    if (mm) {
      _listvma(task, mm);
      mmput(mm);
    }
    if (task) put_task_struct(task);
    return mm ? 0 : -ESRCH;
  }

  tasks = kvmalloc_array(max, sizeof(*tasks), GFP_KERNEL);
  if (!tasks) return -ENOMEM;
  rcu_read_lock();
  for_each_process(task) {
    if (n == max) break;
    get_task_struct(task);
    tasks[n++] = task;
  }
  rcu_read_unlock();
  for (i = 0; i < n; i++) {
    mm = get_task_mm(tasks[i]);
    if (mm != NULL) {
      _listvma(tasks[i], mm);
      mmput(mm);
    }
    put_task_struct(tasks[i]);
  }
  kvfree(tasks);
  return 0;
}

static unsigned long _walk(struct mm_struct* mm, unsigned long vaddr, unsigned long* mask) {
  pgd_t* pgd; p4d_t* p4d; pud_t* pud; pmd_t* pmd; pte_t* pte;

  *mask = PAGE_MASK;
  if (vaddr >= TASK_SIZE_MAX) return 0;

  pgd = pgd_offset(mm, vaddr);
  pr_info("[mtest.findpage] pgd_val = 0x%lx\n", pgd_val(*pgd));
  pr_info("[mtest.findpage] pgd_index = %lu\n", pgd_index(vaddr));
  if (pgd_none(*pgd)) return 0;

  p4d = p4d_offset(pgd, vaddr);
  pr_info("[mtest.findpage] p4d_val = 0x%lx\n", p4d_val(*p4d));
  pr_info("[mtest.findpage] p4d_index = %lu\n", p4d_index(vaddr));
  if (p4d_none(*p4d)) return 0;

  pud = pud_offset(p4d, vaddr);
  pr_info("[mtest.findpage] pud_val = 0x%lx\n", pud_val(*pud));
  pr_info("[mtest.findpage] pud_index = %lu\n", pud_index(vaddr));
  if (!pud_present(*pud)) return 0;
  if (pud_leaf(*pud)) {
    *mask = PUD_MASK;
    return pud_pfn(*pud) << PAGE_SHIFT;
  }

  pmd = pmd_offset(pud, vaddr);
  pr_info("[mtest.findpage] pmd_val = 0x%lx\n", pmd_val(*pmd));
  pr_info("[mtest.findpage] pmd_index = %lu\n", pmd_index(vaddr));
  if (!pmd_present(*pmd)) return 0;
  if (pmd_leaf(*pmd)) {
    *mask = PMD_MASK;
    return pmd_pfn(*pmd) << PAGE_SHIFT;
  }

  pte = pte_offset_kernel(pmd, vaddr);
  pr_info("[mtest.findpage] pte_val = 0x%lx\n", pte_val(*pte));
  pr_info("[mtest.findpage] pte_index = %lu\n", pte_index(vaddr));
  if (!pte_present(*pte)) return 0;
  return pte_pfn(*pte) << PAGE_SHIFT;
}

static int findpage(unsigned long vaddr, int pid) {
  struct task_struct* task;
  struct mm_struct* mm;
  unsigned long page_addr, page_offset, mask;

  pr_info("[mtest.findpage] vaddr = 0x%lx\n", vaddr);
  pr_info("[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled());

  task = _findtask(pid);
  if (!task) return -ESRCH;
  pr_info("[mtest.findpage] current = %s, PID = %d\n", task->comm, task->pid);

  mm = get_task_mm(task);
  mmap_read_lock(mm);
  page_addr = _walk(mm, vaddr, &mask);
  mmap_read_unlock(mm);
  mmput(mm);
  put_task_struct(task);

  if (!page_addr) {
    pr_info("[mtest.findpage] translation not found\n");
    return 0;
  }
  page_offset = vaddr & ~mask;
  pr_info("[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n", page_addr, page_offset);
  pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", vaddr, page_addr | page_offset);
  return 0;
}

static int writeval(unsigned long vaddr, unsigned long val, int pid) {
  struct task_struct* task;
  struct mm_struct* mm;
  struct vm_area_struct* vma;
  struct page* page;
  char* addr;

  task = _findtask(pid);
  if (!task) return -ESRCH;
  mm = get_task_mm(task);

  mmap_read_lock(mm);
  vma = vma_lookup(mm, vaddr);
  if (!vma) {
    pr_info("[mtest.writeval] vma not found\n");
    goto out;
  }
  if (!(vma->vm_flags & VM_WRITE)) {
    pr_info("[mtest.writeval] vma has no write permission\n");
    goto out;
  }
  if (get_user_pages_remote(mm, vaddr & PAGE_MASK, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
    pr_info("[mtest.writeval] translation not found\n");
    goto out;
  }
  addr = kmap_local_page(page);
  memset(addr + offset_in_page(vaddr), val, 1);
  kunmap_local(addr);
  set_page_dirty_lock(page);
  put_page(page);
  pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, vaddr);
out:
  mmap_read_unlock(mm);
  mmput(mm);
  put_task_struct(task);
  return 0;
}

static int _hex(const char* s, unsigned long* out) {
  if (!isxdigit(s[0])) return -EINVAL;
  return kstrtoul(s, 16, out) ? -EINVAL : 0;
}

static int _run(char* msg) {
  char* word[5];
  char* w;
  char echo[64];
  int n = 0, cmd, need, pid = -1, ret;
  unsigned long vaddr = 0, val = 0;

  while ((w = strsep(&msg, " \t"))) {
    if (*w == '\0') continue;
    if (n == 5) return -EINVAL;
    word[n++] = w;
  }
  if (n == 0) return -EINVAL;

  cmd = command(word[0]);
  if (cmd == CMD_NONE) return -EINVAL;
  need = cmd;  // listvma is one word, findpage two, writeval three
  if (n < need || n > need + 1) return -EINVAL;
  if (need >= 2 && _hex(word[1], &vaddr)) return -EINVAL;
  if (need >= 3 && _hex(word[2], &val)) return -EINVAL;
  if (n > need && (!isdigit(word[need][0]) || kstrtoint(word[need], 10, &pid))) return -EINVAL;

  if (cmd == CMD_LISTVMA) snprintf(echo, sizeof(echo), "listvma");
  if (cmd == CMD_FINDPAGE) snprintf(echo, sizeof(echo), "findpage 0x%lx", vaddr);
  if (cmd == CMD_WRITEVAL) snprintf(echo, sizeof(echo), "writeval 0x%lx 0x%lx", vaddr, val);
  if (pid >= 0) pr_info("[mtest] Got command: %s %d\n", echo, pid);
  else pr_info("[mtest] Got command: %s\n", echo);

  switch (cmd) {
    case CMD_LISTVMA:
      ret = listvma(pid);
      break;
    case CMD_FINDPAGE:
      ret = findpage(vaddr, pid);
      break;
    default:
      ret = writeval(vaddr, val, pid);
      break;
  }
  if (ret == -ESRCH) pr_info("[mtest] no such process\n");
  return ret;
}

static ssize_t mywrite(struct file* f, const char __user* buf, size_t count, loff_t* pos) {
  char* msg;
  int ret = -EINVAL;

  if (count > 1024) return -EINVAL;
  msg = memdup_user_nul(buf, count);
  if (IS_ERR(msg)) return PTR_ERR(msg);
  if (strlen(msg) == count) {
    if (count && msg[count - 1] == '\n') msg[count - 1] = '\0';
    if (!strchr(msg, '\n')) {
      mutex_lock(&mutex);
      ret = _run(msg);
      mutex_unlock(&mutex);
    }
  }
  kfree(msg);
  return ret ? ret : count;
}

static const struct proc_ops myops = {
  .proc_write = mywrite,
};

static int __init myinit(void) {
  if (!proc_create("mtest", 0600, NULL, &myops)) return -ENOMEM;
  return 0;
}

static void __exit myexit(void) {
  remove_proc_entry("mtest", NULL);
}

module_init(myinit);
module_exit(myexit);
MODULE_LICENSE("GPL");
