/*******************************************************************************
 * File        : mtest.c
 * Author      : Priya
 * Description : Every answer goes to the kernel log, and the last 64 KiB of the
 *               answers can be read from /proc/mtest too.
 ******************************************************************************/
#include <linux/module.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>
#include <linux/highmem.h>
#include <linux/uaccess.h>

#define HISTORY_BYTES       (64u * 1024u)
#define COMMAND_BYTES       (80u)

typedef enum { CMD_LISTVMA = 1, CMD_FINDPAGE = 2, CMD_WRITEVAL = 3 } eCommand;

typedef struct {
    eCommand       eCmd;
    unsigned long  ulAddress;
    unsigned long  ulValue;
    int            iPid;            /* -1: by name */
} sRequest;

static char *target = "test";
module_param(target, charp, 0644);

static char   *gpcHistory;
static size_t  guUsed;
static DEFINE_MUTEX(gMutex);

/*--- output ------------------------------------------------------------------*/

static __printf(1, 2) void Say(const char *pcFormat, ...)
{
    char    acLine[200];
    int     iLen;
    va_list ap;

    va_start(ap, pcFormat);
    iLen = vscnprintf(acLine, sizeof(acLine), pcFormat, ap);
    va_end(ap);

    printk(KERN_INFO "%s\n", acLine);

    if (guUsed + iLen + 1 > HISTORY_BYTES)
        guUsed = 0;                 /* start afresh when full */
    memcpy(gpcHistory + guUsed, acLine, iLen);
    guUsed += iLen;
    gpcHistory[guUsed++] = '\n';
}

/*--- processes ---------------------------------------------------------------*/

static struct task_struct *GetProcess(int iPid)
{
    struct task_struct *psTask, *psResult = NULL;

    rcu_read_lock();
    for_each_process(psTask) {
        bool bHit = (iPid >= 0) ? (psTask->tgid == iPid) : (strcmp(psTask->comm, target) == 0);

        if (bHit) {
            psResult = get_task_struct(psTask);
            break;
        }
    }
    rcu_read_unlock();
    return psResult;
}

/*--- listvma -----------------------------------------------------------------*/

static void ListVma(struct task_struct *psTask, struct mm_struct *psMm)
{
    struct vm_area_struct *psVma;
    struct vma_iterator    sIter;

    Say("[mtest.listvma] Process = %s, PID = %d", psTask->comm, psTask->tgid);
    vma_iter_init(&sIter, psMm, 0);
    mmap_read_lock(psMm);
    for_each_vma(sIter, psVma) {
        char acPerm[4];

        acPerm[0] = (psVma->vm_flags & VM_READ)  ? 'r' : '-';
        acPerm[1] = (psVma->vm_flags & VM_WRITE) ? 'w' : '-';
        acPerm[2] = (psVma->vm_flags & VM_EXEC)  ? 'x' : '-';
        acPerm[3] = '\0';
        Say("[mtest.listvma] 0x%lx 0x%lx %s", psVma->vm_start, psVma->vm_end, acPerm);
    }
    mmap_read_unlock(psMm);
}

static void ListVmaOfAll(void)
{
    int iNext = 1;

    while (iNext > 0) {
        struct task_struct *psTask = NULL;
        struct pid         *psPid;

        rcu_read_lock();
        psPid = find_ge_pid(iNext, &init_pid_ns);
        if (psPid != NULL) {
            iNext  = pid_nr(psPid) + 1;
            psTask = pid_task(psPid, PIDTYPE_TGID);
            if (psTask != NULL)
                get_task_struct(psTask);
        } else {
            iNext = 0;
        }
        rcu_read_unlock();

        if (psTask != NULL) {
            struct mm_struct *psMm = get_task_mm(psTask);

            if (psMm != NULL) {
                ListVma(psTask, psMm);
                mmput(psMm);
            }
            put_task_struct(psTask);
        }
    }
}

/*--- findpage ----------------------------------------------------------------*/

static bool Walk(struct mm_struct *psMm, unsigned long ulVa, unsigned long *pulPa)
{
    pgd_t *psPgd = pgd_offset(psMm, ulVa);
    p4d_t *psP4d;
    pud_t *psPud;
    pmd_t *psPmd;
    pte_t  sPte;

    Say("[mtest.findpage] pgd_val = 0x%lx", pgd_val(*psPgd));
    Say("[mtest.findpage] pgd_index = %lu", pgd_index(ulVa));
    if (pgd_none(*psPgd))
        return false;

    psP4d = p4d_offset(psPgd, ulVa);
    Say("[mtest.findpage] p4d_val = 0x%lx", p4d_val(*psP4d));
    Say("[mtest.findpage] p4d_index = %lu", p4d_index(ulVa));
    if (p4d_none(*psP4d))
        return false;

    psPud = pud_offset(psP4d, ulVa);
    Say("[mtest.findpage] pud_val = 0x%lx", pud_val(*psPud));
    Say("[mtest.findpage] pud_index = %lu", pud_index(ulVa));
    if (!pud_present(*psPud))
        return false;
    if (pud_large(*psPud)) {
        *pulPa = (pud_pfn(*psPud) << PAGE_SHIFT) | (ulVa & (PUD_SIZE - 1));
        return true;
    }

    psPmd = pmd_offset(psPud, ulVa);
    Say("[mtest.findpage] pmd_val = 0x%lx", pmd_val(*psPmd));
    Say("[mtest.findpage] pmd_index = %lu", pmd_index(ulVa));
    if (!pmd_present(*psPmd))
        return false;
    if (pmd_large(*psPmd)) {
        *pulPa = (pmd_pfn(*psPmd) << PAGE_SHIFT) | (ulVa & (PMD_SIZE - 1));
        return true;
    }

    sPte = *pte_offset_kernel(psPmd, ulVa);
    Say("[mtest.findpage] pte_val = 0x%lx", pte_val(sPte));
    Say("[mtest.findpage] pte_index = %lu", pte_index(ulVa));
    if (!pte_present(sPte))
        return false;
    *pulPa = (pte_pfn(sPte) << PAGE_SHIFT) | (ulVa & (PAGE_SIZE - 1));
    return true;
}

static void FindPage(struct task_struct *psTask, struct mm_struct *psMm, unsigned long ulVa)
{
    unsigned long ulPa   = 0;
    bool          bFound = false;

    Say("[mtest.findpage] vaddr = 0x%lx", ulVa);
    Say("[mtest.findpage] pgtable_l5_enabled = %d", pgtable_l5_enabled() ? 1 : 0);
    Say("[mtest.findpage] Process = %s, PID = %d", psTask->comm, psTask->tgid);

    if (ulVa < TASK_SIZE_MAX) {
        mmap_read_lock(psMm);
        bFound = Walk(psMm, ulVa, &ulPa);
        mmap_read_unlock(psMm);
    }

    if (bFound) {
        Say("[mtest.findpage] page_addr = 0x%lx", ulPa & PAGE_MASK);
        Say("[mtest.findpage] page_offset = 0x%lx", ulPa & ~PAGE_MASK);
        Say("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx", ulVa, ulPa);
    } else {
        Say("[mtest.findpage] translation not found");
    }
}

/*--- writeval ----------------------------------------------------------------*/

static bool MayWrite(struct mm_struct *psMm, unsigned long ulFirst, unsigned long ulLast)
{
    struct vm_area_struct *psLow  = vma_lookup(psMm, ulFirst);
    struct vm_area_struct *psHigh = psLow ? vma_lookup(psMm, ulLast) : NULL;

    if (psLow == NULL || psHigh == NULL) {
        Say("[mtest.writeval] vma not found");
        return false;
    }
    if (!(psLow->vm_flags & VM_WRITE) || !(psHigh->vm_flags & VM_WRITE)) {
        Say("[mtest.writeval] vma has no write permission");
        return false;
    }
    return true;
}

static void WriteVal(struct mm_struct *psMm, unsigned long ulVa, unsigned long ulValue)
{
    struct page  *apsPage[2];
    size_t        uFirst = PAGE_SIZE - offset_in_page(ulVa);
    int           iPages = 1;
    long          lGot;

    if (uFirst < sizeof(ulValue))
        iPages = 2;
    else
        uFirst = sizeof(ulValue);

    mmap_read_lock(psMm);
    if (MayWrite(psMm, ulVa, ulVa + sizeof(ulValue) - 1)) {
        lGot = pin_user_pages_remote(psMm, ulVa, iPages, FOLL_WRITE, apsPage, NULL, NULL);
        if (lGot == iPages) {
            memcpy_to_page(apsPage[0], offset_in_page(ulVa), (char *)&ulValue, uFirst);
            if (iPages == 2)
                memcpy_to_page(apsPage[1], 0, (char *)&ulValue + uFirst, sizeof(ulValue) - uFirst);
            unpin_user_pages_dirty_lock(apsPage, lGot, true);
            Say("[mtest.writeval] wrote 0x%lx to 0x%lx", ulValue, ulVa);
        } else {
            if (lGot > 0)
                unpin_user_pages(apsPage, lGot);
            Say("[mtest.writeval] translation not found");
        }
    }
    mmap_read_unlock(psMm);
}

/*--- input -------------------------------------------------------------------*/

static bool ReadNumber(const char **ppc, unsigned int uBase, unsigned long *pul)
{
    const char *pc = *ppc + strspn(*ppc, " \t");
    char       *pcEnd;
    size_t      uDigits;

    if (pc == *ppc)
        return false;               /* no blank in front */
    if (uBase == 16 && pc[0] == '0' && (pc[1] == 'x' || pc[1] == 'X'))
        pc += 2;
    uDigits = strspn(pc, uBase == 16 ? "0123456789abcdefABCDEF" : "0123456789");
    while (uDigits > 1 && *pc == '0') {
        pc++;
        uDigits--;
    }
    if (uDigits == 0 || uDigits > (uBase == 16 ? 16 : 9))
        return false;
    /* simple_strtoul would take a second 0x */
    if (pc[uDigits] != '\0' && pc[uDigits] != ' ' && pc[uDigits] != '\t')
        return false;
    *pul = simple_strtoul(pc, &pcEnd, uBase);
    *ppc = pcEnd;
    return pcEnd == pc + uDigits;
}

static bool AtEnd(const char *pc)
{
    return pc[strspn(pc, " \t")] == '\0';
}

static bool Parse(const char *pc, sRequest *psReq)
{
    unsigned long ul;

    pc += strspn(pc, " \t");
    if (strncmp(pc, "listvma", 7) == 0) {
        psReq->eCmd = CMD_LISTVMA;
        pc += 7;
    } else if (strncmp(pc, "findpage", 8) == 0) {
        psReq->eCmd = CMD_FINDPAGE;
        pc += 8;
    } else if (strncmp(pc, "writeval", 8) == 0) {
        psReq->eCmd = CMD_WRITEVAL;
        pc += 8;
    } else {
        return false;
    }
    if (psReq->eCmd >= CMD_FINDPAGE && !ReadNumber(&pc, 16, &psReq->ulAddress))
        return false;
    if (psReq->eCmd >= CMD_WRITEVAL && !ReadNumber(&pc, 16, &psReq->ulValue))
        return false;
    psReq->iPid = -1;
    if (AtEnd(pc))
        return true;
    if (!ReadNumber(&pc, 10, &ul) || !AtEnd(pc))
        return false;
    psReq->iPid = (int)ul;
    return true;
}

static ssize_t OnWrite(struct file *psFile, const char __user *pcUser, size_t uCount, loff_t *pOff)
{
    char                acCommand[COMMAND_BYTES];
    sRequest            sReq = { 0 };
    struct task_struct *psTask;
    struct mm_struct   *psMm;
    ssize_t             iResult = uCount;

    if (uCount >= COMMAND_BYTES)
        return -EINVAL;
    if (copy_from_user(acCommand, pcUser, uCount) != 0)
        return -EFAULT;
    acCommand[uCount] = '\0';
    if (strlen(acCommand) != uCount)
        return -EINVAL;
    if (uCount > 0 && acCommand[uCount - 1] == '\n')
        acCommand[uCount - 1] = '\0';
    if (!Parse(acCommand, &sReq))
        return -EINVAL;

    mutex_lock(&gMutex);
    Say("[mtest] Got command: %s", acCommand);
    if (sReq.eCmd == CMD_LISTVMA && sReq.iPid < 0) {
        ListVmaOfAll();
        mutex_unlock(&gMutex);
        return iResult;
    }
    psTask = GetProcess(sReq.iPid);
    psMm   = psTask ? get_task_mm(psTask) : NULL;
    if (psMm == NULL) {
        Say("[mtest] no such process");
        iResult = -ESRCH;
    } else {
        switch (sReq.eCmd) {
        case CMD_LISTVMA:
            ListVma(psTask, psMm);
            break;
        case CMD_FINDPAGE:
            FindPage(psTask, psMm, sReq.ulAddress);
            break;
        case CMD_WRITEVAL:
            WriteVal(psMm, sReq.ulAddress, sReq.ulValue);
            break;
        }
        mmput(psMm);
    }
    if (psTask != NULL)
        put_task_struct(psTask);
    mutex_unlock(&gMutex);
    return iResult;
}

static ssize_t OnRead(struct file *psFile, char __user *pcUser, size_t uCount, loff_t *pOff)
{
    ssize_t iResult;

    mutex_lock(&gMutex);
    iResult = simple_read_from_buffer(pcUser, uCount, pOff, gpcHistory, guUsed);
    mutex_unlock(&gMutex);
    return iResult;
}

static const struct proc_ops gsOps = {
    .proc_read  = OnRead,
    .proc_write = OnWrite,
    .proc_lseek = default_llseek,
};

static int __init MtestInit(void)
{
    gpcHistory = vmalloc(HISTORY_BYTES);
    if (gpcHistory == NULL)
        return -ENOMEM;
    if (proc_create("mtest", 0600, NULL, &gsOps) == NULL) {
        vfree(gpcHistory);
        return -ENOMEM;
    }
    return 0;
}

static void __exit MtestExit(void)
{
    remove_proc_entry("mtest", NULL);
    vfree(gpcHistory);
}

module_init(MtestInit);
module_exit(MtestExit);

MODULE_LICENSE("GPL");
