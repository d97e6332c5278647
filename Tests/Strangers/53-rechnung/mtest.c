// SPDX-License-Identifier: GPL-2.0
/*
 * Praktikum Speicherverwaltung, Gruppe 7
 *
 * Der ganze Weg durch die Tabellen ist hier EINE Schleife: die Ebenen stehen in einer Liste, jede mit ihrer Verschiebung.
 * Ein Eintrag ist eine Zahl, eine Tabelle ist ein Feld von 512 Zahlen. Die Makros pgd_offset() und Verwandte brauchen wir nicht.
 *
 * Was wir NICHT tun (stand so in der ersten Fassung, und war falsch):
 *      mm = current->mm;
 *      sscanf(text, "findpage %lx", &addr);
 *      printk(text);
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#define LAENGE 640

#define SAGE(teil, form, ...)   printk(KERN_INFO "[mtest" teil "] " form "\n", ##__VA_ARGS__)
#define L(form, ...)            SAGE(".listvma", form, ##__VA_ARGS__)
#define F(form, ...)            SAGE(".findpage", form, ##__VA_ARGS__)
#define W(form, ...)            SAGE(".writeval", form, ##__VA_ARGS__)

enum art { LISTVMA, FINDPAGE, WRITEVAL };

struct auftrag {
	enum art art;
	bool mit_pid;
	u64 adresse, wert, pid;
};

static char *target = "test";
module_param(target, charp, 0400);
MODULE_PARM_DESC(target, "Name des Prozesses, wenn keine PID angegeben ist");

/* ein Auftrag nach dem anderen, sonst mischen sich die Antworten */
static DEFINE_MUTEX(reihe);

/* ------------------------------------------------------------------ lesen */

/* Ziffern von links nach rechts; ein Vorzeichen ist keine Ziffer */
static bool zahl(const char *s, size_t n, unsigned int basis, u64 *z)
{
	u64 v = 0;
	size_t i = 0;

	if (basis == 16 && n > 2 && s[0] == '0' && (s[1] | 32) == 'x')
		i = 2;
	if (i == n)
		return false;
	for (; i < n; i++) {
		int d = hex_to_bin(s[i]);

		if (d < 0 || d >= basis)
			return false;
		if (v > (U64_MAX - d) / basis)
			return false;
		v = v * basis + d;
	}
	*z = v;
	return true;
}

struct wort { const char *s; size_t n; };

static int zerlege(const char *text, size_t len, struct wort *w, int max)
{
	int k = 0;
	size_t i = 0;

	for (;;) {
		while (i < len && (text[i] == ' ' || text[i] == '\t'))
			i++;
		if (i == len)
			return k;
		if (k == max)
			return -1;
		w[k].s = text + i;
		while (i < len && text[i] != ' ' && text[i] != '\t')
			i++;
		w[k].n = text + i - w[k].s;
		k++;
	}
}

#define IST(w, wort)    ((w).n == sizeof(wort) - 1 && !memcmp((w).s, wort, sizeof(wort) - 1))

static bool verstehe(const char *text, size_t len, struct auftrag *a)
{
	struct wort w[4];
	int k, soll;
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] != '\t' && (text[i] < ' ' || text[i] > '~'))
			return false;
	k = zerlege(text, len, w, 4);
	if (k < 1)
		return false;

	if (IST(w[0], "listvma"))
		a->art = LISTVMA, soll = 1;
	else if (IST(w[0], "findpage"))
		a->art = FINDPAGE, soll = 2;
	else if (IST(w[0], "writeval"))
		a->art = WRITEVAL, soll = 3;
	else
		return false;
	if (k != soll && k != soll + 1)
		return false;
	if (soll > 1 && !zahl(w[1].s, w[1].n, 16, &a->adresse))
		return false;
	if (soll > 2 && !zahl(w[2].s, w[2].n, 16, &a->wert))
		return false;
	a->mit_pid = k == soll + 1;
	return !a->mit_pid || zahl(w[soll].s, w[soll].n, 10, &a->pid);
}

/* ------------------------------------------------------------------ wer? */

static struct task_struct *suche(const struct auftrag *a)
{
	struct task_struct *p, *t = NULL;

	rcu_read_lock();
	for_each_process(p)
		if (a->mit_pid ? (u64)p->pid == a->pid : !strcmp(p->comm, target)) {
			t = p;
			get_task_struct(t);
			break;
		}
	rcu_read_unlock();
	return t;
}

/* der Prozess mit der naechsthoeheren PID: so braucht man keinen Platz fuer eine Liste aller Prozesse */
static struct task_struct *naechster(pid_t nach)
{
	struct task_struct *p, *t = NULL;

	rcu_read_lock();
	for_each_process(p)
		if (p->pid > nach && (!t || p->pid < t->pid))
			t = p;
	if (t)
		get_task_struct(t);
	rcu_read_unlock();
	return t;
}

/* der Hauptfaden kann schon zu Ende sein, waehrend andere noch laufen */
static struct mm_struct *raum(struct task_struct *p)
{
	struct mm_struct *mm = NULL;
	struct task_struct *t;

	rcu_read_lock();
	for_each_thread(p, t) {
		mm = get_task_mm(t);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

/* ------------------------------------------------------------------ listvma */

static void liste(struct task_struct *p)
{
	struct mm_struct *mm = raum(p);
	struct vm_area_struct *v;
	char name[TASK_COMM_LEN];
	MA_STATE(mas, mm ? &mm->mm_mt : NULL, 0, 0);

	if (!mm)
		return;
	get_task_comm(name, p);
	L("Process = %s, PID = %d", name, p->pid);
	mmap_read_lock(mm);
	mas_for_each(&mas, v, ULONG_MAX)
		L("0x%lx 0x%lx %c%c%c", v->vm_start, v->vm_end, "-r"[!!(v->vm_flags & VM_READ)],
		  "-w"[!!(v->vm_flags & VM_WRITE)], "-x"[!!(v->vm_flags & VM_EXEC)]);
	mmap_read_unlock(mm);
	mmput(mm);
}

static void alle(void)
{
	struct task_struct *p;
	pid_t nr = 0;

	while ((p = naechster(nr)) != NULL) {
		nr = p->pid;
		liste(p);
		put_task_struct(p);
		cond_resched();
		if (fatal_signal_pending(current))
			break;
	}
}

/* ------------------------------------------------------------------ findpage */

static const char * const ebene[] = { "pgd", "p4d", "pud", "pmd", "pte" };

static void finde(struct task_struct *p, u64 adresse)
{
	bool fuenf = pgtable_l5_enabled(), da = false;
	const unsigned int schub[] = { fuenf ? 48 : 39, 39, 30, 21, 12 };
	struct mm_struct *mm = raum(p);
	u64 eintrag[5], physisch = 0;
	unsigned int nummer[5];
	unsigned long flags;
	int n = 0, i;

	F("pgtable_l5_enabled = %d", fuenf);
	if (mm && adresse < TASK_SIZE_MAX) {
		const u64 *tafel = (const u64 *)mm->pgd;

		mmap_read_lock(mm);
		local_irq_save(flags);
		for (n = 0; n < 5 && !da; ) {
			if (n == 1 && !fuenf) {                 /* p4d und pgd sind dasselbe */
				nummer[1] = 0;
				eintrag[1] = eintrag[0];
			} else {
				nummer[n] = (adresse >> schub[n]) & 511;
				eintrag[n] = READ_ONCE(tafel[nummer[n]]);
			}
			if (!(eintrag[n] & _PAGE_PRESENT)) {
				n++;
				break;
			}
			physisch = eintrag[n] & PTE_PFN_MASK;
			if (n == 4 || ((n == 2 || n == 3) && (eintrag[n] & _PAGE_PSE))) {
				u64 rest = (1ull << schub[n]) - 1;

				physisch = (physisch & ~rest) | (adresse & rest);
				da = true;
			} else if (n != 0 || fuenf) {
				tafel = __va(physisch);
			}
			n++;
		}
		local_irq_restore(flags);
		mmap_read_unlock(mm);
	}
	if (mm)
		mmput(mm);

	for (i = 0; i < n; i++) {
		F("%s_val = 0x%llx", ebene[i], eintrag[i]);
		F("%s_index = %u", ebene[i], nummer[i]);
	}
	if (da)
		F("vaddr = 0x%llx -> paddr = 0x%llx", adresse, physisch);
	else
		F("translation not found");
}

/* ------------------------------------------------------------------ writeval */

static const char *schreibe_in(struct mm_struct *mm, u64 adresse, u64 wert)
{
	struct page *seite[2];
	int brauche = 1 + (offset_in_page(adresse) > PAGE_SIZE - 8), habe, i;

	for (i = 0; i < 8; i++) {               /* jedes Byte einzeln fragen: einfacher als jede Rechnung */
		struct vm_area_struct *v = vma_lookup(mm, adresse + i);

		if (!v)
			return "vma not found";
		if (!(v->vm_flags & VM_WRITE))
			return "vma has no write permission";
	}
	habe = pin_user_pages_remote(mm, adresse & PAGE_MASK, brauche, FOLL_WRITE, seite, NULL, NULL);
	if (habe != brauche) {
		if (habe > 0)
			unpin_user_pages(seite, habe);
		return "translation not found";
	}
	for (i = 0; i < 8; i++) {               /* das niedrigste zuerst */
		unsigned int wo = offset_in_page(adresse) + i;
		u8 *s = kmap_local_page(seite[wo / PAGE_SIZE]);

		s[wo % PAGE_SIZE] = wert >> (8 * i);
		kunmap_local(s);
	}
	unpin_user_pages_dirty_lock(seite, habe, true);
	return NULL;
}

static void schreibe(struct task_struct *p, u64 adresse, u64 wert)
{
	struct mm_struct *mm = raum(p);
	const char *warum = "vma not found";

	if (mm) {
		mmap_read_lock(mm);
		warum = schreibe_in(mm, adresse, wert);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (warum)
		W("%s", warum);
	else
		W("wrote 0x%llx to 0x%llx", wert, adresse);
}

/* ------------------------------------------------------------------ /proc/mtest */

static ssize_t annahme(struct file *f, const char __user *von, size_t len, loff_t *pos)
{
	struct task_struct *p = NULL;
	struct auftrag a = {};
	ssize_t erg = len;
	size_t n = len;
	char *text;

	if (len == 0 || len > LAENGE)
		return -EINVAL;
	text = memdup_user(von, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (text[n - 1] == '\n')
		n--;
	if (!verstehe(text, n, &a)) {
		kfree(text);
		return -EINVAL;
	}

	mutex_lock(&reihe);
	SAGE("", "Got command: %.*s", (int)n, text);
	if (a.art == LISTVMA && !a.mit_pid) {
		alle();
	} else if (!(p = suche(&a))) {
		SAGE("", "no such process");
		erg = -ESRCH;
	} else switch (a.art) {
	case LISTVMA:
		liste(p);
		break;
	case FINDPAGE:
		finde(p, a.adresse);
		break;
	case WRITEVAL:
		schreibe(p, a.adresse, a.wert);
		break;
	}
	mutex_unlock(&reihe);
	if (p)
		put_task_struct(p);
	kfree(text);
	return erg;
}

static const struct proc_ops tuer = {
	.proc_write = annahme,
	.proc_lseek = noop_llseek,
};

static int __init auf(void)
{
	return proc_create("mtest", 0200, NULL, &tuer) ? 0 : -ENOMEM;
}

static void __exit zu(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(auf);
module_exit(zu);
MODULE_LICENSE("GPL");
