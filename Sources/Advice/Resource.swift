/// Something of the kernel's that a module takes and has to give back on every way out of the function that took it.
struct Resource: Sendable {
    /// How taking it can end.
    enum Taking: Sendable {
        /// Always with the thing taken.
        case always
        /// With 0 where it was taken: `if (mmap_read_lock_killable(mm)) return -EINTR;`
        case unlessError
        /// With 1 where it was taken: `if (!mutex_trylock(&lock)) return -EBUSY;`
        case ifTrue
    }

    /// What a remark calls it, with its article.
    let name: String
    /// Calls that take it, in the language of semantic patches; `E` is what they are about.
    let taking: [(call: String, how: Taking)]
    /// Calls that give it back, whatever they call it: it may have two names. `x` is the pointer to it.
    let giving: [String]
    /// What to write, such as `mmput()`.
    let remedy: String
    /// Whether it is kept in a pointer that is NULL where there was nothing to take.
    var isReference = false
    /// The type of functions that take it for their caller, as in `struct task_struct *find(...)`.
    var type: String?
    /// Whether loops may give it back: then a path around them proves nothing.
    var isGivenInLoops = false

    /// The names of functions that take it.
    var takers: Set<String> { Set(taking.map { Self.function($0.call) }) }
    /// The names of functions that give it back.
    var givers: Set<String> { Set(giving.map(Self.function)) }

    private static func function(_ call: String) -> String {
        // Behind the `E =` of a call whose value is what was taken.
        call.prefix { $0 != "(" }.split(separator: " ").last.map(String.init) ?? call
    }

    /// All that advice is given about.
    static let all = locks + references

    private static let locks: [Resource] = [
        Resource(
            name: "the mmap lock",
            taking: [
                ("mmap_read_lock(E)", .always), ("down_read(&E->mmap_lock)", .always),
                ("down_read(&E->mmap_sem)", .always), ("mmap_read_lock_killable(E)", .unlessError),
                ("down_read_killable(&E->mmap_lock)", .unlessError), ("mmap_read_trylock(E)", .ifTrue),
            ],
            giving: ["mmap_read_unlock(...)", "up_read(...)"],
            remedy: "mmap_read_unlock()"),
        Resource(
            name: "the mmap lock for writing",
            taking: [
                ("mmap_write_lock(E)", .always), ("down_write(&E->mmap_lock)", .always),
                ("mmap_write_lock_killable(E)", .unlessError), ("mmap_write_trylock(E)", .ifTrue),
            ],
            giving: ["mmap_write_unlock(...)", "up_write(...)", "mmap_write_downgrade(...)"],
            remedy: "mmap_write_unlock()"),
        Resource(
            name: "the mutex",
            taking: [
                ("mutex_lock(E)", .always), ("mutex_lock_killable(E)", .unlessError),
                ("mutex_lock_interruptible(E)", .unlessError), ("mutex_trylock(E)", .ifTrue),
            ], giving: ["mutex_unlock(...)"], remedy: "mutex_unlock()"),
        Resource(
            name: "the spinlock",
            taking: [
                ("spin_lock(E)", .always), ("spin_lock_irq(E)", .always), ("spin_lock_bh(E)", .always),
                ("spin_lock_irqsave(E, ...)", .always), ("spin_trylock(E)", .ifTrue),
            ],
            giving: [
                "spin_unlock(...)", "spin_unlock_irq(...)", "spin_unlock_bh(...)", "spin_unlock_irqrestore(...)",
                "pte_unmap_unlock(...)",
            ],
            remedy: "spin_unlock() or its like"),
        Resource(
            name: "the RCU read lock", taking: [("rcu_read_lock()", .always)], giving: ["rcu_read_unlock()"],
            remedy: "rcu_read_unlock()"),
        Resource(
            name: "the mapping of a page",
            taking: [
                ("E = kmap(...)", .always), ("E = kmap_atomic(...)", .always), ("E = kmap_local_page(...)", .always),
            ],
            giving: ["kunmap(...)", "kunmap_atomic(...)", "kunmap_local(...)"],
            remedy: "kunmap_local() or its like", isGivenInLoops: true),
    ]

    private static let references: [Resource] = [
        Resource(
            name: "the reference on the address space", taking: [("get_task_mm(...)", .always)],
            giving: ["mmput(x)", "mmput_async(x)"], remedy: "mmput()", isReference: true, type: "mm_struct"),
        Resource(
            name: "the reference on the process",
            taking: [("get_pid_task(...)", .always), ("get_task_struct(...)", .always)],
            giving: ["put_task_struct(x)"], remedy: "put_task_struct()", isReference: true, type: "task_struct"),
        Resource(
            name: "the reference on the pid",
            taking: [("find_get_pid(...)", .always), ("get_task_pid(...)", .always), ("get_pid(...)", .always)],
            giving: ["put_pid(x)"], remedy: "put_pid()", isReference: true, type: "pid"),
    ]
}
