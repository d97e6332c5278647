import ModuleBuild

/// What sparse says about the sources that a student can do something about, in plain words. All else that it says is left
/// out: most of it is about taste.
enum SparseReading {
    /// Advice from the lines that sparse and the compiler printed.
    ///
    /// - Parameters:
    ///   - lines: The lines about the submission.
    ///   - balances: Whether a function is one that has to give back itself what it takes.
    /// - Returns: The advice, in the lines' order.
    static func advice(in lines: [ModuleBuilder.CheckedLine], balances: (String) -> Bool) -> [Advice] {
        var found: [Advice] = []
        for (index, line) in lines.enumerated() where line.text.hasPrefix("warning: ") || line.text.hasPrefix("error: ")
        {
            // "expected ... got ..." follow, about the same place.
            let more = lines[(index + 1)...].prefix(2).filter { $0.line == line.line && $0.file == line.file }
            let types = more.map(\.text).filter { $0.hasPrefix("expected ") || $0.hasPrefix("got ") }
            guard let sentence = sentence(line.text, types: types.joined(separator: " "), balances) else { continue }
            found.append(Advice(tool: .sparse, file: line.file, line: line.line, sentence: sentence))
        }
        return found
    }

    private static func sentence(_ text: String, types: String, _ balances: (String) -> Bool) -> String? {
        if text.contains("(different address spaces)"), types.contains("__user") {
            return
                "a pointer of the user's process stands where one of the kernel's belongs: copy what it points at with "
                + "copy_from_user() or copy_to_user()"
        }
        if text.contains("cast removes address space '__user'") {
            return "the cast hides that this is a pointer of the user's process: keep __user, and copy with "
                + "copy_from_user() or copy_to_user()"
        }
        if let function = imbalanced(text), balances(function) {
            return "\(function)() does not give a lock back on every way out: look at each return and each goto"
        }
        return nil
    }

    /// The function in "context imbalance in 'f' - different lock contexts for basic block".
    private static func imbalanced(_ text: String) -> String? {
        let parts = text.split(separator: "'", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[0].hasSuffix("context imbalance in "),
            text.contains("different lock contexts") || text.contains("wrong count at exit")
        else { return nil }
        return String(parts[1])
    }
}
