extension KernelReport {
    /// Whether a module looked for a VMA while nobody held the mmap lock, and the kernel says so.
    ///
    /// `rwsem_assert_held()` in include/linux/rwsem.h warns in kernels without lockdep, of those looked at in 6.12, 7.2 and 7.3;
    /// `mmap_assert_locked()`, which find_vma() begins with, says nothing in 5.10 and 6.1.
    var isMissingMmapLock: Bool {
        kind == .warning && headline.contains(" include/linux/rwsem.h:") && hasModuleCall
            && instructionPointer?.symbol.contains("find_vma") == true
    }
}
