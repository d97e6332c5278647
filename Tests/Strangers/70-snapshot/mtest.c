// SPDX-License-Identifier: GPL-2.0
/*
 * TP noyau : /proc/mtest
 *
 * Pour listvma sans pid on prend d'abord une photo de la liste des processus
 * (sous RCU, sans dormir), puis on les traite un par un.
 */
#include <linux/module.h>
#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "nom du processus par defaut");

static DEFINE_MUTEX(verrou);

#define TAILLE 256

/* ======================= listvma ======================= */

/* mm : reference tenue par l'appelant */
static int affiche_vmas(struct task_struct *t, struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	char nom[TASK_COMM_LEN];
	VMA_ITERATOR(vmi, mm, 0);

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	get_task_comm(nom, t);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", nom, t->pid);
	for_each_vma(vmi, vma)
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
			vma->vm_start, vma->vm_end,
			vma->vm_flags & VM_READ ? 'r' : '-',
			vma->vm_flags & VM_WRITE ? 'w' : '-',
			vma->vm_flags & VM_EXEC ? 'x' : '-');
	mmap_read_unlock(mm);
	return 0;
}

static int listvma_un(struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	int err;

	if (!mm)
		return 0;
	err = affiche_vmas(t, mm);
	mmput(mm);
	return err;
}

struct photo {
	struct task_struct **t;
	size_t n, place;
};

/* -EAGAIN : la liste a grandi plus vite que nous */
static int prendre_photo(struct photo *ph)
{
	struct task_struct *p;
	int err = 0;

	ph->n = 0;
	ph->place = 32;
	rcu_read_lock();
	for_each_process(p)
		ph->place++;
	rcu_read_unlock();

	ph->t = kvmalloc_array(ph->place, sizeof(*ph->t), GFP_KERNEL);
	if (!ph->t)
		return -ENOMEM;

	rcu_read_lock();
	for_each_process(p) {
		if (ph->n == ph->place) {
			err = -EAGAIN;
			break;
		}
		ph->t[ph->n++] = get_task_struct(p);
	}
	rcu_read_unlock();

	if (err) {
		while (ph->n)
			put_task_struct(ph->t[--ph->n]);
		kvfree(ph->t);
	}
	return err;
}

static int listvma_tous(void)
{
	struct mm_struct *mm;
	struct photo ph;
	size_t i;
	int err;

	do {
		err = prendre_photo(&ph);
	} while (err == -EAGAIN);
	if (err)
		return err;

	for (i = 0; i < ph.n; i++) {
		mm = get_task_mm(ph.t[i]);
		if (!mm)
			continue;	/* thread noyau, zombie : rien a montrer */
		if (!err)
			err = affiche_vmas(ph.t[i], mm);
		mmput(mm);
		put_task_struct(ph.t[i]);
		cond_resched();
	}
	kvfree(ph.t);
	return err;
}

/* ======================= findpage ======================= */

struct niveau {
	const char *nom;
	unsigned long val;
	unsigned long idx;
};

struct chemin {
	struct niveau niv[5];
	unsigned int n;
	unsigned long taille;	/* 0 : pas de page */
	phys_addr_t page;
};

static void noter(struct chemin *c, const char *nom, unsigned long val, unsigned long idx)
{
	c->niv[c->n++] = (struct niveau){ nom, val, idx };
}

static void parcourir(struct mm_struct *mm, unsigned long va, struct chemin *c)
{
	pgd_t *pgdp = pgd_offset(mm, va), pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	pte_t pte;

	noter(c, "pgd", pgd_val(pgd), pgd_index(va));
	if (!pgd_present(pgd))
		return;

	p4dp = p4d_offset_lockless(pgdp, pgd, va);
	p4d = READ_ONCE(*p4dp);
	noter(c, "p4d", p4d_val(p4d), p4d_index(va));
	if (!p4d_present(p4d))
		return;

	pudp = pud_offset_lockless(p4dp, p4d, va);
	pud = READ_ONCE(*pudp);
	noter(c, "pud", pud_val(pud), pud_index(va));
	if (!(pud_val(pud) & _PAGE_PRESENT))
		return;
	if (pud_leaf(pud)) {
		c->page = PFN_PHYS(pud_pfn(pud));
		c->taille = PUD_SIZE;
		return;
	}

	pmdp = pmd_offset_lockless(pudp, pud, va);
	pmd = READ_ONCE(*pmdp);
	noter(c, "pmd", pmd_val(pmd), pmd_index(va));
	if (!(pmd_val(pmd) & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmd)) {
		c->page = PFN_PHYS(pmd_pfn(pmd));
		c->taille = PMD_SIZE;
		return;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, va));
	noter(c, "pte", pte_val(pte), pte_index(va));
	/* pte_present() dirait oui aussi pour PROT_NONE */
	if (!(pte_val(pte) & _PAGE_PRESENT))
		return;
	c->page = PFN_PHYS(pte_pfn(pte));
	c->taille = PAGE_SIZE;
}

static int findpage(struct task_struct *t, unsigned long va)
{
	struct chemin c = { };
	struct mm_struct *mm;
	char nom[TASK_COMM_LEN];
	unsigned int i;

	if (va >= TASK_SIZE_MAX)
		goto afficher;
	mm = get_task_mm(t);
	if (!mm)
		goto afficher;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	local_irq_disable();
	parcourir(mm, va, &c);
	local_irq_enable();
	mmap_read_unlock(mm);
	mmput(mm);

afficher:
	get_task_comm(nom, t);
	pr_info("[mtest.findpage] vaddr = 0x%lx\n", va);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", nom, t->pid);
	for (i = 0; i < c.n; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", c.niv[i].nom, c.niv[i].val);
		pr_info("[mtest.findpage] %s_index = %lu\n", c.niv[i].nom, c.niv[i].idx);
	}
	if (c.taille) {
		unsigned long off = va & (c.taille - 1);

		pr_info("[mtest.findpage] page_addr = 0x%llx\n", (u64)c.page);
		pr_info("[mtest.findpage] page_offset = 0x%lx\n", off);
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", va, (u64)c.page + off);
	} else {
		pr_info("[mtest.findpage] translation not found\n");
	}
	return 0;
}

/* ======================= writeval ======================= */

enum refus { ECRIT, PAS_DE_VMA, PAS_PERMIS, PAS_DE_PAGE };

static const char *const raison[] = {
	[PAS_DE_VMA]	= "vma not found",
	[PAS_PERMIS]	= "vma has no write permission",
	[PAS_DE_PAGE]	= "translation not found",
};

static enum refus ecrire(struct mm_struct *mm, unsigned long va, unsigned long val)
{
	const unsigned long fin = va + sizeof(val);	/* premier octet apres le mot */
	unsigned long a;
	struct page *pages[2];
	int voulu, obtenu, i;

	if (fin < va || fin > TASK_SIZE_MAX)
		return PAS_DE_VMA;
	/* le mot peut toucher deux VMA voisines */
	for (a = va; a < fin; ) {
		struct vm_area_struct *vma = find_vma(mm, a);

		if (!vma || vma->vm_start > a)
			return PAS_DE_VMA;
		a = vma->vm_end;
	}
	for (a = va; a < fin; ) {
		struct vm_area_struct *vma = find_vma(mm, a);

		if (!(vma->vm_flags & VM_WRITE))
			return PAS_PERMIS;
		a = vma->vm_end;
	}

	voulu = PFN_UP(fin) - PFN_DOWN(va);
	obtenu = pin_user_pages_remote(mm, va & PAGE_MASK, voulu, FOLL_WRITE, pages, NULL, NULL);
	if (obtenu < voulu) {
		for (i = 0; i < obtenu; i++)
			unpin_user_page(pages[i]);
		return PAS_DE_PAGE;
	}
	if (voulu == 1) {
		memcpy_to_page(pages[0], offset_in_page(va), (char *)&val, sizeof(val));
	} else {
		size_t n = PAGE_SIZE - offset_in_page(va);

		memcpy_to_page(pages[0], offset_in_page(va), (char *)&val, n);
		memcpy_to_page(pages[1], 0, (char *)&val + n, sizeof(val) - n);
	}
	unpin_user_pages_dirty_lock(pages, voulu, true);
	return ECRIT;
}

static int writeval(struct task_struct *t, unsigned long va, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(t);
	enum refus r = PAS_DE_VMA;

	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		r = ecrire(mm, va, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (r == ECRIT)
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
	else
		pr_info("[mtest.writeval] %s\n", raison[r]);
	return 0;
}

/* ======================= commandes ======================= */

static struct task_struct *chercher_nom(void)
{
	struct task_struct *p, *trouve = NULL;

	rcu_read_lock();
	for_each_process(p)
		if (!strcmp(p->comm, target)) {
			trouve = get_task_struct(p);
			break;
		}
	rcu_read_unlock();
	return trouve;
}

static struct task_struct *chercher_pid(unsigned long n)
{
	struct task_struct *t;
	struct pid *pid;

	if (n > INT_MAX)
		return NULL;
	pid = find_get_pid(n);
	t = get_pid_task(pid, PIDTYPE_PID);
	put_pid(pid);
	return t;
}

static int nombre(const char *s, int base, unsigned long *n)
{
	if (*s == '+' || kstrtoul(s, base, n))
		return -EINVAL;
	return 0;
}

static int executer(const char *texte, char *mots)
{
	enum { LISTVMA, FINDPAGE, WRITEVAL } cmd;
	char *mot[4], *m;
	unsigned long x = 0, y = 0, pid = 0;
	struct task_struct *t;
	int n = 0, err;
	bool avec_pid;

	while ((m = strsep(&mots, " \t")) != NULL) {
		if (*m == '\0')
			continue;
		if (n == 4)
			return -EINVAL;
		mot[n++] = m;
	}
	if (n == 0)
		return -EINVAL;
	if (!strcmp(mot[0], "listvma"))
		cmd = LISTVMA;
	else if (!strcmp(mot[0], "findpage"))
		cmd = FINDPAGE;
	else if (!strcmp(mot[0], "writeval"))
		cmd = WRITEVAL;
	else
		return -EINVAL;

	/* les valeurs de l'enum sont aussi le nombre d'arguments */
	if (n - 1 != cmd && n - 2 != cmd)
		return -EINVAL;
	avec_pid = n - 2 == cmd;
	if (cmd >= FINDPAGE && nombre(mot[1], 16, &x))
		return -EINVAL;
	if (cmd >= WRITEVAL && nombre(mot[2], 16, &y))
		return -EINVAL;
	if (avec_pid && nombre(mot[n - 1], 10, &pid))
		return -EINVAL;

	mutex_lock(&verrou);
	pr_info("[mtest] Got command: %s\n", texte);
	if (cmd == LISTVMA && !avec_pid) {
		err = listvma_tous();
		goto fin;
	}
	t = avec_pid ? chercher_pid(pid) : chercher_nom();
	if (!t) {
		pr_info("[mtest] no such process\n");
		err = -ESRCH;
		goto fin;
	}
	switch (cmd) {
	case LISTVMA:
		err = listvma_un(t);
		break;
	case FINDPAGE:
		err = findpage(t, x);
		break;
	default:
		err = writeval(t, x, y);
		break;
	}
	put_task_struct(t);
fin:
	mutex_unlock(&verrou);
	return err;
}

static ssize_t mtest_write(struct file *f, const char __user *u, size_t len, loff_t *off)
{
	char texte[TAILLE], mots[TAILLE];
	size_t n = len, i;
	int err;

	if (len == 0 || len >= TAILLE)
		return -EINVAL;
	if (copy_from_user(texte, u, len))
		return -EFAULT;
	if (texte[n - 1] == '\n')
		n--;
	texte[n] = '\0';
	for (i = 0; i < n; i++)
		if (!(texte[i] == '\t' || (isascii(texte[i]) && isprint(texte[i]))))
			return -EINVAL;
	strscpy(mots, texte, sizeof(mots));
	err = executer(texte, mots);
	return err ? err : len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init debut(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit fin_module(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(debut);
module_exit(fin_module);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("TP noyau : mtest");
