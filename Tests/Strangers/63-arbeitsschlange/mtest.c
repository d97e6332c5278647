// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - Praktikum Speicherverwaltung
 *
 * Die eigentliche Arbeit macht eine geordnete Arbeitsschlange: immer genau ein
 * Auftrag zur Zeit. Der Schreiber wartet, bis sein Auftrag fertig ist. Deshalb
 * braucht dieses Modul keinen einzigen Mutex.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

#define MAX_TEXT 500

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "Name des Prozesses, wenn keine PID angegeben ist");

enum was { LISTVMA, FINDPAGE, WRITEVAL };

struct auftrag {
	struct work_struct work;
	const char *text;
	enum was was;
	unsigned long addr;
	unsigned long wert;
	bool mit_pid;
	struct pid *pid;	/* NULL, wenn es sie nicht gibt */
	int ergebnis;
};

static struct workqueue_struct *schlange;

/* ------------------------------------------------------------------ listvma */

static void liste_einen(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *vma;
	char name[TASK_COMM_LEN];

	if (!mm)
		return;
	get_task_comm(name, task);
	mmap_read_lock(mm);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", name, task_pid_nr(task));
	{
		VMA_ITERATOR(vmi, mm, 0);

		for_each_vma(vmi, vma) {
			pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
				vma->vm_start, vma->vm_end,
				vma->vm_flags & VM_READ ? 'r' : '-',
				vma->vm_flags & VM_WRITE ? 'w' : '-',
				vma->vm_flags & VM_EXEC ? 'x' : '-');
			cond_resched();	/* Semaphor, kein Spinlock: erlaubt */
		}
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

/* Unter RCU darf man nicht schlafen: erst alle festhalten, dann auflisten. */
static int liste_alle(void)
{
	struct task_struct **feld, *p;
	size_t platz, n, i;
	bool voll;

	platz = 0;
	rcu_read_lock();
	for_each_process(p)
		platz++;
	rcu_read_unlock();

nochmal:
	platz += 64;
	feld = kvmalloc_array(platz, sizeof(*feld), GFP_KERNEL);
	if (!feld)
		return -ENOMEM;
	n = 0;
	voll = false;
	rcu_read_lock();
	for_each_process(p) {
		if (n == platz) {
			voll = true;
			break;
		}
		get_task_struct(p);
		feld[n++] = p;
	}
	rcu_read_unlock();

	for (i = 0; i < n; i++) {
		if (!voll)
			liste_einen(feld[i]);
		put_task_struct(feld[i]);
		cond_resched();
	}
	kvfree(feld);
	if (voll) {
		platz *= 2;
		goto nochmal;
	}
	return 0;
}

/* ----------------------------------------------------------------- findpage */

struct stufe {
	const char *name;
	unsigned long eintrag;
	unsigned long index;
};

struct gang {
	struct stufe stufe[5];
	int n;
	bool gefunden;
	unsigned long seite;
	unsigned long abstand;
};

static void merke(struct gang *g, const char *name, unsigned long e, unsigned long i)
{
	g->stufe[g->n].name = name;
	g->stufe[g->n].eintrag = e;
	g->stufe[g->n].index = i;
	g->n++;
}

static void treffer(struct gang *g, unsigned long pfn, unsigned long abstand)
{
	g->gefunden = true;
	g->seite = pfn << PAGE_SHIFT;
	g->abstand = abstand;
}

/* Unterbrechungen sind aus. Jeder Eintrag wird genau einmal gelesen. */
static void gehe(struct mm_struct *mm, unsigned long addr, struct gang *g)
{
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	pte_t pte;

	pgdp = pgd_offset(mm, addr);
	pgd = READ_ONCE(*pgdp);
	merke(g, "pgd", pgd_val(pgd), pgd_index(addr));
	if (pgtable_l5_enabled() && !(pgd_val(pgd) & _PAGE_PRESENT))
		return;

	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	merke(g, "p4d", p4d_val(p4d), p4d_index(addr));
	if (!(p4d_val(p4d) & _PAGE_PRESENT))
		return;

	pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud = READ_ONCE(*pudp);
	merke(g, "pud", pud_val(pud), pud_index(addr));
	if (!(pud_val(pud) & _PAGE_PRESENT))
		return;
	if (pud_leaf(pud)) {
		treffer(g, pud_pfn(pud), addr & ~PUD_MASK);
		return;
	}

	pmdp = pmd_offset_lockless(pudp, pud, addr);
	pmd = READ_ONCE(*pmdp);
	merke(g, "pmd", pmd_val(pmd), pmd_index(addr));
	/* nicht pmd_present(): das sagt auch bei PROT_NONE ja */
	if (!(pmd_val(pmd) & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmd)) {
		treffer(g, pmd_pfn(pmd), addr & ~PMD_MASK);
		return;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	merke(g, "pte", pte_val(pte), pte_index(addr));
	if (pte_val(pte) & _PAGE_PRESENT)
		treffer(g, pte_pfn(pte), addr & ~PAGE_MASK);
}

static void findpage(struct task_struct *task, unsigned long addr)
{
	struct gang g = { .n = 0 };
	char name[TASK_COMM_LEN];
	struct mm_struct *mm;
	int i;

	get_task_comm(name, task);
	pr_info("[mtest.findpage] vaddr = 0x%lx\n", addr);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", name, task_pid_nr(task));

	mm = addr < TASK_SIZE_MAX ? get_task_mm(task) : NULL;
	if (mm) {
		mmap_read_lock(mm);
		local_irq_disable();
		gehe(mm, addr, &g);
		local_irq_enable();
		mmap_read_unlock(mm);
		mmput(mm);
	}

	for (i = 0; i < g.n; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", g.stufe[i].name, g.stufe[i].eintrag);
		pr_info("[mtest.findpage] %s_index = %lu\n", g.stufe[i].name, g.stufe[i].index);
	}
	if (!g.gefunden) {
		pr_info("[mtest.findpage] translation not found\n");
		return;
	}
	pr_info("[mtest.findpage] page_addr = 0x%lx\n", g.seite);
	pr_info("[mtest.findpage] page_offset = 0x%lx\n", g.abstand);
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, g.seite + g.abstand);
}

/* ----------------------------------------------------------------- writeval */

static const char *schreibe(struct mm_struct *mm, unsigned long addr, unsigned long wert)
{
	struct vm_area_struct *erste, *letzte;
	struct page *seiten[2];
	unsigned long off = offset_in_page(addr);
	size_t teil = min_t(size_t, sizeof(wert), PAGE_SIZE - off);
	long soll = teil < sizeof(wert) ? 2 : 1, ist, i;

	if (addr > TASK_SIZE_MAX - sizeof(wert))
		return "vma not found";
	erste = vma_lookup(mm, addr);
	letzte = vma_lookup(mm, addr + sizeof(wert) - 1);
	if (!erste || !letzte)
		return "vma not found";
	if (!(erste->vm_flags & VM_WRITE) || !(letzte->vm_flags & VM_WRITE))
		return "vma has no write permission";

	ist = get_user_pages_remote(mm, addr & PAGE_MASK, soll, FOLL_WRITE, seiten, NULL, NULL);
	if (ist == soll) {
		memcpy_to_page(seiten[0], off, (char *)&wert, teil);
		if (soll == 2)
			memcpy_to_page(seiten[1], 0, (char *)&wert + teil, sizeof(wert) - teil);
	}
	for (i = 0; i < ist; i++) {
		if (ist == soll)
			set_page_dirty_lock(seiten[i]);
		put_page(seiten[i]);
	}
	return ist == soll ? NULL : "translation not found";
}

static void writeval(struct task_struct *task, unsigned long addr, unsigned long wert)
{
	struct mm_struct *mm = get_task_mm(task);
	const char *grund = "vma not found";

	if (mm) {
		mmap_read_lock(mm);
		grund = schreibe(mm, addr, wert);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (grund)
		pr_info("[mtest.writeval] %s\n", grund);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", wert, addr);
}

/* ----------------------------------------------------------- Arbeitsschlange */

static struct task_struct *suche(struct auftrag *a)
{
	struct task_struct *p, *gefunden = NULL;
	char name[TASK_COMM_LEN];

	if (a->mit_pid)
		return a->pid ? get_pid_task(a->pid, PIDTYPE_PID) : NULL;
	rcu_read_lock();
	for_each_process(p) {
		get_task_comm(name, p);
		if (!strcmp(name, target)) {
			get_task_struct(p);
			gefunden = p;
			break;
		}
	}
	rcu_read_unlock();
	return gefunden;
}

static void arbeite(struct work_struct *work)
{
	struct auftrag *a = container_of(work, struct auftrag, work);
	struct task_struct *task;

	pr_info("[mtest] Got command: %s\n", a->text);
	a->ergebnis = 0;
	if (a->was == LISTVMA && !a->mit_pid) {
		a->ergebnis = liste_alle();
		return;
	}
	task = suche(a);
	if (!task) {
		pr_info("[mtest] no such process\n");
		a->ergebnis = -ESRCH;
		return;
	}
	switch (a->was) {
	case LISTVMA:
		liste_einen(task);
		break;
	case FINDPAGE:
		findpage(task, a->addr);
		break;
	case WRITEVAL:
		writeval(task, a->addr, a->wert);
		break;
	}
	put_task_struct(task);
}

/* -------------------------------------------------------------------- Lesen */

static int zahl(const char *s, unsigned int basis, unsigned long *z)
{
	/* kstrtoul() naehme auch ein Pluszeichen */
	if (basis == 10 ? !isdigit(*s) : !isxdigit(*s))
		return -EINVAL;
	return kstrtoul(s, basis, z) ? -EINVAL : 0;
}

static int verstehe(char *s, struct auftrag *a)
{
	static const struct { const char *name; enum was was; int zahlen; } tafel[] = {
		{ "listvma", LISTVMA, 0 }, { "findpage", FINDPAGE, 1 }, { "writeval", WRITEVAL, 2 },
	};
	char *wort[5];
	unsigned long pid;
	int n = 0, i;

	for (;;) {
		s += strspn(s, " \t");
		if (!*s)
			break;
		if (n == ARRAY_SIZE(wort))
			return -EINVAL;
		wort[n++] = s;
		s += strcspn(s, " \t");
		if (*s)
			*s++ = '\0';
	}
	if (!n)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(tafel); i++)
		if (!strcmp(wort[0], tafel[i].name))
			break;
	if (i == ARRAY_SIZE(tafel))
		return -EINVAL;
	a->was = tafel[i].was;
	a->mit_pid = n == tafel[i].zahlen + 2;
	if (!a->mit_pid && n != tafel[i].zahlen + 1)
		return -EINVAL;
	if (tafel[i].zahlen >= 1 && zahl(wort[1], 16, &a->addr))
		return -EINVAL;
	if (tafel[i].zahlen >= 2 && zahl(wort[2], 16, &a->wert))
		return -EINVAL;
	if (a->mit_pid) {
		if (zahl(wort[n - 1], 10, &pid))
			return -EINVAL;
		/* hier, nicht im Arbeiter: die PID gilt im Namensraum des Schreibers */
		a->pid = pid <= INT_MAX ? find_get_pid(pid) : NULL;
	}
	return 0;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct auftrag a = { };
	size_t n = len, i;
	char *text, *kopie;
	ssize_t ret = -EINVAL;

	if (!len || len > MAX_TEXT)
		return -EINVAL;
	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (text[n - 1] == '\n')
		text[--n] = '\0';
	for (i = 0; i < n; i++)
		if (text[i] != '\t' && (text[i] < ' ' || text[i] > '~'))
			goto frei;
	kopie = kstrdup(text, GFP_KERNEL);
	if (!kopie) {
		ret = -ENOMEM;
		goto frei;
	}
	ret = verstehe(kopie, &a);
	kfree(kopie);
	if (ret)
		goto frei;

	a.text = text;
	INIT_WORK_ONSTACK(&a.work, arbeite);
	queue_work(schlange, &a.work);
	flush_work(&a.work);
	destroy_work_on_stack(&a.work);
	put_pid(a.pid);
	ret = a.ergebnis ? a.ergebnis : len;
frei:
	kfree(text);
	return ret;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	schlange = alloc_ordered_workqueue("mtest", 0);
	if (!schlange)
		return -ENOMEM;
	if (!proc_create("mtest", 0200, NULL, &mtest_ops)) {
		destroy_workqueue(schlange);
		return -ENOMEM;
	}
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);	/* wartet auf laufende Schreiber */
	destroy_workqueue(schlange);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Speicherverwaltungs-Praktikum");
