/// What a module can do about a name of the kernel that it cannot use as it is.
enum KernelName {
    /// What to use instead of names that the kernel declares and does not export to modules. Which are exported was read
    /// in the Module.symvers of Debian's 6.1.0-56-cloud-amd64; a name is only looked up after modpost missed it.
    static let alternatives: [String: String] = {
        let task =
            "pid_task(find_vpid(pid), PIDTYPE_PID) between rcu_read_lock() and rcu_read_unlock(), or get_pid_task()"
        let walk =
            "walk the tables yourself: pgd_offset(), p4d_offset(), pud_offset(), pmd_offset(), pte_offset_kernel()"
        let remote = "access_process_vm(), or get_user_pages_remote()"
        return [
            "find_task_by_vpid": task, "find_task_by_pid_ns": task, "find_get_task_by_vpid": task,
            "find_lock_task_mm": "get_task_mm()", "mm_access": "get_task_mm()",
            "follow_page": walk, "walk_page_range": walk, "walk_page_vma": walk, "walk_page_range_novma": walk,
            "lookup_address_in_mm": walk, "vm_normal_page": walk,
            // 6.5 made the mapping of a table a function that modules lack (modpost: "__pte_offset_map").
            "__pte_offset_map": "pte_offset_kernel() instead of pte_offset_map()",
            "__pte_offset_map_lock": "pte_offset_kernel() instead of pte_offset_map_lock()",
            "pmd_clear_bad": "pmd_none() and pmd_bad() instead of pmd_none_or_clear_bad()",
            "pud_clear_bad": "pud_none() and pud_bad() instead of pud_none_or_clear_bad()",
            "p4d_clear_bad": "p4d_none() and p4d_bad() instead of p4d_none_or_clear_bad()",
            "pgd_clear_bad": "pgd_none() and pgd_bad() instead of pgd_none_or_clear_bad()",
            "__access_remote_vm": remote, "access_remote_vm": remote,
            "ptep_set_access_flags": remote, "ptep_clear_flush": remote,
            "flush_tlb_page": "\(remote): who changes no entry has nothing to flush",
            "flush_tlb_mm_range": "\(remote): who changes no entry has nothing to flush",
            "flush_tlb_all": "\(remote): who changes no entry has nothing to flush",
            "find_vma_prev": "find_vma()", "find_extend_vma": "find_vma()", "expand_stack": "find_vma()",
            "init_mm": "the process's own mm: its tables map the kernel too",
            "tasklist_lock": "rcu_read_lock()",
            "kallsyms_lookup_name": "only names that the kernel exports; this one is not exported since 5.7",
            "do_mmap": "vm_mmap()", "do_munmap": "vm_munmap()",
            "get_mm_exe_file": "mm->exe_file under rcu_read_lock()",
        ]
    }()

    /// The header that declares a function or macro; the same on all kernels from 4.11 on (looked up in those of 6.1).
    static let headers: [String: String] = [
        "linux/slab.h": ["kmalloc", "kzalloc", "kcalloc", "kfree"], "linux/vmalloc.h": ["vmalloc", "vzalloc", "vfree"],
        "linux/uaccess.h": ["copy_from_user", "copy_to_user", "get_user", "put_user", "strncpy_from_user"],
        "linux/sched/mm.h": ["get_task_mm", "mmput", "mmgrab", "mmdrop"],
        "linux/sched/signal.h": ["for_each_process", "for_each_thread"],
        "linux/sched/task.h": ["get_task_struct", "put_task_struct"],
        "linux/proc_fs.h": ["proc_create", "proc_create_data", "remove_proc_entry", "proc_remove", "proc_mkdir"],
        "linux/seq_file.h": ["seq_printf", "seq_puts", "single_open", "single_release", "seq_read", "seq_lseek"],
        "linux/mm.h": ["find_vma", "get_user_pages_remote", "access_process_vm", "put_page"],
        "linux/highmem.h": ["kmap", "kunmap", "kmap_atomic", "kunmap_atomic", "kmap_local_page", "kunmap_local"],
        "linux/pid.h": ["find_get_pid", "find_vpid", "pid_task", "get_pid_task", "put_pid"],
        "linux/kthread.h": ["kthread_run", "kthread_stop", "kthread_should_stop"],
        "linux/delay.h": ["msleep", "mdelay"], "linux/mutex.h": ["mutex_lock", "mutex_unlock"],
    ].reduce(into: [:]) { table, row in for name in row.value { table[name] = row.key } }
}
