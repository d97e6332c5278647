#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>
#include <linux/ctype.h>
#include <linux/mutex.h>

/* Práctica 3 - Diego.  El proceso que escribe en el fichero es el proceso que se mira. */

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("práctica de memoria");

static struct proc_dir_entry *fichero;
static DEFINE_MUTEX(turno);

static void listar(void)
{
  struct vm_area_struct *zona;
  VMA_ITERATOR(it, current->mm, 0);

  pr_info("mtest listvma: Proceso = %s, PID = %d", current->comm, current->tgid);
  mmap_read_lock(current->mm);
  for_each_vma(it, zona) {
    unsigned long f = zona->vm_flags;
    pr_info("mtest listvma: desde 0x%lx hasta 0x%lx permisos %c%c%c", zona->vm_start, zona->vm_end,
            f & VM_READ ? 'r' : '-', f & VM_WRITE ? 'w' : '-', f & VM_EXEC ? 'x' : '-');
  }
  mmap_read_unlock(current->mm);
}

#define PASO(n) pr_info("mtest findpage: " #n "_val=0x%lx " #n "_index=%lu", n##_val(*n), n##_index(dir))

/* 0 = no hay traducción (la física 0 nunca es de un usuario) */
static unsigned long fisica(unsigned long dir)
{
  pgd_t *pgd; p4d_t *p4d; pud_t *pud; pmd_t *pmd; pte_t *pte;

  pgd = pgd_offset(current->mm, dir);
  PASO(pgd);
  if (pgd_none(*pgd) || unlikely(pgd_bad(*pgd)))
    return 0;
  p4d = p4d_offset(pgd, dir);
  PASO(p4d);
  if (p4d_none(*p4d) || unlikely(p4d_bad(*p4d)))
    return 0;
  pud = pud_offset(p4d, dir);
  PASO(pud);
  if (!pud_present(*pud))
    return 0;
  if (pud_large(*pud))
    return PFN_PHYS(pud_pfn(*pud)) + (dir & (PUD_SIZE - 1));
  pmd = pmd_offset(pud, dir);
  PASO(pmd);
  if (!pmd_present(*pmd))
    return 0;
  if (pmd_large(*pmd))
    return PFN_PHYS(pmd_pfn(*pmd)) + (dir & (PMD_SIZE - 1));
  pte = pte_offset_kernel(pmd, dir);
  PASO(pte);
  if (!pte_present(*pte))
    return 0;
  return PFN_PHYS(pte_pfn(*pte)) + (dir & (PAGE_SIZE - 1));
}

static void buscar(unsigned long dir)
{
  unsigned long f = 0;

  pr_info("mtest findpage: vaddr=0x%lx pgtable_l5_enabled=%d proceso=%s PID=%d",
          dir, pgtable_l5_enabled(), current->comm, current->tgid);
  if (dir < TASK_SIZE_MAX) {
    mmap_read_lock(current->mm);
    f = fisica(dir);
    mmap_read_unlock(current->mm);
  }
  if (f) {
    pr_info("mtest findpage: page_addr=0x%lx page_offset=0x%lx", f & PAGE_MASK, f & ~PAGE_MASK);
    pr_info("mtest findpage: virtual 0x%lx => física 0x%lx", dir, f);
  } else
    pr_info("mtest findpage: traducción no encontrada (translation not found)");
}

static void escribir(unsigned long dir, unsigned long val)
{
  struct vm_area_struct *zona;
  const char *no = NULL;

  mmap_read_lock(current->mm);
  zona = find_vma(current->mm, dir);
  if (!zona || zona->vm_start > dir || zona->vm_end - dir < sizeof val)
    no = "zona no encontrada (vma not found)";
  else if (!(zona->vm_flags & VM_WRITE))
    no = "la zona no tiene permiso de escritura (vma has no write permission)";
  mmap_read_unlock(current->mm);

  /* put_user puede fallar página: el cerrojo ya está suelto */
  if (!no && put_user(val, (unsigned long __user *)dir))
    no = "página no accesible (translation not found)";
  if (no)
    pr_info("mtest writeval: %s", no);
  else
    pr_info("mtest writeval: escrito (wrote) 0x%lx en (to) 0x%lx", val, dir);
}

/* lee un hexadecimal de *s y lo avanza; falso si no es un número limpio */
static bool hexa(char **s, unsigned long *v)
{
  char *c = *s;
  int cifras = 0;

  while (*c == ' ' || *c == '\t')
    c++;
  if (c == *s)
    return false;
  if (c[0] == '0' && (c[1] | 32) == 'x')
    c += 2;
  for (*v = 0; isxdigit(*c); c++, cifras++) {
    if (*v >> 60)
      return false;
    *v = *v << 4 | hex_to_bin(*c);
  }
  *s = c;
  return cifras && (*c == 0 || *c == ' ' || *c == '\t');
}

static ssize_t recibir(struct file *f, const char __user *u, size_t n, loff_t *p)
{
  char orden[128], *s;
  unsigned long dir, val;
  void *que;

  if (n == 0 || n >= sizeof orden)
    return -EINVAL;
  if (copy_from_user(orden, u, n))
    return -EFAULT;
  if (memchr(orden, 0, n))
    return -EINVAL;
  orden[n] = 0;
  if (orden[n - 1] == '\n')
    orden[n - 1] = 0;
  /* blancos del final fuera */
  for (s = orden + strlen(orden); s > orden && (s[-1] == ' ' || s[-1] == '\t'); )
    *--s = 0;
  s = orden;
  if (!current->mm)
    return -ESRCH;

  if (!strcmp(s, "listvma"))
    que = listar;
  else if (!strncmp(s, "findpage", 8) && (s += 8, hexa(&s, &dir)) && !*s)
    que = buscar;
  else if (!strncmp(s, "writeval", 8) && (s += 8, hexa(&s, &dir)) && hexa(&s, &val) && !*s)
    que = escribir;
  else
    return -EINVAL;

  mutex_lock(&turno);
  pr_info("[mtest] Got command: %s", orden);
  if (que == listar)
    listar();
  else if (que == buscar)
    buscar(dir);
  else
    escribir(dir, val);
  mutex_unlock(&turno);
  return n;
}

static const struct proc_ops operaciones = { .proc_write = recibir };

static int __init empezar(void)
{
  fichero = proc_create("mtest", 0600, NULL, &operaciones);
  return fichero ? 0 : -ENOMEM;
}

static void __exit terminar(void)
{
  proc_remove(fichero);
}

module_init(empezar);
module_exit(terminar);
