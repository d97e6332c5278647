// Übung 4, Aufgabe 2 (Greta)
// Aufruf:  echo "findpage 0x... 123" > /proc/mtest
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <linux/bitmap.h>

#define GROESSE 160

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(sperre);

static const char *const befehle[] = { "listvma", "findpage", "writeval" };

struct auftrag {
	int befehl;			// Index in befehle[]
	unsigned long zahl[2];		// Adresse, Wert
	bool mit_pid;
	pid_t pid;
};

// ------------------------------------------------------------------ Ausgabe

#define melde(was, fmt, ...) printk(KERN_WARNING "mtest %s: " fmt "\n", was, ##__VA_ARGS__)

static void liste(struct task_struct *t, struct mm_struct *mm)
{
	struct vm_area_struct *bereich;
	unsigned long ab = 0;

	melde("listvma", "Prozess = %s, PID = %d", t->comm, t->tgid);
	mmap_read_lock(mm);
	while ((bereich = find_vma(mm, ab))) {
		melde("listvma", "von %016lx bis %016lx Rechte %c%c%c",
		      bereich->vm_start, bereich->vm_end,
		      "-r"[!!(bereich->vm_flags & VM_READ)],
		      "-w"[!!(bereich->vm_flags & VM_WRITE)],
		      "-x"[!!(bereich->vm_flags & VM_EXEC)]);
		ab = bereich->vm_end;
	}
	mmap_read_unlock(mm);
}

// Unter RCU darf man nicht schlafen: erst alle Nummern ankreuzen, dann der Reihe nach.
static int alle_listen(void)
{
	unsigned long *kreuze = bitmap_zalloc(PID_MAX_LIMIT, GFP_KERNEL);
	struct task_struct *t;
	struct mm_struct *mm;
	unsigned int nr;
	int anzahl = 0;

	if (!kreuze)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(t)
		__set_bit(t->tgid, kreuze);
	rcu_read_unlock();

	for_each_set_bit(nr, kreuze, PID_MAX_LIMIT) {
		rcu_read_lock();
		t = pid_task(find_pid_ns(nr, &init_pid_ns), PIDTYPE_TGID);
		if (t)
			get_task_struct(t);
		rcu_read_unlock();
		if (!t)
			continue;
		mm = get_task_mm(t);
		if (mm) {
			liste(t, mm);
			mmput(mm);
			anzahl++;
		}
		put_task_struct(t);
	}
	bitmap_free(kreuze);
	melde("listvma", "%d Prozesse", anzahl);
	return 0;
}

// ------------------------------------------------------------------ findpage

static bool uebersetze(struct mm_struct *mm, unsigned long va, unsigned long *pa)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud, u;
	pmd_t *pmd, m;
	pte_t *pte, e;

	pgd = pgd_offset(mm, va);
	melde("findpage", "pgd_val %lx pgd_index 0x%lx", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd))
		return false;
	p4d = p4d_offset(pgd, va);
	melde("findpage", "p4d_val %lx p4d_index 0x%lx", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d))
		return false;
	pud = pud_offset(p4d, va);
	u = READ_ONCE(*pud);
	melde("findpage", "pud_val %lx pud_index 0x%lx", pud_val(u), pud_index(va));
	if (!pud_present(u))
		return false;
	if (pud_large(u)) {
		*pa = pud_pfn(u) * PAGE_SIZE + va % PUD_SIZE;
		return true;
	}
	pmd = pmd_offset(pud, va);
	m = READ_ONCE(*pmd);
	melde("findpage", "pmd_val %lx pmd_index 0x%lx", pmd_val(m), pmd_index(va));
	if (!pmd_present(m))
		return false;
	if (pmd_large(m)) {
		*pa = pmd_pfn(m) * PAGE_SIZE + va % PMD_SIZE;
		return true;
	}
	pte = pte_offset_map(pmd, va);
	e = READ_ONCE(*pte);
	melde("findpage", "pte_val %lx pte_index 0x%lx", pte_val(e), pte_index(va));
	if (!pte_present(e))
		return false;
	*pa = pte_pfn(e) * PAGE_SIZE + va % PAGE_SIZE;
	return true;
}

static void suche(struct task_struct *t, struct mm_struct *mm, unsigned long va)
{
	unsigned long pa;
	bool da = false;

	melde("findpage", "vaddr %lx", va);
	melde("findpage", "pgtable_l5_enabled %d", pgtable_l5_enabled() ? 1 : 0);
	melde("findpage", "Prozess %s, PID %d", t->comm, t->tgid);
	if (va < mm->task_size) {
		mmap_read_lock(mm);
		da = uebersetze(mm, va, &pa);
		mmap_read_unlock(mm);
	}
	if (!da) {
		melde("findpage", "keine Übersetzung gefunden (translation not found)");
		return;
	}
	melde("findpage", "page_addr %lx page_offset %lx", pa - pa % PAGE_SIZE, pa % PAGE_SIZE);
	melde("findpage", "vaddr = %lx -> paddr = %lx", va, pa);
}

// ------------------------------------------------------------------ writeval

static void schreibe(struct mm_struct *mm, unsigned long va, unsigned long wert)
{
	struct vm_area_struct *bereich;
	struct page *seite[2] = { NULL, NULL };
	size_t rest = PAGE_SIZE - va % PAGE_SIZE;
	int noetig = rest >= sizeof(wert) ? 1 : 2, da, i;

	mmap_read_lock(mm);
	bereich = vma_lookup(mm, va);
	if (!bereich || va + sizeof(wert) > bereich->vm_end) {
		melde("writeval", "kein Bereich (vma not found)");
		goto raus;
	}
	if (!(bereich->vm_flags & VM_WRITE)) {
		melde("writeval", "Bereich ist nicht beschreibbar (vma has no write permission)");
		goto raus;
	}
	da = get_user_pages_remote(mm, va, noetig, FOLL_WRITE, seite, NULL, NULL);
	if (da < noetig) {
		melde("writeval", "keine Seite (translation not found)");
	} else {
		if (noetig == 1) {
			memcpy_to_page(seite[0], va % PAGE_SIZE, (void *)&wert, sizeof(wert));
		} else {
			memcpy_to_page(seite[0], va % PAGE_SIZE, (void *)&wert, rest);
			memcpy_to_page(seite[1], 0, (void *)&wert + rest, sizeof(wert) - rest);
		}
		melde("writeval", "geschrieben (wrote) %lx nach (to) %lx", wert, va);
	}
	for (i = 0; i < da; i++) {
		set_page_dirty_lock(seite[i]);
		put_page(seite[i]);
	}
raus:
	mmap_read_unlock(mm);
}

// ------------------------------------------------------------------ Zerlegen

static int zerlege(char *zeile, struct auftrag *a)
{
	char *wort;
	int nr = 0, soll = 0;

	while ((wort = strsep(&zeile, " \t"))) {
		if (*wort == '\0')
			continue;
		if (nr == 0) {
			a->befehl = match_string(befehle, ARRAY_SIZE(befehle), wort);
			if (a->befehl < 0)
				return -EINVAL;
			soll = a->befehl + 1;	// so viele Worte sind Pflicht
		} else if (*wort == '+' || *wort == '-') {
			return -EINVAL;
		} else if (nr < soll) {
			if (kstrtoul(wort, 16, &a->zahl[nr - 1]))
				return -EINVAL;
		} else if (nr == soll) {
			if (kstrtoint(wort, 10, &a->pid))
				return -EINVAL;
			a->mit_pid = true;
		} else {
			return -EINVAL;
		}
		nr++;
	}
	return nr && nr >= soll ? 0 : -EINVAL;
}

static struct task_struct *hole_prozess(const struct auftrag *a)
{
	struct task_struct *t, *gefunden = NULL;

	rcu_read_lock();
	for_each_process(t) {
		if (a->mit_pid ? t->tgid == a->pid : !strcmp(t->comm, target)) {
			gefunden = get_task_struct(t);
			break;
		}
	}
	rcu_read_unlock();
	return gefunden;
}

static ssize_t schreiben(struct file *f, const char __user *von, size_t anzahl, loff_t *pos)
{
	char roh[GROESSE], kopie[GROESSE];
	struct auftrag a = { .befehl = -1 };
	struct task_struct *t;
	struct mm_struct *mm;
	ssize_t erg = anzahl;

	if (!anzahl || anzahl >= GROESSE)
		return -EINVAL;
	if (copy_from_user(roh, von, anzahl))
		return -EFAULT;
	roh[anzahl] = '\0';
	if (strlen(roh) < anzahl)
		return -EINVAL;
	if (roh[anzahl - 1] == '\n')
		roh[anzahl - 1] = '\0';
	strscpy(kopie, roh, GROESSE);
	if (zerlege(kopie, &a))
		return -EINVAL;

	mutex_lock(&sperre);
	printk(KERN_WARNING "[mtest] Got command: %s\n", roh);
	if (a.befehl == 0 && !a.mit_pid) {
		if (alle_listen())
			erg = -ENOMEM;
		goto fertig;
	}
	t = hole_prozess(&a);
	if (!t) {
		printk(KERN_WARNING "mtest: kein solcher Prozess (no such process)\n");
		erg = -ESRCH;
		goto fertig;
	}
	mm = get_task_mm(t);
	if (!mm) {
		printk(KERN_WARNING "mtest: Prozess ohne Adressraum (no such process)\n");
		erg = -ESRCH;
	} else {
		if (a.befehl == 0)
			liste(t, mm);
		else if (a.befehl == 1)
			suche(t, mm, a.zahl[0]);
		else
			schreibe(mm, a.zahl[0], a.zahl[1]);
		mmput(mm);
	}
	put_task_struct(t);
fertig:
	mutex_unlock(&sperre);
	return erg;
}

static const struct proc_ops datei = { .proc_write = schreiben };

static int __init anfang(void)
{
	if (!proc_create("mtest", 0600, NULL, &datei))
		return -ENOMEM;
	return 0;
}

static void __exit ende(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(anfang);
module_exit(ende);
MODULE_LICENSE("GPL");
