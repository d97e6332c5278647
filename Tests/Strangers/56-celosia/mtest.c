// SPDX-License-Identifier: MIT
/*
 *  mtest.c -- práctica de gestión de memoria
 *
 *  Cosas que he probado y que ya NO están aquí:
 *
 *      access_process_vm(task, addr, &val, 8, FOLL_WRITE | FOLL_FORCE);     // escribía en zonas de solo lectura
 *      walk_page_range(mm, addr, addr + 1, &ops, NULL);                     // no está exportada
 *      *(unsigned long *)__va(paddr) = val;                                 // rompía el copy-on-write
 *      mm = current->mm;                                                    // era el shell
 *
 *  Lo que queda es un walk_page_range() de bolsillo: celosia_baja() baja nivel a nivel y llama al visitante en cada uno.
 *  El visitante solo apunta; se imprime después.
 */
#define pr_fmt(f) "mtest: " f

#include "celosia.h"

#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/highmem.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#define decir(...)      pr_notice(__VA_ARGS__)

static DEFINE_SEMAPHORE(turno);                 /* una orden cada vez */
static char *target = "test";
module_param(target, charp, 0444);

struct preso {                                  /* un proceso que no dejamos ir */
	struct list_head lista;
	struct task_struct *task;
};

struct apunte {
	int n;
	struct { u64 val; unsigned int index; } paso[5];
	bool hay;
	u64 paddr;
};

static void apuntar(void *de, int nivel, unsigned int index, u64 val)
{
	struct apunte *a = de;

	a->paso[nivel].val = val;
	a->paso[nivel].index = index;
	a->n = nivel + 1;
}

static void final(void *de, u64 paddr)
{
	struct apunte *a = de;

	a->hay = true;
	a->paddr = paddr;
}

static const struct celosia_ops visitante = { .entrada = apuntar, .pagina = final };

static struct mm_struct *memoria(struct task_struct *p)
{
	struct task_struct *t;
	struct mm_struct *mm = NULL;

	rcu_read_lock();
	for_each_thread(p, t)
		if (!mm)
			mm = get_task_mm(t);
	rcu_read_unlock();
	return mm;
}

static int listvma(struct task_struct *p)
{
	struct vm_area_struct *vma;
	struct mm_struct *mm;
	unsigned long desde = 0;

	mm = memoria(p);
	if (!mm)
		return 0;
	if (mmap_write_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	decir("[listvma] Process = %s, PID = %d\n", p->comm, task_pid_nr(p));
	/* mt_find() deja "desde" detrás de lo que ha encontrado */
	while ((vma = mt_find(&mm->mm_mt, &desde, ULONG_MAX)) != NULL) {
		vm_flags_t f = vma->vm_flags;

		/* como en /proc/PID/maps */
		decir("[listvma] %08lx-%08lx %c%c%c%c\n", vma->vm_start, vma->vm_end, f & VM_READ ? 'r' : '-',
		      f & VM_WRITE ? 'w' : '-', f & VM_EXEC ? 'x' : '-', f & VM_MAYSHARE ? 's' : 'p');
	}
	mmap_write_unlock(mm);
	mmput(mm);
	return 0;
}

static int listvma_todos(void)
{
	struct preso *x, *y;
	struct task_struct *p;
	LIST_HEAD(presos);
	int r = 0;

	rcu_read_lock();
	for_each_process(p) {
		if (p->flags & PF_KTHREAD)
			continue;
		x = kmalloc(sizeof(*x), GFP_ATOMIC);
		if (!x) {
			r = -ENOMEM;
			break;
		}
		x->task = p;
		get_task_struct(p);
		list_add_tail(&x->lista, &presos);
	}
	rcu_read_unlock();
	list_for_each_entry_safe(x, y, &presos, lista) {
		if (!r)
			r = listvma(x->task);
		put_task_struct(x->task);
		kfree(x);
	}
	return r;
}

static int findpage(struct task_struct *p, unsigned long addr)
{
	static const char nombre[][4] = { "pgd", "p4d", "pud", "pmd", "pte" };
	struct apunte a = { .n = 0 };
	struct mm_struct *mm = memoria(p);
	int i;

	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_disable();
		celosia(mm, addr, &visitante, &a);
		local_irq_enable();
		mmap_read_unlock(mm);
		mmput(mm);
	}
	decir("[findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled() ? 1u : 0u);
	for (i = 0; i < a.n; i++)
		decir("[findpage] %.3s_val = 0x%016llx, %.3s_index = %u\n", nombre[i], a.paso[i].val, nombre[i],
		      a.paso[i].index);
	if (a.hay)
		decir("[findpage] vaddr = 0x%016lx -> paddr = 0x%016llx\n", addr, a.paddr);
	else
		decir("[findpage] translation not found\n");
	return 0;
}

static int writeval(struct task_struct *p, unsigned long addr, unsigned long val)
{
	unsigned int off = addr & 4095, uno = min(8u, 4096u - off);
	struct vm_area_struct *vma;
	struct page *pag[2] = { NULL, NULL };
	struct mm_struct *mm = memoria(p);
	const char *motivo = NULL;
	void *k;

	if (!mm) {
		decir("[writeval] vma not found\n");
		return 0;
	}
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	if (addr > TASK_SIZE_MAX - 8)
		motivo = "vma not found";
	else if (!(vma = vma_lookup(mm, addr)))
		motivo = "vma not found";
	else if ((vma->vm_flags & VM_WRITE) == 0)
		motivo = "vma has no write permission";
	else if (vma->vm_end - addr < 8 && !(vma = vma_lookup(mm, vma->vm_end)))
		motivo = "vma not found";
	else if ((vma->vm_flags & VM_WRITE) == 0)
		motivo = "vma has no write permission";
	else if (pin_user_pages_remote(mm, addr, 1, FOLL_WRITE, &pag[0], NULL, NULL) != 1)
		motivo = "translation not found";
	else if (uno < 8 && pin_user_pages_remote(mm, addr + uno, 1, FOLL_WRITE, &pag[1], NULL, NULL) != 1) {
		motivo = "translation not found";
		unpin_user_page(pag[0]);
	} else {
		k = kmap_local_page(pag[0]);
		memcpy(k + off, &val, uno);             /* x86: el byte menor va primero */
		kunmap_local(k);
		unpin_user_pages_dirty_lock(&pag[0], 1, true);
		if (uno < 8) {
			k = kmap_local_page(pag[1]);
			memcpy(k, (u8 *)&val + uno, 8 - uno);
			kunmap_local(k);
			unpin_user_pages_dirty_lock(&pag[1], 1, true);
		}
	}
	mmap_read_unlock(mm);
	mmput(mm);
	if (motivo) {
		decir("[writeval] %s\n", motivo);
		return -EFAULT;
	}
	decir("[writeval] wrote 0x%016lx to 0x%016lx\n", val, addr);
	return 0;
}

/* ¿Es "s" un número? Solo cifras: kstrtoul() acepta también un signo */
static bool numero(const char *s, unsigned int base, unsigned long *n)
{
	const char *cifras = base == 16 ? "0123456789abcdefABCDEF" : "0123456789";
	const char *t = s;

	if (base == 16 && (!strncasecmp(s, "0x", 2)))
		t += 2;
	return *t && strspn(t, cifras) == strlen(t) && !kstrtoul(t, base, n);
}

static struct task_struct *buscar(const char *pid)
{
	struct task_struct *p, *r = NULL;
	unsigned long n = 0;

	if (pid)
		numero(pid, 10, &n);            /* ya se ha comprobado */
	rcu_read_lock();
	for_each_process(p) {
		if (pid ? n == (unsigned long)task_tgid_nr(p) : !strcmp(p->comm, target)) {
			r = get_task_struct(p);
			break;
		}
	}
	rcu_read_unlock();
	return r;
}

static int orden(const char *texto, int argc, char **argv)
{
	unsigned long a = 0, v = 0, n;
	struct task_struct *p = NULL;
	const char *pid;
	int k, r;

	if (argc < 1)
		return -EINVAL;
	k = !strcmp(argv[0], "listvma") ? 1 : !strcmp(argv[0], "findpage") ? 2 : !strcmp(argv[0], "writeval") ? 3 : 0;
	if (!k || argc < k || argc > k + 1)
		return -EINVAL;
	if ((k > 1 && !numero(argv[1], 16, &a)) || (k > 2 && !numero(argv[2], 16, &v)))
		return -EINVAL;
	pid = argc > k ? argv[k] : NULL;
	if (pid && !numero(pid, 10, &n))
		return -EINVAL;

	if (down_killable(&turno))
		return -EINTR;
	decir("Got command: %s\n", texto);
	if (k == 1 && !pid) {
		r = listvma_todos();
	} else {
		p = buscar(pid);
		if (!p) {
			decir("no such process\n");
			r = -ESRCH;
		} else if (k == 1)
			r = listvma(p);
		else if (k == 2)
			r = findpage(p, a);
		else
			r = writeval(p, a, v);
	}
	up(&turno);
	if (p)
		put_task_struct(p);
	return r;
}

static ssize_t mtest_write(struct file *f, const char __user *de, size_t cuanto, loff_t *donde)
{
	char *texto, **argv;
	int argc, r = -EINVAL;
	size_t i, n;

	if (cuanto == 0 || cuanto > 512)
		return -EINVAL;
	texto = memdup_user_nul(de, cuanto);
	if (IS_ERR(texto))
		return PTR_ERR(texto);
	n = cuanto - (texto[cuanto - 1] == '\n');
	texto[n] = '\0';
	for (i = 0; i < n; i++)                  /* char tiene signo: lo que no es ASCII es negativo, y menor que ' ' */
		if ((texto[i] < ' ' && texto[i] != '\t') || texto[i] == 127)
			goto fuera;
	r = -ENOMEM;
	argv = argv_split(GFP_KERNEL, texto, &argc);
	if (argv) {
		r = orden(texto, argc, argv);
		argv_free(argv);
	}
fuera:
	kfree(texto);
	return r < 0 ? r : cuanto;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = default_llseek,
};

static int __init mtest_init(void)
{
	return proc_create_data("mtest", 0200, NULL, &mtest_ops, NULL) ? 0 : -ENOMEM;
}
module_init(mtest_init);

static void __exit mtest_exit(void)
{
	remove_proc_subtree("mtest", NULL);
}
module_exit(mtest_exit);

MODULE_LICENSE("Dual MIT/GPL");
