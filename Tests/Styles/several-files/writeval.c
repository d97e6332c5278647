// SPDX-License-Identifier: GPL-2.0
#include "mtest.h"

#include "compat.h"

/**
 * why_not_writable - find out what forbids writing at an address
 * @mm: the address space
 * @addr: the address
 *
 * Locking: the caller holds the mmap lock.
 *
 * Return: the reason, or NULL if writing is allowed.
 */
static const char *why_not_writable(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || addr < vma->vm_start)
		return "vma not found";
	if (!(vma->vm_flags & VM_WRITE))
		return "vma has no write permission";
	return NULL;
}

static void copy_word(struct page **pages, unsigned long offset,
		      unsigned long val)
{
	__le64 word = cpu_to_le64(val);
	const char *bytes = (const char *)&word;
	size_t first = min_t(size_t, sizeof(word), PAGE_SIZE - offset);

	mtest_copy_to_page(pages[0], offset, bytes, first);
	if (first < sizeof(word))
		mtest_copy_to_page(pages[1], 0, bytes + first,
				   sizeof(word) - first);
}

/**
 * write_word - write a word into an address space, all of it or nothing
 * @mm: the address space
 * @addr: where to, at any alignment; the word may go on in the next page
 * @val: the word
 *
 * A page that the page tables map is not yet a page to write to: after fork()
 * it may be another process's too, it may be the zero page that everybody
 * shares, or a file's. Pinning with FOLL_WRITE does what the processor's own
 * write would do, that is, fault the page in and break copy-on-write.
 * FOLL_FORCE is left out on purpose, as it would write to read-only areas.
 *
 * Both pages are there before the first byte is written.
 *
 * Locking: the caller holds the mmap lock for reading. It may sleep.
 *
 * Return: NULL if the word was written, else the reason why nothing was.
 */
static const char *write_word(struct mm_struct *mm, unsigned long addr,
			      unsigned long val)
{
	unsigned long last = addr + sizeof(val) - 1;
	unsigned long offset = offset_in_page(addr);
	struct page *pages[2];
	const char *reason;
	long count, pinned;

	mmap_assert_locked(mm);

	reason = why_not_writable(mm, addr);
	if (!reason)
		reason = why_not_writable(mm, last);
	if (reason)
		return reason;

	count = DIV_ROUND_UP(offset + sizeof(val), PAGE_SIZE);
	pinned = mtest_pin_pages(mm, addr - offset, count, FOLL_WRITE, pages);
	if (pinned != count) {
		reason = "translation not found";
		goto unpin;
	}

	copy_word(pages, offset, val);
unpin:
	if (pinned > 0)
		unpin_user_pages_dirty_lock(pages, pinned, !reason);
	return reason;
}

/**
 * writeval - answer writeval
 * @task: process whose memory it is
 * @args: the virtual address and the value
 *
 * Locking: takes a reference on the address space, and its mmap lock for
 * reading so that what is found writable is still so when it is written to.
 *
 * Return: 0 whether it was written or refused, or -EINTR if the caller was
 * killed while it waited.
 */
int writeval(struct task_struct *task, const unsigned long *args)
{
	unsigned long addr = args[0], val = args[1];
	const char *reason = "vma not found";
	struct mm_struct *mm;

	mm = get_task_mm(task);
	if (!mm)
		goto report;

	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	reason = write_word(mm, addr, val);
	mmap_read_unlock(mm);
	mmput(mm);

report:
	if (reason)
		writeval_info("%s\n", reason);
	else
		writeval_info("wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}
