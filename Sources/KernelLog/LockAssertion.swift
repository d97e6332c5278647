extension KernelReport {
    /// Whether it says only that a read-write semaphore, such as the mmap lock, is not held where it has to be: the kernel
    /// goes on as it would without saying so.
    ///
    /// `rwsem_assert_held()` in include/linux/rwsem.h says it in kernels without lockdep, of those looked at in 6.12, 7.2 and
    /// 7.3; `mmap_assert_locked()`, which find_vma() begins with, says nothing in 5.10 and 6.1.
    package var isMissingLock: Bool {
        kind == .warning && headline.contains(" include/linux/rwsem.h:")
    }
}
