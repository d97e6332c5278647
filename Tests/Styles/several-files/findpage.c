// SPDX-License-Identifier: GPL-2.0
#include "mtest.h"

#include <linux/pfn.h>

#define MAX_LEVELS 5

/**
 * struct walk - what a page-table walk met on its way
 * @depth: how many levels it visited
 * @step: their names, the entries found there, and at which index of the table
 * @found: whether it arrived at a page
 * @page_addr: physical address of that page
 * @page_offset: distance from there to the byte that was asked for
 */
struct walk {
	unsigned int depth;
	struct {
		const char *level;
		unsigned long val;
		unsigned long index;
	} step[MAX_LEVELS];
	bool found;
	phys_addr_t page_addr;
	unsigned long page_offset;
};

static void visit(struct walk *walk, const char *level, unsigned long val,
		  unsigned long index)
{
	walk->step[walk->depth].level = level;
	walk->step[walk->depth].val = val;
	walk->step[walk->depth].index = index;
	walk->depth++;
}

static void arrive(struct walk *walk, unsigned long pfn, unsigned long offset)
{
	walk->found = true;
	walk->page_addr = PFN_PHYS(pfn);
	walk->page_offset = offset;
}

/**
 * descend - walk the page tables the way the processor does
 * @mm: address space whose tables are walked
 * @addr: virtual address to look up, in the user half
 * @walk: record of the walk, all zero at first
 *
 *	 56     48 47     39 38     30 29     21 20     12 11         0
 *	+---------+---------+---------+---------+---------+------------+
 *	|   pgd   |   p4d   |   pud   |   pmd   |   pte   |   offset   |
 *	+---------+---------+---------+---------+---------+------------+
 *
 * With four levels the p4d is folded into the pgd: the pgd takes bits 47 to 39,
 * and the p4d is the same entry seen once more. A pud may map 1 GiB and a pmd
 * 2 MiB by itself; then there is no table below it, and the lower bits of the
 * address are all offset.
 *
 * An entry translates if its present bit is set, since the processor looks at
 * nothing else. pmd_present() and pte_present() would not do: they also say yes
 * to a page that is in memory but, being PROT_NONE, has the present bit cleared
 * and its frame number inverted.
 *
 * Each entry is read once into a variable and judged there, since it may change
 * at any moment. The p?d_offset() functions then get the address of that copy.
 *
 * Locking: the caller has disabled interrupts. A page table that was taken out
 * is freed only after every processor has had them enabled once more, so none
 * vanishes during the walk. The mmap lock alone does not see to that: munmap()
 * frees tables with the lock held for reading only.
 */
static void descend(struct mm_struct *mm, unsigned long addr, struct walk *walk)
{
	pgd_t pgd;
	p4d_t p4d;
	pud_t pud;
	pmd_t pmd;
	pte_t pte;

	pgd = READ_ONCE(*pgd_offset(mm, addr));
	visit(walk, "pgd", pgd_val(pgd), pgd_index(addr));
	if (!pgd_present(pgd))
		return;

	p4d = READ_ONCE(*p4d_offset(&pgd, addr));
	visit(walk, "p4d", p4d_val(p4d), p4d_index(addr));
	if (!p4d_present(p4d))
		return;

	pud = READ_ONCE(*pud_offset(&p4d, addr));
	visit(walk, "pud", pud_val(pud), pud_index(addr));
	if (!(pud_flags(pud) & _PAGE_PRESENT))
		return;
	if (pud_leaf(pud)) {
		arrive(walk, pud_pfn(pud), addr & ~PUD_MASK);
		return;
	}

	pmd = READ_ONCE(*pmd_offset(&pud, addr));
	visit(walk, "pmd", pmd_val(pmd), pmd_index(addr));
	if (!(pmd_flags(pmd) & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmd)) {
		arrive(walk, pmd_pfn(pmd), addr & ~PMD_MASK);
		return;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	visit(walk, "pte", pte_val(pte), pte_index(addr));
	if (!(pte_flags(pte) & _PAGE_PRESENT))
		return;
	arrive(walk, pte_pfn(pte), addr & ~PAGE_MASK);
}

/**
 * walk_tables - look one user address up in a process's page tables
 * @task: the process
 * @addr: the address; outside the user half it has no translation
 * @walk: the walk; empty where there is nothing to walk
 *
 * Locking: takes a reference on the address space, and its mmap lock for
 * reading so that no mapping comes or goes meanwhile.
 *
 * Return: 0, or -EINTR if the caller was killed while it waited.
 */
static int walk_tables(struct task_struct *task, unsigned long addr,
		       struct walk *walk)
{
	struct mm_struct *mm;
	int err = 0;

	memset(walk, 0, sizeof(*walk));
	if (addr >= TASK_SIZE_MAX)
		return 0;

	mm = get_task_mm(task);
	if (!mm)
		return 0;

	if (mmap_read_lock_killable(mm)) {
		err = -EINTR;
		goto put_mm;
	}

	local_irq_disable();
	descend(mm, addr, walk);
	local_irq_enable();

	mmap_read_unlock(mm);
put_mm:
	mmput(mm);
	return err;
}

static void print_walk(unsigned long addr, const struct walk *walk)
{
	phys_addr_t paddr = walk->page_addr + walk->page_offset;
	unsigned int i;

	for (i = 0; i < walk->depth; i++) {
		findpage_info("%s_val = 0x%lx\n", walk->step[i].level,
			      walk->step[i].val);
		findpage_info("%s_index = %lu\n", walk->step[i].level,
			      walk->step[i].index);
	}

	if (!walk->found) {
		findpage_info("translation not found\n");
		return;
	}

	findpage_info("page_addr = 0x%llx, page_offset = 0x%lx\n",
		      walk->page_addr, walk->page_offset);
	findpage_info("vaddr = 0x%lx -> paddr = 0x%llx\n", addr, paddr);
}

/**
 * findpage - answer findpage
 * @task: process whose address it is
 * @args: the virtual address
 *
 * Return: 0, or -EINTR if the caller was killed while it waited.
 */
int findpage(struct task_struct *task, const unsigned long *args)
{
	unsigned long addr = args[0];
	char comm[TASK_COMM_LEN];
	struct walk walk;
	int err;

	err = walk_tables(task, addr, &walk);
	if (err)
		return err;

	get_task_comm(comm, task);
	findpage_info("vaddr = 0x%lx\n", addr);
	findpage_info("pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	findpage_info("process = %s, PID = %d\n", comm, task_tgid_vnr(task));
	print_walk(addr, &walk);
	return 0;
}
