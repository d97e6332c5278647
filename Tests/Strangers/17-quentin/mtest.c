/* TP noyau - Quentin */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Quentin");

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(verrou);

static void affiche_vma(struct task_struct *t)
{
    struct mm_struct *mm;
    struct vm_area_struct *vma;
    unsigned long ou = 0;

    mm = get_task_mm(t);
    if (!mm)
        return;
    printk(KERN_INFO "Process = %s, PID = %d\n", t->comm, t->pid);
    mmap_read_lock(mm);
    while ((vma = find_vma(mm, ou))) {
        printk(KERN_INFO "0x%lx 0x%lx ", vma->vm_start, vma->vm_end);
        if (vma->vm_flags & VM_READ)
            printk("r");
        else
            printk("-");
        if (vma->vm_flags & VM_WRITE)
            printk("w");
        else
            printk("-");
        if (vma->vm_flags & VM_EXEC)
            printk("x");
        else
            printk("-");
        printk("\n");
        ou = vma->vm_end;
    }
    mmap_read_unlock(mm);
    mmput(mm);
}

static void affiche_tout(void)
{
    struct task_struct *t, *choisi;
    int dernier = 0;

    for (;;) {
        choisi = NULL;
        rcu_read_lock();
        for_each_process(t)
            if (t->pid > dernier && (!choisi || t->pid < choisi->pid))
                choisi = t;
        if (choisi)
            get_task_struct(choisi);
        rcu_read_unlock();
        if (!choisi)
            return;
        dernier = choisi->pid;
        affiche_vma(choisi);
        put_task_struct(choisi);
    }
}

static void cherche_page(struct task_struct *t, struct mm_struct *mm, unsigned long va)
{
    pgd_t *pgd;
    p4d_t *p4d;
    pud_t *pud;
    pmd_t *pmd;
    pte_t *pte;
    unsigned long pa;

    printk(KERN_INFO "vaddr = 0x%lx\n", va);
    printk(KERN_INFO "pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
    printk(KERN_INFO "Process = %s, PID = %d\n", t->comm, t->pid);
    mmap_read_lock(mm);
    if (!vma_lookup(mm, va))
        goto rien;
    pgd = pgd_offset(mm, va);
    printk(KERN_INFO "pgd_val = 0x%lx\n", pgd_val(*pgd));
    printk(KERN_INFO "pgd_index = %lu\n", pgd_index(va));
    if (pgd_none(*pgd))
        goto rien;
    p4d = p4d_offset(pgd, va);
    printk(KERN_INFO "p4d_val = 0x%lx\n", p4d_val(*p4d));
    printk(KERN_INFO "p4d_index = %lu\n", p4d_index(va));
    if (p4d_none(*p4d))
        goto rien;
    pud = pud_offset(p4d, va);
    printk(KERN_INFO "pud_val = 0x%lx\n", pud_val(*pud));
    printk(KERN_INFO "pud_index = %lu\n", pud_index(va));
    if (!pud_present(*pud))
        goto rien;
    if (pud_large(*pud)) {
        pa = (pud_pfn(*pud) << PAGE_SHIFT) | (va & ~PUD_MASK);
        goto bon;
    }
    pmd = pmd_offset(pud, va);
    printk(KERN_INFO "pmd_val = 0x%lx\n", pmd_val(*pmd));
    printk(KERN_INFO "pmd_index = %lu\n", pmd_index(va));
    if (!pmd_present(*pmd))
        goto rien;
    if (pmd_large(*pmd)) {
        pa = (pmd_pfn(*pmd) << PAGE_SHIFT) | (va & ~PMD_MASK);
        goto bon;
    }
    pte = pte_offset_map(pmd, va);
    printk(KERN_INFO "pte_val = 0x%lx\n", pte_val(*pte));
    printk(KERN_INFO "pte_index = %lu\n", pte_index(va));
    if (!pte_present(*pte))
        goto rien;
    pa = (pte_pfn(*pte) << PAGE_SHIFT) | (va & ~PAGE_MASK);
bon:
    mmap_read_unlock(mm);
    printk(KERN_INFO "page_addr = 0x%lx\n", pa & PAGE_MASK);
    printk(KERN_INFO "page_offset = 0x%lx\n", pa & ~PAGE_MASK);
    printk(KERN_INFO "vaddr = 0x%lx -> paddr = 0x%lx\n", va, pa);
    return;
rien:
    mmap_read_unlock(mm);
    printk(KERN_INFO "translation not found\n");
}

static int ecrit(struct mm_struct *mm, unsigned long va, unsigned long val)
{
    struct vm_area_struct *vma;
    struct page *page;
    int err = -EFAULT;

    mmap_read_lock(mm);
    vma = vma_lookup(mm, va);
    if (!vma || vma->vm_end - va < sizeof(val)) {
        printk(KERN_INFO "vma not found\n");
        goto fin;
    }
    if (!(vma->vm_flags & VM_WRITE)) {
        printk(KERN_INFO "vma has no write permission\n");
        goto fin;
    }
    if (offset_in_page(va) + sizeof(val) > PAGE_SIZE) {
        printk(KERN_INFO "a cheval sur deux pages, refuse\n");
        goto fin;
    }
    if (get_user_pages_remote(mm, va, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
        printk(KERN_INFO "translation not found\n");
        goto fin;
    }
    memcpy_to_page(page, offset_in_page(va), (char *)&val, sizeof(val));
    set_page_dirty_lock(page);
    put_page(page);
    printk(KERN_INFO "wrote 0x%lx to 0x%lx\n", val, va);
    err = 0;
fin:
    mmap_read_unlock(mm);
    return err;
}

static int lit_nombre(char *mot, int base, unsigned long *n)
{
    if (!mot || mot[0] == '+')
        return -EINVAL;
    return kstrtoul(mot, base, n) < 0 ? -EINVAL : 0;
}

static char *mot_suivant(char **ligne)
{
    char *m;

    do {
        m = strsep(ligne, " ");
    } while (m && !*m);
    return m;
}

static int commande(char *ligne)
{
    char *copie, *cmd, *m;
    int quoi, err;
    unsigned long va = 0, val = 0, pid = 0;
    struct task_struct *t = NULL, *p;
    struct mm_struct *mm;

    copie = kstrdup(ligne, GFP_KERNEL);
    if (!copie)
        return -ENOMEM;
    err = -EINVAL;
    cmd = mot_suivant(&ligne);
    if (!cmd)
        goto fini;
    if (!strcmp(cmd, "listvma")) {
        quoi = 1;
    } else if (!strcmp(cmd, "findpage")) {
        quoi = 2;
        if (lit_nombre(mot_suivant(&ligne), 16, &va))
            goto fini;
    } else if (!strcmp(cmd, "writeval")) {
        quoi = 3;
        if (lit_nombre(mot_suivant(&ligne), 16, &va) || lit_nombre(mot_suivant(&ligne), 16, &val))
            goto fini;
    } else {
        goto fini;
    }
    m = mot_suivant(&ligne);
    if (m && (lit_nombre(m, 10, &pid) || pid > INT_MAX || mot_suivant(&ligne)))
        goto fini;

    printk(KERN_INFO "[mtest] Got command: %s\n", copie);
    err = 0;
    if (quoi == 1 && !m) {
        affiche_tout();
        goto fini;
    }
    rcu_read_lock();
    for_each_process(p)
        if (m ? p->pid == (int)pid : !strcmp(p->comm, target)) {
            t = p;
            get_task_struct(t);
            break;
        }
    rcu_read_unlock();
    err = -ESRCH;
    mm = t ? get_task_mm(t) : NULL;
    if (mm) {
        err = 0;
        if (quoi == 1)
            affiche_vma(t);
        if (quoi == 2)
            cherche_page(t, mm, va);
        if (quoi == 3)
            err = ecrit(mm, va, val);
        mmput(mm);
    } else {
        printk(KERN_INFO "no such process\n");
    }
    if (t)
        put_task_struct(t);
fini:
    kfree(copie);
    return err;
}

static ssize_t mtest_write(struct file *f, const char __user *u, size_t n, loff_t *pos)
{
    char ligne[200];
    int err;

    if (n >= sizeof(ligne))
        return -EINVAL;
    if (copy_from_user(ligne, u, n))
        return -EFAULT;
    ligne[n] = '\0';
    if (strlen(ligne) != n)
        return -EINVAL;
    if (n > 0 && ligne[n - 1] == '\n')
        ligne[n - 1] = '\0';
    mutex_lock(&verrou);
    err = commande(ligne);
    mutex_unlock(&verrou);
    return err;
}

static const struct proc_ops ops = {
    .proc_write = mtest_write,
};

static int __init debut(void)
{
    if (!proc_create("mtest", 0600, NULL, &ops))
        return -ENOMEM;
    return 0;
}

static void __exit fin_module(void)
{
    remove_proc_entry("mtest", NULL);
}

module_init(debut);
module_exit(fin_module);
