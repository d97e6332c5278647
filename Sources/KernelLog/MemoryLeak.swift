/// Memory that nothing points at any more, as `/sys/kernel/debug/kmemleak` tells of it (mm/kmemleak.c).
package struct MemoryLeak: Hashable, Sendable {
    /// Bytes that were asked for.
    package let size: Int
    /// The calls that led to the allocation, the innermost first.
    package let callTrace: [StackFrame]

    /// The leaks in the text of that file, in its order.
    package static func all(in text: String) -> [MemoryLeak] {
        var leaks: [MemoryLeak] = []
        var size: Int?
        var frames: [StackFrame] = []
        func close() {
            if let size { leaks.append(MemoryLeak(size: size, callTrace: frames)) }
            frames = []
        }
        for line in text.utf8.split(separator: 0x0A) {
            let bytes = Array(line)[...]
            var scanner = LineScanner(bytes)
            if scanner.skip("unreferenced object 0x") {
                close()
                size = scanner.cut(through: " (size ").flatMap { _ in scanner.decimal() }.map(Int.init)
                continue
            }
            scanner.skipBlanks()
            // `[<0000000023039cf3>] mtest_write+0x80b/0x91e [mtest]`; since 6.10 without the brackets.
            if scanner.skip("[<") { _ = scanner.cut(through: ">] ") }
            if size != nil, let frame = StackFrame(&scanner) { frames.append(frame) }
        }
        close()
        return leaks
    }

    /// The calls in a module that led to the allocation, the innermost first; none where it is not the module's.
    package func places(inModule module: String) -> [StackFrame] { callTrace.filter { $0.module == module } }
}
