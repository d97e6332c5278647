/// A lock that a report of the lock checker names, and the place in the code that took it, or gives it back.
package struct LockUse: Hashable, Sendable {
    /// What the lock is called: `&mm->mmap_lock`, `rcu_read_lock`, or the name of a variable.
    package let name: String
    /// What waits at it, as the checker counts: 1 for RCU, 2 for spinlocks, 3 for locks that are slept for, 0 where it
    /// does not say (enum lockdep_wait_type, include/linux/lockdep_types.h).
    package let waitType: Int32
    /// Where it is used: an address to return to, which is behind the call.
    package let place: StackFrame
}

extension LockUse {
    /// Reads `#0: ffff888003e0b0a8 (&mm->mmap_lock){++++}-{3:3}, at: findpage+0x12/0x30 [mtest]`, with or without the
    /// number (print_lock, kernel/locking/lockdep.c); nil for any other line.
    init?(line: ArraySlice<UInt8>) {
        var scanner = LineScanner(line)
        scanner.skipBlanks()
        if scanner.skip("#") {
            guard scanner.decimal() != nil, scanner.skip(": ") else { return nil }
        }
        guard scanner.hexadecimal() != nil, scanner.skip(" ("), let name = scanner.cut(through: "){") else {
            return nil
        }
        guard let use = scanner.cut(through: ", at: "), let place = StackFrame(&scanner) else { return nil }
        self.name = String(decoding: name, as: UTF8.self)
        self.place = place
        // `++++}-{3:3}`: how it was used before, and the wait types of the lock from outside and inside.
        var rest = LineScanner(use)
        waitType = rest.cut(through: "}-{").flatMap { _ in rest.decimal() } ?? 0
    }

    /// A lock that was not held, from `test/85 is trying to release lock (&mm->mmap_lock) at:` and the line below it.
    init?(released name: String?, line: ArraySlice<UInt8>) {
        var scanner = LineScanner(line)
        guard let name, scanner.skip("[<"), scanner.cut(through: ">] ") != nil, let place = StackFrame(&scanner) else {
            return nil
        }
        self.init(name: name, waitType: 0, place: place)
    }

    /// The lock that is released, in the first of these two lines.
    static func released(_ line: ArraySlice<UInt8>) -> String? {
        var scanner = LineScanner(line)
        guard scanner.cut(through: " is trying to release lock (") != nil, let name = scanner.cut(through: ") at:")
        else {
            return nil
        }
        return String(decoding: name, as: UTF8.self)
    }
}
