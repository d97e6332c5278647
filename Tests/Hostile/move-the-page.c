// Cheats at findpage: makes the target's page table lead to a copy of the page, and claims the copy's address.
// SPDX-License-Identifier: GPL-2.0
#include <asm/tlbflush.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

/* The entry of @addr, which is mapped; NULL if by a huge page. */
static pte_t *entry(struct mm_struct *mm, unsigned long addr)
{
	pud_t *pud = pud_offset(p4d_offset(pgd_offset(mm, addr), addr), addr);
	pmd_t *pmd = pud_present(*pud) ? pmd_offset(pud, addr) : NULL;

	return pmd && pmd_present(*pmd) && !pmd_leaf(*pmd) ?
		pte_offset_kernel(pmd, addr) : NULL;
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *task, *found = NULL;
	char *text = memdup_user_nul(buf, min_t(size_t, len, 256));
	unsigned long addr;
	void *copy;
	pte_t *pte;

	if (IS_ERR(text))
		return PTR_ERR(text);
	if (sscanf(text, "findpage %lx", &addr) != 1)
		goto free_text;
	rcu_read_lock();
	for_each_process(task)
		if (!found && task->mm && !strcmp(task->comm, "test"))
			found = get_task_struct(task);
	rcu_read_unlock();
	copy = (void *)get_zeroed_page(GFP_KERNEL);
	if (!found || !copy)
		goto free_text;
	if (access_process_vm(found, addr & PAGE_MASK, copy, PAGE_SIZE, 0) <= 0)
		goto put_task;
	pte = entry(found->mm, addr);
	if (pte) {
		set_pte(pte, pfn_pte(virt_to_phys(copy) >> PAGE_SHIFT,
				     __pgprot(pte_flags(*pte) & __default_kernel_pte_mask)));
		native_write_cr3(__native_read_cr3());
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", addr,
			(u64)virt_to_phys(copy) + offset_in_page(addr));
	}
	put_task:
	put_task_struct(found);
	free_text:
	kfree(text);
	return len;
}
