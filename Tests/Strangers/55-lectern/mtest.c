// SPDX-License-Identifier: GPL-2.0-or-later
/* mtest : le pupitre.
 *
 * On écrit une commande dans /proc/mtest, puis on LIT la réponse au même endroit :
 *
 *     # echo findpage 0x401820 > /proc/mtest
 *     # cat /proc/mtest
 *
 * Dans le journal du noyau il n'y a que « Got command » et « no such process ».
 * La réponse reste au pupitre jusqu'à la commande suivante.
 */
#define pr_fmt(fmt) "[mtest] " fmt
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/pid.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *target = "test";
module_param(target, charp, 0444);

/* --- le pupitre : tout ce qui suit est protégé par ce verrou ------------------------------------------- */

static DEFINE_MUTEX(pupitre);
static char *texte;             /* la réponse */
static size_t longueur, place;
static bool manque;             /* plus de mémoire pour la réponse */

static void efface(void)
{
	longueur = 0;
	manque = false;
}

static __printf(1, 2) void dis(const char *fmt, ...)
{
	va_list args;
	int n;

	if (place - longueur < 256) {
		size_t plus = place ? 2 * place : 8192;
		char *t = kvmalloc(plus, GFP_KERNEL);

		if (!t) {
			manque = true;
			return;
		}
		if (longueur)
			memcpy(t, texte, longueur);
		kvfree(texte);
		texte = t;
		place = plus;
	}
	va_start(args, fmt);
	n = vscnprintf(texte + longueur, place - longueur, fmt, args);
	va_end(args);
	longueur += n;
}

static int montre(struct seq_file *m, void *rien)
{
	mutex_lock(&pupitre);
	if (longueur)
		seq_write(m, texte, longueur);
	mutex_unlock(&pupitre);
	return 0;
}

/* --- les processus -------------------------------------------------------------------------------------- */

/* un fil du processus qui a (encore) un espace d'adressage ; le premier fil est peut-être déjà mort */
static struct task_struct *fil_vivant(struct task_struct *p, struct mm_struct **mm)
{
	struct task_struct *t, *res = NULL;

	*mm = NULL;
	rcu_read_lock();
	for_each_thread(p, t) {
		*mm = get_task_mm(t);
		if (*mm) {
			get_task_struct(t);
			res = t;
			break;
		}
	}
	rcu_read_unlock();
	return res;
}

static struct task_struct *par_nom(void)
{
	struct task_struct *p;
	char comm[TASK_COMM_LEN];

	rcu_read_lock();
	for_each_process(p) {
		get_task_comm(comm, p);
		if (strcmp(comm, target) == 0) {
			get_task_struct(p);
			rcu_read_unlock();
			return p;
		}
	}
	rcu_read_unlock();
	return NULL;
}

static struct task_struct *par_pid(u64 nr)
{
	struct task_struct *p;
	struct pid *pid;

	if (nr > INT_MAX)
		return NULL;
	pid = find_get_pid(nr);
	p = get_pid_task(pid, PIDTYPE_TGID);
	put_pid(pid);
	return p;
}

/* --- listvma -------------------------------------------------------------------------------------------- */

static int liste(struct task_struct *p)
{
	struct vm_area_struct *vma;
	struct task_struct *fil;
	struct mm_struct *mm;
	char comm[TASK_COMM_LEN];

	fil = fil_vivant(p, &mm);
	if (!fil)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		put_task_struct(fil);
		return -EINTR;
	}
	get_task_comm(comm, p);
	dis("[mtest.listvma] Process = %s, PID = %d\n", comm, task_tgid_vnr(p));
	{
		VMA_ITERATOR(vmi, mm, 0);

		for_each_vma(vmi, vma)
			dis("[mtest.listvma] 0x%lx 0x%lx %s%s%s\n", vma->vm_start, vma->vm_end,
			    vma->vm_flags & VM_READ ? "r" : "-", vma->vm_flags & VM_WRITE ? "w" : "-",
			    vma->vm_flags & VM_EXEC ? "x" : "-");
	}
	mmap_read_unlock(mm);
	mmput(mm);
	put_task_struct(fil);
	return 0;
}

static int liste_tous(void)
{
	struct task_struct **tous, *p;
	unsigned int n = 0, max = 0, i;
	int err = 0;

	rcu_read_lock();
	for_each_process(p)
		max++;
	rcu_read_unlock();
	max += max / 2 + 100;           /* et ceux qui naissent entre-temps */
	tous = kvcalloc(max, sizeof(*tous), GFP_KERNEL);
	if (!tous)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(p) {
		if (n == max)
			break;
		get_task_struct(p);
		tous[n++] = p;
	}
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		if (!err && task_tgid_vnr(tous[i]) > 0)
			err = liste(tous[i]);
		put_task_struct(tous[i]);
	}
	kvfree(tous);
	return err;
}

/* --- findpage ------------------------------------------------------------------------------------------- */

struct pas { const char *nom; unsigned long entree, indice; };

static int marche(struct mm_struct *mm, unsigned long a, struct pas *pas, u64 *phys)
{
	struct pas *debut = pas;
	pgd_t *pgd = pgd_offset(mm, a);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	unsigned long e;

	*phys = U64_MAX;
	e = READ_ONCE(*(unsigned long *)pgd);
	*pas++ = (struct pas){ "pgd", e, pgd_index(a) };
	if (pgtable_l5_enabled() && !(e & _PAGE_PRESENT))
		return pas - debut;
	p4d = pgtable_l5_enabled() ? (p4d_t *)__va(e & PTE_PFN_MASK) + p4d_index(a) : (p4d_t *)pgd;
	e = READ_ONCE(*(unsigned long *)p4d);
	*pas++ = (struct pas){ "p4d", e, pgtable_l5_enabled() ? p4d_index(a) : 0 };
	if (!(e & _PAGE_PRESENT))
		return pas - debut;
	pud = (pud_t *)__va(e & PTE_PFN_MASK) + pud_index(a);
	e = READ_ONCE(*(unsigned long *)pud);
	*pas++ = (struct pas){ "pud", e, pud_index(a) };
	if (!(e & _PAGE_PRESENT))
		return pas - debut;
	if (e & _PAGE_PSE) {
		*phys = (e & PTE_PFN_MASK & PUD_MASK) | (a & ~PUD_MASK);
		return pas - debut;
	}
	pmd = (pmd_t *)__va(e & PTE_PFN_MASK) + pmd_index(a);
	e = READ_ONCE(*(unsigned long *)pmd);
	*pas++ = (struct pas){ "pmd", e, pmd_index(a) };
	if (!(e & _PAGE_PRESENT))
		return pas - debut;
	if (e & _PAGE_PSE) {
		*phys = (e & PTE_PFN_MASK & PMD_MASK) | (a & ~PMD_MASK);
		return pas - debut;
	}
	e = READ_ONCE(*((unsigned long *)__va(e & PTE_PFN_MASK) + pte_index(a)));
	*pas++ = (struct pas){ "pte", e, pte_index(a) };
	if (e & _PAGE_PRESENT)
		*phys = (e & PTE_PFN_MASK) | (a & ~PAGE_MASK);
	return pas - debut;
}

static int findpage(struct task_struct *p, unsigned long a)
{
	struct task_struct *fil;
	struct mm_struct *mm;
	struct pas pas[5];
	u64 phys = U64_MAX;
	int n = 0, i;

	fil = fil_vivant(p, &mm);
	if (fil) {
		put_task_struct(fil);
		if (a < TASK_SIZE_MAX) {
			unsigned long flags;

			if (mmap_read_lock_killable(mm)) {
				mmput(mm);
				return -EINTR;
			}
			local_irq_save(flags);
			n = marche(mm, a, pas, &phys);
			local_irq_restore(flags);
			mmap_read_unlock(mm);
		}
		mmput(mm);
	}
	dis("[mtest.findpage] pgtable_l5_enabled = %d\n", !!pgtable_l5_enabled());
	for (i = 0; i < n; i++)
		dis("[mtest.findpage] %s_val = 0x%lx\n[mtest.findpage] %s_index = %lu\n",
		    pas[i].nom, pas[i].entree, pas[i].nom, pas[i].indice);
	if (phys == U64_MAX)
		dis("[mtest.findpage] translation not found\n");
	else
		dis("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", a, phys);
	return 0;
}

/* --- writeval ------------------------------------------------------------------------------------------- */

static const char *permis(struct mm_struct *mm, unsigned long a)
{
	struct vm_area_struct *vma = find_vma(mm, a);

	if (!vma || vma->vm_start > a)
		return "vma not found";
	return vma->vm_flags & VM_WRITE ? NULL : "vma has no write permission";
}

static int writeval(struct task_struct *p, unsigned long a, unsigned long val)
{
	struct task_struct *fil;
	struct mm_struct *mm;
	const char *non = "vma not found";
	unsigned long avant;
	int n;

	fil = fil_vivant(p, &mm);
	if (!fil)
		goto fin;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		put_task_struct(fil);
		return -EINTR;
	}
	if (a + 7 > a)
		non = permis(mm, a) ?: permis(mm, a + 7);
	mmap_read_unlock(mm);
	mmput(mm);
	if (!non) {
		/*
		 * Écrire sans FOLL_FORCE : access_process_vm() fait alors ce que ferait le processus, pas plus (copie des
		 * pages partagées comprise). Mais il écrit page par page : si la deuxième manque, on remet ce qui était dans
		 * la première. Pour LIRE on force : une zone peut être -w-.
		 */
		non = "translation not found";
		if (access_process_vm(fil, a, &avant, sizeof(avant), FOLL_FORCE) == sizeof(avant)) {
			n = access_process_vm(fil, a, &val, sizeof(val), FOLL_WRITE);
			if (n == sizeof(val))
				non = NULL;
			else if (n > 0)
				access_process_vm(fil, a, &avant, n, FOLL_WRITE);
		}
	}
	put_task_struct(fil);
fin:
	if (non)
		dis("[mtest.writeval] %s\n", non);
	else
		dis("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, a);
	return 0;
}

/* --- les commandes -------------------------------------------------------------------------------------- */

enum { LISTVMA, FINDPAGE, WRITEVAL, N_COMMANDES };
static const char *const noms[] = { "listvma", "findpage", "writeval" };

static int lis_nombre(const char *mot, int base, u64 *v)
{
	if (*mot == '+' || *mot == '-')
		return -EINVAL;
	return kstrtou64(mot, base, v) ? -EINVAL : 0;
}

static int execute(char *ligne, size_t len)
{
	char *mots[5], *copie, *q;
	u64 nombre[3] = { 0 };
	struct task_struct *p = NULL;
	int n = 0, c, i, err = -EINVAL;

	for (q = ligne; q < ligne + len; q++)
		if (*q != '\t' && (*q < 0x20 || *q > 0x7e))
			return -EINVAL;
	copie = kstrdup(ligne, GFP_KERNEL);
	if (!copie)
		return -ENOMEM;
	for (q = copie; n < 5; ) {
		q = skip_spaces(q);
		if (!*q)
			break;
		mots[n++] = q;
		q = strpbrk(q, " \t");
		if (!q)
			break;
		*q++ = '\0';
	}
	if (n == 0)
		goto rien;
	c = match_string(noms, N_COMMANDES, mots[0]);
	if (c < 0 || n < c + 1 || n > c + 2)            /* la commande numéro c a c nombres, et peut-être un pid */
		goto rien;
	for (i = 1; i < n; i++)
		if (lis_nombre(mots[i], i <= c ? 16 : 10, &nombre[i - 1]))
			goto rien;

	err = mutex_lock_killable(&pupitre);
	if (err)
		goto rien;
	efface();
	pr_info("Got command: %s\n", ligne);
	if (n == c + 2 || c != LISTVMA) {
		p = n == c + 2 ? par_pid(nombre[c]) : par_nom();
		if (!p) {
			pr_info("no such process\n");
			dis("[mtest] no such process\n");
			err = -ESRCH;
			goto deverrouille;
		}
	}
	switch (c) {
	case LISTVMA:
		err = p ? liste(p) : liste_tous();
		break;
	case FINDPAGE:
		err = findpage(p, nombre[0]);
		break;
	case WRITEVAL:
		err = writeval(p, nombre[0], nombre[1]);
		break;
	}
	if (p)
		put_task_struct(p);
	if (manque && !err)
		err = -ENOMEM;
deverrouille:
	mutex_unlock(&pupitre);
rien:
	kfree(copie);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *ppos)
{
	char *ligne;
	size_t n = len;
	int err;

	if (len >= 800)
		return -EINVAL;
	ligne = kzalloc(len + 1, GFP_KERNEL);
	if (!ligne)
		return -ENOMEM;
	if (copy_from_user(ligne, buf, len)) {
		kfree(ligne);
		return -EFAULT;
	}
	if (n > 0 && ligne[n - 1] == '\n')
		ligne[--n] = 0;
	err = execute(ligne, n);
	kfree(ligne);
	return err ?: len;
}

static int mtest_open(struct inode *inode, struct file *file)
{
	return single_open(file, montre, NULL);
}

static const struct proc_ops ops = {
	.proc_open	= mtest_open,
	.proc_read	= seq_read,
	.proc_write	= mtest_write,
	.proc_lseek	= seq_lseek,
	.proc_release	= single_release,
};

static int __init mtest_init(void)
{
	if (!proc_create("mtest", 0200, NULL, &ops))
		return -ENOMEM;
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
	kvfree(texte);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("réponses à lire dans /proc/mtest");
