extension KernelChange {
    /// What changed in the interfaces that a module like this one uses.
    ///
    /// The source is the commit that made the change; "headers" means that the headers of 6.1 have the new and lack the
    /// old, while the version is from the change's own documentation.
    static let table: [KernelChange] = memory + locks + files + users + time + odds

    private static let areas = "find_vma(mm, address) for the next area, or VMA_ITERATOR() and for_each_vma()"
    private static let lock = "the lock is mmap_lock: mmap_read_lock(mm) and mmap_read_unlock(mm)"
    private static let p4d = "there is a level between: p4d = p4d_offset(pgd, address), pud = pud_offset(p4d, address)"

    private static let memory: [KernelChange] = [
        .older(.noMember("mmap", of: "mm_struct"), 6, 1, "the list of areas is gone; \(areas)", "763ecb035029"),
        .older(
            .noMember("mm_rb", of: "mm_struct"), 6, 1, "the tree of areas is a maple tree; \(areas)", "524e00b36e8c"),
        .older(.noMember("highest_vm_end", of: "mm_struct"), 6, 1, "it is gone; \(areas)", "headers"),
        .older(.noMember("vm_next", of: "vm_area_struct"), 6, 1, "the list of areas is gone; \(areas)", "763ecb035029"),
        .older(.noMember("vm_prev", of: "vm_area_struct"), 6, 1, "the list of areas is gone; \(areas)", "763ecb035029"),
        .older(
            .noMember("vm_rb", of: "vm_area_struct"), 6, 1, "the tree of areas is a maple tree; \(areas)", "headers"),
        .older(
            .noMember("mmap_cache", of: "mm_struct"), 3, 15, "it is the kernel's own; find_vma() uses it",
            "615d6e8756c8"),
        .older(.noMember("_count", of: "page"), 4, 6, "it is page_ref_count(page)", "headers"),
        .older(.readOnly("vm_flags"), 6, 3, "vm_flags_set(vma, flags) and vm_flags_clear(vma, flags)", "bc292ab00f6c"),
        .older(.argument(1, of: "pud_offset"), 4, 11, p4d, "headers"),
        .older(.tooMany("get_user_pages"), 4, 6, "the task and the mm are no arguments any more", "headers"),
        .older(
            .tooMany("get_user_pages_remote"), 5, 9,
            "the task is no argument any more: (mm, start, count, flags, pages, vmas, locked)", "64019a2e467a"),
        .older(
            .argument(1, of: "get_user_pages_remote"), 5, 9,
            "the task is no argument any more: (mm, start, count, flags, pages, vmas, locked)", "64019a2e467a"),
        .older(
            .tooMany("get_user_pages_remote"), 6, 5,
            "the areas are no argument any more: (mm, start, count, flags, pages, locked)", "ca5e863233e8"),
        .newer(
            .tooFew("get_user_pages_remote"), 6, 5,
            "here it has vmas before locked: (mm, start, count, flags, pages, NULL, locked)", "ca5e863233e8"),
        .older(.undeclared("follow_pfn"), 6, 10, "walk the tables, or get_user_pages_remote()", "cb10c28ac82c"),
        .older(.undeclared("pmd_large"), 6, 9, "pmd_leaf()", "headers"),
        .older(.undeclared("pud_large"), 6, 9, "pud_leaf()", "headers"),
        .older(.undeclared("pte_offset_map_nested"), 3, 0, "pte_offset_map()", "headers"),
        .older(.undeclared("PAGE_CACHE_SIZE"), 4, 6, "PAGE_SIZE", "headers"),
        .older(.undeclared("page_cache_release"), 4, 6, "put_page()", "headers"),
        .older(.undeclared("__GFP_WAIT"), 4, 4, "__GFP_RECLAIM, or GFP_KERNEL as a whole", "headers"),
        .older(.undeclared("KM_USER0"), 3, 4, "kmap_local_page(page), without a slot", "headers"),
        .older(.tooMany("kmap_atomic"), 3, 4, "kmap_local_page(page), without a slot", "headers"),
        .older(.undeclared("kzfree"), 5, 10, "kfree_sensitive()", "headers"),
        .newer(.undeclared("vm_flags_set"), 6, 3, "here vma->vm_flags |= flags", "bc292ab00f6c"),
        .newer(.undeclared("for_each_vma"), 6, 1, "here for (vma = mm->mmap; vma; vma = vma->vm_next)", "763ecb035029"),
        .newer(.undeclared("VMA_ITERATOR"), 6, 1, "here for (vma = mm->mmap; vma; vma = vma->vm_next)", "763ecb035029"),
        .newer(.undeclared("kmap_local_page"), 5, 11, "here kmap_atomic()", "headers"),
    ]

    private static let locks: [KernelChange] = [
        .older(.noMember("mmap_sem", of: "mm_struct"), 5, 8, lock, "da1c55f1b272"),
        .newer(.noMember("mmap_lock", of: "mm_struct"), 5, 8, "here down_read(&mm->mmap_sem)", "headers"),
        .newer(.undeclared("mmap_read_lock"), 5, 8, "here down_read(&mm->mmap_sem)", "headers"),
        .newer(.undeclared("mmap_read_unlock"), 5, 8, "here up_read(&mm->mmap_sem)", "headers"),
        .newer(.undeclared("mmap_read_lock_killable"), 5, 8, "here down_read_killable(&mm->mmap_sem)", "headers"),
        .newer(.undeclared("lock_vma_under_rcu"), 6, 4, "here mmap_read_lock(mm) and find_vma()", "headers"),
        .older(.undeclared("lock_kernel"), 3, 0, "the big lock is gone: a mutex of the module's own", "headers"),
        .older(.noHeader("linux/smp_lock.h"), 3, 0, "the big lock is gone: a mutex of the module's own", "headers"),
        .older(.undeclared("init_MUTEX"), 3, 0, "sema_init(&lock, 1), or a mutex", "headers"),
        .older(.undeclared("DECLARE_MUTEX"), 3, 0, "DEFINE_MUTEX(lock)", "headers"),
        .older(.undeclared("SPIN_LOCK_UNLOCKED"), 3, 0, "DEFINE_SPINLOCK(lock)", "headers"),
        .older(.undeclared("ACCESS_ONCE"), 4, 15, "READ_ONCE() and WRITE_ONCE()", "headers"),
        .older(.noHeader("asm/semaphore.h"), 3, 0, "linux/semaphore.h", "headers"),
    ]

    private static let procOps = "proc_create() takes struct proc_ops, with .proc_write, .proc_read, .proc_lseek"
    private static let oldEntry = "proc_create(name, mode, parent, &ops) with a struct proc_ops"

    private static let files: [KernelChange] =
        [
            .older(.argument(4, of: "proc_create"), 5, 6, procOps, "d56c0d45f0e2"),
            .older(.argument(4, of: "proc_create_data"), 5, 6, procOps, "d56c0d45f0e2"),
            .older(.undeclared("create_proc_entry"), 3, 10, oldEntry, "headers"),
            .older(.undeclared("create_proc_read_entry"), 3, 10, oldEntry, "headers"),
            .older(.undeclared("create_proc_info_entry"), 3, 10, oldEntry, "headers"),
            .older(
                .unknownStructure("proc_dir_entry"), 3, 10, "its members are the kernel's own; \(oldEntry)", "headers"),
            .older(.undeclared("PDE_DATA"), 5, 17, "pde_data(inode)", "headers"),
            .newer(.undeclared("pde_data"), 5, 17, "here PDE_DATA(inode)", "headers"),
            .newer(.undeclared("proc_ops"), 5, 6, "here struct file_operations, with .write and .read", "d56c0d45f0e2"),
            .older(.noMember("f_dentry", of: "file"), 3, 19, "file->f_path.dentry", "headers"),
            .older(
                .tooMany("class_create"), 6, 4, "the module is no argument any more: class_create(name)", "1aaba11da9aa"
            ),
            .newer(.tooFew("class_create"), 6, 4, "here class_create(THIS_MODULE, name)", "1aaba11da9aa"),
        ]
        + ["read", "write", "open", "release", "llseek", "mmap", "poll", "unlocked_ioctl"].map {
            let new = ["llseek": "proc_lseek", "unlocked_ioctl": "proc_ioctl"][$0] ?? "proc_\($0)"
            return .older(.noMember($0, of: "proc_ops"), 5, 6, "in struct proc_ops it is .\(new)", "d56c0d45f0e2")
        }
        + [.older(.noMember("owner", of: "proc_ops"), 5, 6, "struct proc_ops has none: leave it out", "d56c0d45f0e2")]
        + ["write", "read", "open", "release", "lseek"].map {
            .newer(
                .noMember("proc_\($0)", of: "proc_ops"), 5, 6, "here struct file_operations, with .write and .read",
                "d56c0d45f0e2")
        }

    private static let users: [KernelChange] = [
        .older(
            .tooMany("access_ok"), 5, 0, "access_ok(pointer, size); copy_from_user() asks it by itself", "96d4f267e40f"),
        .older(.undeclared("VERIFY_READ"), 5, 0, "access_ok(pointer, size), without it", "96d4f267e40f"),
        .older(.undeclared("VERIFY_WRITE"), 5, 0, "access_ok(pointer, size), without it", "96d4f267e40f"),
        .older(.undeclared("get_ds"), 5, 1, "leave it out: set_fs() is gone too", "736706bee329"),
        .older(.undeclared("get_fs"), 5, 10, "leave it out: copy_from_kernel_nofault() reads the kernel", "headers"),
        .older(.undeclared("set_fs"), 5, 10, "leave it out: copy_from_kernel_nofault() reads the kernel", "headers"),
        .older(.undeclared("KERNEL_DS"), 5, 10, "leave it out: set_fs() is gone", "headers"),
        .older(.undeclared("USER_DS"), 5, 10, "leave it out: set_fs() is gone", "headers"),
        .older(.undeclared("probe_kernel_read"), 5, 8, "copy_from_kernel_nofault()", "headers"),
        .older(.undeclared("probe_kernel_write"), 5, 8, "there is none for modules", "headers"),
        .older(.undeclared("strlcpy"), 6, 8, "strscpy()", "d26270061ae6"),
    ]

    private static let time: [KernelChange] = [
        .older(.undeclared("do_gettimeofday"), 5, 0, "ktime_get_real_ts64(&now)", "e4b92b108c6c"),
        .older(.undeclared("init_timer"), 4, 15, "timer_setup(&timer, function, 0)", "headers"),
        .older(.undeclared("setup_timer"), 4, 15, "timer_setup(&timer, function, 0)", "headers"),
        .older(
            .noMember("data", of: "timer_list"), 4, 15, "timer_setup(), and from_timer() in the function", "headers"),
        .older(.undeclared("from_timer"), 6, 16, "timer_container_of()", "41cb08555c41"),
        .newer(.undeclared("timer_container_of"), 6, 16, "here from_timer()", "41cb08555c41"),
    ]

    private static let odds: [KernelChange] = [
        .older(
            .noMember("state", of: "task_struct"), 5, 14, "READ_ONCE(task->__state), or task_is_running()",
            "2f064a59a11f"),
        .newer(.noMember("__state", of: "task_struct"), 5, 14, "here task->state", "2f064a59a11f"),
        .older(.noMember("uid", of: "task_struct"), 3, 0, "task_uid(task), or current_uid()", "headers"),
        .older(
            .undeclared("find_task_by_pid"), 3, 0, "pid_task(find_vpid(pid), PIDTYPE_PID) under rcu_read_lock()",
            "headers"),
        .older(.undeclared("daemonize"), 3, 8, "kthread_run()", "headers"),
        .older(.undeclared("complete_and_exit"), 5, 17, "kthread_complete_and_exit()", "headers"),
        .older(.undeclared("prandom_u32"), 6, 1, "get_random_u32()", "headers"),
        .older(.undeclared("ioremap_nocache"), 5, 6, "ioremap()", "headers"),
        .older(.noHeader("linux/config.h"), 3, 0, "leave it out", "headers"),
        .older(.noHeader("linux/autoconf.h"), 3, 0, "leave it out", "headers"),
        .older(.noHeader("asm/system.h"), 3, 4, "leave it out", "headers"),
        .older(.noHeader("linux/bootmem.h"), 4, 20, "linux/memblock.h", "headers"),
        .older(.noHeader("linux/genhd.h"), 5, 18, "linux/blkdev.h", "headers"),
    ]
}
