// SPDX-License-Identifier: GPL-2.0
/*
 * mtest.c - práctica de gestión de memoria
 *
 * Ideas de esta versión:
 *  - un cerrojo propio con turnos, como en la carnicería: cada escritor coge
 *    número y duerme hasta que le toca;
 *  - nunca se espera dentro de mmap_read_lock(): se prueba y se duerme un poco;
 *  - de las VMA se hace una copia y se imprime después, sin ningún cerrojo de
 *    otro proceso, durmiendo de vez en cuando para que el registro respire.
 */
#include <linux/module.h>
#include <linux/atomic.h>
#include <linux/ctype.h>
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

static char *target = "test";
module_param(target, charp, 0444);

#define LARGO_MAX	255

/* ---------------------------------------------------------------- turnos */

static atomic_t siguiente = ATOMIC_INIT(0);	/* número que se reparte */
static atomic_t atendiendo = ATOMIC_INIT(0);	/* número al que le toca */
static DECLARE_WAIT_QUEUE_HEAD(sala);

static void turno_coger(void)
{
	int mio = atomic_inc_return(&siguiente) - 1;

	wait_event(sala, atomic_read_acquire(&atendiendo) == mio);
}

static void turno_dejar(void)
{
	smp_mb__before_atomic();
	atomic_inc(&atendiendo);
	wake_up_all(&sala);
}

/* --------------------------------------------------- espacios de memoria */

/*
 * Devuelve el mm con referencia y bloqueado para leer, NULL si el proceso no
 * tiene, o -EINTR si matan al que escribe mientras espera.
 */
static struct mm_struct *mm_abrir(struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);

	if (!mm)
		return NULL;
	while (!mmap_read_trylock(mm)) {
		if (fatal_signal_pending(current)) {
			mmput(mm);
			return ERR_PTR(-EINTR);
		}
		msleep(1);
	}
	return mm;
}

static void mm_cerrar(struct mm_struct *mm)
{
	mmap_read_unlock(mm);
	mmput(mm);
}

/* --------------------------------------------------------------- listvma */

struct zona {
	unsigned long ini, fin, flags;
};

static int lista_uno(struct task_struct *t)
{
	struct mm_struct *mm = mm_abrir(t);
	struct vm_area_struct *vma;
	struct zona *zonas;
	char comm[TASK_COMM_LEN];
	int cuantas, n = 0, i;

	if (IS_ERR_OR_NULL(mm))
		return PTR_ERR_OR_ZERO(mm);

	/* con el cerrojo, map_count es exacto */
	cuantas = mm->map_count;
	zonas = kvmalloc_array(cuantas + 1, sizeof(*zonas), GFP_KERNEL);
	if (!zonas) {
		mm_cerrar(mm);
		return -ENOMEM;
	}
	for (vma = find_vma(mm, 0); vma && n <= cuantas; vma = find_vma(mm, vma->vm_end)) {
		zonas[n].ini = vma->vm_start;
		zonas[n].fin = vma->vm_end;
		zonas[n].flags = vma->vm_flags;
		n++;
	}
	mm_cerrar(mm);

	get_task_comm(comm, t);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", comm, task_pid_nr(t));
	for (i = 0; i < n; i++) {
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", zonas[i].ini, zonas[i].fin,
			(zonas[i].flags & VM_READ) ? 'r' : '-',
			(zonas[i].flags & VM_WRITE) ? 'w' : '-',
			(zonas[i].flags & VM_EXEC) ? 'x' : '-');
		if (i % 1024 == 1023)
			msleep(1);
	}
	kvfree(zonas);
	return 0;
}

/*
 * Primero los pids de todos, bajo RCU (con referencia al pid, no al proceso);
 * luego uno por uno. El que haya muerto entretanto no sale.
 */
static int lista_todos(void)
{
	struct pid **pids = NULL;
	struct task_struct *t;
	unsigned int sitio = 0, n, i;
	int err = 0;

	for (;;) {
		n = 0;
		rcu_read_lock();
		for_each_process(t) {
			if (n < sitio)
				pids[n] = get_pid(task_tgid(t));
			n++;
		}
		rcu_read_unlock();
		if (n <= sitio)
			break;
		for (i = 0; i < sitio; i++)
			put_pid(pids[i]);
		kvfree(pids);
		sitio = n + n / 4 + 16;
		pids = kvmalloc_array(sitio, sizeof(*pids), GFP_KERNEL);
		if (!pids)
			return -ENOMEM;
	}

	for (i = 0; i < n; i++) {
		t = err ? NULL : get_pid_task(pids[i], PIDTYPE_TGID);
		put_pid(pids[i]);
		if (!t)
			continue;
		err = lista_uno(t);
		put_task_struct(t);
		cond_resched();
	}
	kvfree(pids);
	return err;
}

static int hacer_listvma(struct task_struct *t, const unsigned long *num)
{
	return t ? lista_uno(t) : lista_todos();
}

/* -------------------------------------------------------------- findpage */

enum { N_PGD, N_P4D, N_PUD, N_PMD, N_PTE, NIVELES };

static const char * const nombre[NIVELES] = { "pgd", "p4d", "pud", "pmd", "pte" };

struct recorrido {
	unsigned long va;
	unsigned long val[NIVELES], ind[NIVELES];
	int leidos;
	unsigned long tamano;		/* de la página; 0: no hay */
	unsigned long pagina;
};

/* apunta un nivel y dice si la entrada lleva a algún sitio */
static bool apunta(struct recorrido *r, unsigned long val, unsigned long ind)
{
	r->val[r->leidos] = val;
	r->ind[r->leidos] = ind;
	r->leidos++;
	return val & _PAGE_PRESENT;
}

static void llega(struct recorrido *r, unsigned long pfn, unsigned long tamano)
{
	r->pagina = pfn << PAGE_SHIFT;
	r->tamano = tamano;
}

static void recorre(struct mm_struct *mm, struct recorrido *r)
{
	unsigned long va = r->va;
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	pte_t pte;

	pgdp = pgd_offset(mm, va);
	pgd = READ_ONCE(*pgdp);
	apunta(r, pgd_val(pgd), pgd_index(va));
	if (!pgd_present(pgd))	/* con cuatro niveles siempre dice que sí */
		return;
	p4dp = p4d_offset_lockless(pgdp, pgd, va);
	p4d = READ_ONCE(*p4dp);
	if (!apunta(r, p4d_val(p4d), p4d_index(va)))
		return;
	pudp = pud_offset_lockless(p4dp, p4d, va);
	pud = READ_ONCE(*pudp);
	if (!apunta(r, pud_val(pud), pud_index(va)))
		return;
	if (pud_leaf(pud))
		return llega(r, pud_pfn(pud), PUD_SIZE);
	pmdp = pmd_offset_lockless(pudp, pud, va);
	pmd = READ_ONCE(*pmdp);
	if (!apunta(r, pmd_val(pmd), pmd_index(va)))
		return;
	if (pmd_leaf(pmd))
		return llega(r, pmd_pfn(pmd), PMD_SIZE);
	pte = READ_ONCE(*pte_offset_kernel(&pmd, va));
	if (apunta(r, pte_val(pte), pte_index(va)))
		llega(r, pte_pfn(pte), PAGE_SIZE);
}

static int hacer_findpage(struct task_struct *t, const unsigned long *num)
{
	struct recorrido r = { .va = num[0] };
	struct mm_struct *mm = NULL;
	char comm[TASK_COMM_LEN];
	int i;

	if (r.va < TASK_SIZE_MAX)
		mm = mm_abrir(t);
	if (IS_ERR(mm))
		return PTR_ERR(mm);
	if (mm) {
		/* sin interrupciones nadie puede liberar las tablas */
		local_irq_disable();
		recorre(mm, &r);
		local_irq_enable();
		mm_cerrar(mm);
	}

	get_task_comm(comm, t);
	pr_info("[mtest.findpage] vaddr = 0x%lx\n", r.va);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", comm, task_pid_nr(t));
	for (i = 0; i < r.leidos; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", nombre[i], r.val[i]);
		pr_info("[mtest.findpage] %s_index = %lu\n", nombre[i], r.ind[i]);
	}
	if (!r.tamano) {
		pr_info("[mtest.findpage] translation not found\n");
		return 0;
	}
	pr_info("[mtest.findpage] page_addr = 0x%lx\n", r.pagina);
	pr_info("[mtest.findpage] page_offset = 0x%lx\n", r.va % r.tamano);
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n",
		r.va, r.pagina + r.va % r.tamano);
	return 0;
}

/* -------------------------------------------------------------- writeval */

static const char *escribe(struct mm_struct *mm, unsigned long va, unsigned long val)
{
	struct vm_area_struct *vma[2];
	struct page *pag[2];
	unsigned long bytes[2];
	int quiero, tengo, i;
	const char *de = (const char *)&val;

	if (va > TASK_SIZE_MAX - sizeof(val))
		return "vma not found";
	vma[0] = vma_lookup(mm, va);
	vma[1] = vma_lookup(mm, va + sizeof(val) - 1);
	if (!vma[0] || !vma[1])
		return "vma not found";
	if (~(vma[0]->vm_flags & vma[1]->vm_flags) & VM_WRITE)
		return "vma has no write permission";

	bytes[0] = min_t(unsigned long, sizeof(val), PAGE_SIZE - offset_in_page(va));
	bytes[1] = sizeof(val) - bytes[0];
	quiero = bytes[1] ? 2 : 1;
	tengo = pin_user_pages_remote(mm, va & PAGE_MASK, quiero, FOLL_WRITE, pag, NULL, NULL);
	if (tengo != quiero) {
		if (tengo > 0)
			unpin_user_pages(pag, tengo);
		return "translation not found";
	}
	for (i = 0; i < quiero; i++) {
		char *a = kmap_local_page(pag[i]);

		memcpy(a + (i ? 0 : offset_in_page(va)), de, bytes[i]);
		kunmap_local(a);
		de += bytes[i];
	}
	unpin_user_pages_dirty_lock(pag, quiero, true);
	return NULL;
}

static int hacer_writeval(struct task_struct *t, const unsigned long *num)
{
	struct mm_struct *mm = mm_abrir(t);
	const char *pega = "vma not found";

	if (IS_ERR(mm))
		return PTR_ERR(mm);
	if (mm) {
		pega = escribe(mm, num[0], num[1]);
		mm_cerrar(mm);
	}
	if (pega)
		pr_info("[mtest.writeval] %s\n", pega);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", num[1], num[0]);
	return 0;
}

/* --------------------------------------------------------------- órdenes */

static const struct orden {
	const char *nombre;
	int numeros;
	bool todos;		/* sin pid: todos los procesos */
	int (*hacer)(struct task_struct *t, const unsigned long *num);
} ordenes[] = {
	{ "listvma",  0, true,  hacer_listvma },
	{ "findpage", 1, false, hacer_findpage },
	{ "writeval", 2, false, hacer_writeval },
};

static struct task_struct *por_nombre(void)
{
	struct task_struct *t;

	rcu_read_lock();
	for_each_process(t) {
		if (strcmp(t->comm, target) == 0) {
			get_task_struct(t);
			rcu_read_unlock();
			return t;
		}
	}
	rcu_read_unlock();
	return NULL;
}

static struct task_struct *por_pid(unsigned long nr)
{
	struct task_struct *t;

	if (nr > INT_MAX)
		return NULL;
	rcu_read_lock();
	t = pid_task(find_vpid(nr), PIDTYPE_PID);
	if (t)
		get_task_struct(t);
	rcu_read_unlock();
	return t;
}

static bool numero(const char *s, int base, unsigned long *n)
{
	return s[0] != '+' && s[0] != '-' && !kstrtoul(s, base, n);
}

static int ejecuta(const char *texto, char *copia)
{
	const struct orden *o = NULL;
	struct task_struct *t = NULL;
	unsigned long num[2] = { 0, 0 }, pid = 0;
	char *pal[5], *p;
	int n = 0, i, err;
	bool hay_pid;

	while ((p = strsep(&copia, " \t"))) {
		if (!*p)
			continue;
		if (n == ARRAY_SIZE(pal))
			return -EINVAL;
		pal[n++] = p;
	}
	for (i = 0; n && i < ARRAY_SIZE(ordenes); i++)
		if (!strcmp(pal[0], ordenes[i].nombre))
			o = &ordenes[i];
	if (!o || n < 1 + o->numeros || n > 2 + o->numeros)
		return -EINVAL;
	for (i = 0; i < o->numeros; i++)
		if (!numero(pal[1 + i], 16, &num[i]))
			return -EINVAL;
	hay_pid = n == 2 + o->numeros;
	if (hay_pid && !numero(pal[n - 1], 10, &pid))
		return -EINVAL;

	turno_coger();
	pr_info("[mtest] Got command: %s\n", texto);
	if (hay_pid)
		t = por_pid(pid);
	else if (!o->todos)
		t = por_nombre();
	if (!t && (hay_pid || !o->todos)) {
		pr_info("[mtest] no such process\n");
		err = -ESRCH;
	} else {
		err = o->hacer(t, num);
	}
	if (t)
		put_task_struct(t);
	turno_dejar();
	return err;
}

static ssize_t mtest_write(struct file *f, const char __user *u, size_t largo, loff_t *pos)
{
	char *texto, *copia;
	size_t n = largo, i;
	int err = -EINVAL;

	if (largo < 1 || largo > LARGO_MAX)
		return -EINVAL;
	texto = kzalloc(2 * (LARGO_MAX + 1), GFP_KERNEL);
	if (!texto)
		return -ENOMEM;
	copia = texto + LARGO_MAX + 1;
	if (copy_from_user(texto, u, largo)) {
		err = -EFAULT;
		goto fin;
	}
	if (texto[n - 1] == '\n')
		texto[--n] = '\0';
	for (i = 0; i < n; i++) {
		unsigned char c = texto[i];

		if (c != '\t' && (c < 0x20 || c > 0x7e))
			goto fin;
	}
	memcpy(copia, texto, n);
	err = ejecuta(texto, copia);
fin:
	kfree(texto);
	return err ? err : largo;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Práctica de gestión de memoria");
