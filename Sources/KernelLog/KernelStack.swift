/// `/proc/PID/stack`: a line `[<0>] symbol+0x1/0x2 [module]` for each call of a process that waits in the kernel.
package enum KernelStack {
    /// The calls, the innermost first; other lines are ignored.
    package static func frames(_ text: String) -> [StackFrame] {
        text.split(separator: "\n").compactMap { line in
            guard let close = line.firstIndex(of: "]") else { return nil }
            return StackFrame(line: ArraySlice(line[line.index(after: close)...].utf8))
        }
    }
}
