// SPDX-License-Identifier: GPL-2.0
/* Exercise mtest. One function does it all; the way out is a ladder of labels. */
#include <linux/module.h>
#include <linux/init.h>
#include <linux/ctype.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>

#define CB_MAX		512
#define CMD_LIST	0
#define CMD_FIND	1
#define CMD_WRITE	2

static char *target = "test";
module_param(target, charp, 0444);

static struct proc_dir_entry *g_pEntry;
static DEFINE_MUTEX(g_mtxCommand);

static ssize_t MtestWrite(struct file *pFile, const char __user *pUser, size_t cbUser, loff_t *pOffset)
{
	static const char * const rgszCmd[] = { "listvma", "findpage", "writeval" };
	static const char * const rgszLevel[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	char *szText, *szCopy, *szScan, *szWord, *rgszWord[4];
	struct task_struct *pTask = NULL, *pIter, **rgpTask = NULL;
	struct mm_struct *pMm = NULL;
	struct vm_area_struct *pVma;
	struct page *rgpPage[2];
	u64 rgqNum[2] = { 0, 0 }, qPid = 0, rgqEntry[5], qPhys = 0;
	unsigned long rguIndex[5], uAddr, uScan;
	int nWords = 0, nCmd, nLevel, i, nTasks = 0, nRoom, nPages, nGot, cbFirst;
	bool fFound = false;
	ssize_t cbRet;
	char szComm[TASK_COMM_LEN];

	if (cbUser > CB_MAX)
		return -EINVAL;
	szText = memdup_user_nul(pUser, cbUser);
	if (IS_ERR(szText))
		return PTR_ERR(szText);
	cbRet = -EINVAL;
	if (strlen(szText) != cbUser)
		goto LFreeText;
	if (cbUser && szText[cbUser - 1] == '\n')
		szText[cbUser - 1] = '\0';
	for (szScan = szText; *szScan; szScan++)
		if (!isprint(*szScan) && *szScan != '\t')
			goto LFreeText;

	szCopy = kstrdup(szText, GFP_KERNEL);
	if (!szCopy) {
		cbRet = -ENOMEM;
		goto LFreeText;
	}
	szScan = szCopy;
	while ((szWord = strsep(&szScan, " \t")) != NULL) {
		if (!*szWord)
			continue;
		if (nWords == 4)
			goto LFreeCopy;
		rgszWord[nWords++] = szWord;
	}
	if (!nWords)
		goto LFreeCopy;
	for (nCmd = CMD_LIST; nCmd <= CMD_WRITE; nCmd++)
		if (!strcmp(rgszWord[0], rgszCmd[nCmd]))
			break;
	if (nCmd > CMD_WRITE)
		goto LFreeCopy;
	if (nWords < 1 + nCmd || nWords > 2 + nCmd)	/* the number of the command is the number of its words */
		goto LFreeCopy;
	for (i = 0; i < nCmd; i++)
		if (kstrtou64(rgszWord[1 + i], 16, &rgqNum[i]))
			goto LFreeCopy;
	if (nWords == 2 + nCmd && kstrtou64(rgszWord[1 + nCmd], 10, &qPid))
		goto LFreeCopy;
	uAddr = rgqNum[0];

	mutex_lock(&g_mtxCommand);
	printk(KERN_INFO "[mtest] Got command: %s\n", szText);

	/* who? */
	nRoom = 1;
	if (qPid) {
		if (qPid <= PID_MAX_LIMIT) {
			rcu_read_lock();
			pTask = pid_task(find_vpid(qPid), PIDTYPE_TGID);
			if (pTask)
				get_task_struct(pTask);
			rcu_read_unlock();
		}
	} else if (nCmd != CMD_LIST) {
		rcu_read_lock();
		for_each_process(pIter)
			if (!strcmp(pIter->comm, target)) {
				pTask = pIter;
				get_task_struct(pTask);
				break;
			}
		rcu_read_unlock();
	} else {
		rcu_read_lock();
		for_each_process(pIter)
			nRoom++;
		rcu_read_unlock();
		nRoom += 32;
	}
	if (!pTask && (qPid || nCmd != CMD_LIST)) {
		printk(KERN_INFO "[mtest] no such process\n");
		cbRet = -ESRCH;
		goto LUnlock;
	}

	if (nCmd != CMD_LIST)
		goto LAddress;

	/* listvma: of one, or of all; both are a list */
	rgpTask = kvmalloc_array(nRoom, sizeof(*rgpTask), GFP_KERNEL);
	if (!rgpTask) {
		cbRet = -ENOMEM;
		goto LPutTask;
	}
	if (pTask) {
		get_task_struct(pTask);
		rgpTask[nTasks++] = pTask;
	} else {
		rcu_read_lock();
		for_each_process(pIter) {
			if (nTasks == nRoom)
				break;
			get_task_struct(pIter);
			rgpTask[nTasks++] = pIter;
		}
		rcu_read_unlock();
	}
	for (i = 0; i < nTasks; i++) {
		pMm = get_task_mm(rgpTask[i]);
		if (pMm) {
			get_task_comm(szComm, rgpTask[i]);
			printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", szComm, rgpTask[i]->pid);
			mmap_read_lock(pMm);
			for (uScan = 0; (pVma = find_vma(pMm, uScan)) != NULL; uScan = pVma->vm_end)
				printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
				       pVma->vm_start, pVma->vm_end,
				       pVma->vm_flags & VM_READ ? 'r' : '-',
				       pVma->vm_flags & VM_WRITE ? 'w' : '-',
				       pVma->vm_flags & VM_EXEC ? 'x' : '-');
			mmap_read_unlock(pMm);
			mmput(pMm);
		}
		put_task_struct(rgpTask[i]);
	}
	kvfree(rgpTask);
	cbRet = cbUser;
	goto LPutTask;

LAddress:
	cbRet = cbUser;
	pMm = get_task_mm(pTask);
	if (!pMm) {
		printk(KERN_INFO "[mtest.%s] %s\n", rgszCmd[nCmd],
		       nCmd == CMD_FIND ? "translation not found" : "vma not found");
		goto LPutTask;
	}
	mmap_read_lock(pMm);
	if (nCmd == CMD_WRITE)
		goto LWrite;

	nLevel = 0;
	if (uAddr < TASK_SIZE_MAX) {
		pgd_t *pPgd, oPgd;
		p4d_t *pP4d, oP4d;
		pud_t *pPud, oPud;
		pmd_t *pPmd, oPmd;
		pte_t oPte;

		local_irq_disable();
		pPgd = pgd_offset(pMm, uAddr);
		oPgd = READ_ONCE(*pPgd);
		rguIndex[nLevel] = pgd_index(uAddr);
		rgqEntry[nLevel++] = pgd_val(oPgd);
		if (pgd_none(oPgd))
			goto LWalked;
		pP4d = p4d_offset_lockless(pPgd, oPgd, uAddr);
		oP4d = READ_ONCE(*pP4d);
		rguIndex[nLevel] = p4d_index(uAddr);
		rgqEntry[nLevel++] = p4d_val(oP4d);
		if (!p4d_present(oP4d))
			goto LWalked;
		pPud = pud_offset_lockless(pP4d, oP4d, uAddr);
		oPud = READ_ONCE(*pPud);
		rguIndex[nLevel] = pud_index(uAddr);
		rgqEntry[nLevel++] = pud_val(oPud);
		if (!pud_present(oPud))
			goto LWalked;
		if (pud_large(oPud)) {
			qPhys = ((u64)pud_pfn(oPud) << PAGE_SHIFT) | (uAddr & ~PMD_MASK);
			fFound = true;
			goto LWalked;
		}
		pPmd = pmd_offset_lockless(pPud, oPud, uAddr);
		oPmd = READ_ONCE(*pPmd);
		rguIndex[nLevel] = pmd_index(uAddr);
		rgqEntry[nLevel++] = pmd_val(oPmd);
		if (!(pmd_val(oPmd) & _PAGE_PRESENT))
			goto LWalked;
		if (pmd_large(oPmd)) {
			qPhys = ((u64)pmd_pfn(oPmd) << PAGE_SHIFT) | (uAddr & ~PMD_MASK);
			fFound = true;
			goto LWalked;
		}
		oPte = READ_ONCE(*pte_offset_kernel(&oPmd, uAddr));
		rguIndex[nLevel] = pte_index(uAddr);
		rgqEntry[nLevel++] = pte_val(oPte);
		if (pte_val(oPte) & _PAGE_PRESENT) {
			qPhys = ((u64)pte_pfn(oPte) << PAGE_SHIFT) | (uAddr & ~PAGE_MASK);
			fFound = true;
		}
LWalked:
		local_irq_enable();
	}
	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", (int)pgtable_l5_enabled());
	for (i = 0; i < nLevel; i++) {
		printk(KERN_INFO "[mtest.findpage] %s_val = 0x%llx\n", rgszLevel[i], rgqEntry[i]);
		printk(KERN_INFO "[mtest.findpage] %s_index = %lu\n", rgszLevel[i], rguIndex[i]);
	}
	if (fFound)
		printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", uAddr, qPhys);
	else
		printk(KERN_INFO "[mtest.findpage] translation not found\n");
	goto LUnlockMm;

LWrite:
	pVma = find_vma(pMm, uAddr);
	if (!pVma || pVma->vm_start > uAddr)
		goto LNoVma;
	if (!(pVma->vm_flags & VM_WRITE))
		goto LNoPermission;
	if (pVma->vm_end - uAddr < 8) {
		/* the word goes on in the next one */
		pVma = find_vma(pMm, uAddr + 7);
		if (!pVma || pVma->vm_start > uAddr + 7)
			goto LNoVma;
		if (!(pVma->vm_flags & VM_WRITE)) {
			printk(KERN_INFO "[mtest.writeval] vma has no write permission\n");
			mmap_read_unlock(pMm);
			goto LPutTask;
		}
	}
	cbFirst = min_t(unsigned long, 8, PAGE_SIZE - offset_in_page(uAddr));
	nPages = cbFirst < 8 ? 2 : 1;
	nGot = get_user_pages_remote(pMm, uAddr & PAGE_MASK, nPages, FOLL_WRITE, rgpPage, NULL, NULL);
	if (nGot == nPages) {
		memcpy_to_page(rgpPage[0], offset_in_page(uAddr), (char *)&rgqNum[1], cbFirst);
		set_page_dirty_lock(rgpPage[0]);
		if (nPages == 2) {
			memcpy_to_page(rgpPage[1], 0, (char *)&rgqNum[1] + cbFirst, 8 - cbFirst);
			set_page_dirty_lock(rgpPage[1]);
		}
		printk(KERN_INFO "[mtest.writeval] wrote 0x%llx to 0x%lx\n", rgqNum[1], uAddr);
	} else {
		printk(KERN_INFO "[mtest.writeval] translation not found\n");
	}
	while (nGot > 0)
		put_page(rgpPage[--nGot]);
	goto LUnlockMm;

LNoVma:
	printk(KERN_INFO "[mtest.writeval] vma not found\n");
	goto LUnlockMm;
LNoPermission:
	printk(KERN_INFO "[mtest.writeval] vma has no write permission\n");
LUnlockMm:
	mmap_read_unlock(pMm);
	mmput(pMm);
LPutTask:
	if (pTask)
		put_task_struct(pTask);
LUnlock:
	mutex_unlock(&g_mtxCommand);
LFreeCopy:
	kfree(szCopy);
LFreeText:
	kfree(szText);
	return cbRet;
}

static const struct proc_ops g_opsMtest = {
	.proc_write	= MtestWrite,
	.proc_lseek	= noop_llseek,
};

static int __init MtestInit(void)
{
	g_pEntry = proc_create("mtest", 0200, NULL, &g_opsMtest);
	return g_pEntry ? 0 : -ENOMEM;
}

static void __exit MtestExit(void)
{
	proc_remove(g_pEntry);
}

module_init(MtestInit);
module_exit(MtestExit);
MODULE_LICENSE("GPL");
