/// Reads the output of kbuild and the programs that kbuild runs as remarks. Other lines, such as kbuild's progress, are
/// ignored.
package struct CompilerOutput {
    /// The folder, inside the sandbox, that holds the submission's files.
    var base: String
    /// From the names in the sandbox to the names in the submission.
    var names: [String: String] = [:]
    /// The folder, inside the sandbox, that paths are relative to; nil where relative paths are those of the kernel.
    var relative: String?
    /// Returns a line of one of the submission's files; called only for lines with a remark.
    var sourceLine: (_ file: String, _ line: Int) -> String? = { _, _ in nil }

    /// Reads what was printed in a sandbox that had the submission's files in `base`.
    ///
    /// - Parameters:
    ///   - base: the folder, inside the sandbox.
    ///   - names: from the names in the sandbox to the names in the submission.
    ///   - sourceLine: a line of one of the submission's files.
    package init(
        base: String, names: [String: String] = [:],
        sourceLine: @escaping (_ file: String, _ line: Int) -> String? = { _, _ in nil }
    ) {
        self.base = base
        self.names = names
        self.sourceLine = sourceLine
    }

    /// The largest number of remarks: more than a student reads. A module can provoke a million.
    static let limit = 200

    /// The remarks in a text, at most ``limit``.
    package func remarks(in text: String) -> [CompilerRemark] {
        var remarks: [CompilerRemark] = []
        var context = Context()
        for line in text.split(whereSeparator: \.isNewline) {
            guard remarks.count < Self.limit else { break }
            guard var remark = remark(line) else {
                take(line, into: &context)
                continue
            }
            if remark.severity != .note, isOfKernel(remark) {
                if let caller = context.caller { move(&remark, to: caller) }
                context.headers[remarks.count] = context.includer
            }
            if remark.severity != .note { context.caller = nil }
            // The compiler blames a macro of the kernel for the student's argument; the note says where the argument
            // is.
            if remark.severity == .note, remark.message.hasPrefix("in expansion of macro"), remark.sourceLine != nil,
                let owner = remarks.lastIndex(where: { $0.severity != .note }), isOfKernel(remarks[owner])
            {
                move(&remarks[owner], to: remark)
                continue
            }
            moveToGap(&remark)
            remarks.append(remark)
        }
        // What no line of the submission was named for: the line that includes the header.
        for (index, includer) in context.headers where isOfKernel(remarks[index]) {
            remarks[index].message += " (in \(remarks[index].file ?? "a header"))"
            move(&remarks[index], to: includer)
        }
        return remarks
    }

    /// What gcc says before a remark about where the code came from.
    private struct Context {
        /// The submission's line that calls the function in which the next remark is.
        var caller: CompilerRemark?
        /// The submission's line that includes the header which is being read.
        var includer: CompilerRemark?
        /// For remarks in the kernel's headers, by their place in the list: the line that includes the header.
        var headers: [Int: CompilerRemark] = [:]
    }

    /// `    inlined from 'mtest_write' at /build/mtest.c:990:6:`, the innermost first; `In file included from
    /// /build/mtest.c:3:`, whose further lines begin with blanks and `from`.
    private func take(_ line: Substring, into context: inout Context) {
        let isInlined = line.hasPrefix("    inlined from '")
        let isFirst = line.hasPrefix("In file included from ")
        if isFirst { context.includer = nil }
        guard isInlined || isFirst || line.drop(while: { $0 == " " }).hasPrefix("from ") else { return }
        let mark = isInlined ? "' at " : "from "
        guard let start = line.range(ofLast: mark) else { return }
        let place = line[start...].dropFirst(mark.count).reversed().drop { $0 == ":" || $0 == "," }.reversed()
        let found = remark(at: Substring(String(place)), .note, "")
        guard let found, found.sourceLine != nil else { return }
        if isInlined {
            context.caller = context.caller ?? found
        } else {
            context.includer = context.includer ?? found
        }
    }

    private func isOfKernel(_ remark: CompilerRemark) -> Bool {
        remark.sourceLine == nil && remark.file?.hasPrefix("include/") == true
    }

    private func move(_ remark: inout CompilerRemark, to place: CompilerRemark) {
        remark.file = place.file
        remark.line = place.line
        remark.column = place.column
        remark.sourceLine = place.sourceLine
    }

    /// Lines above a missing semicolon's remark that are looked through.
    private static let gap = 20

    /// The compiler notices a missing semicolon at the next word, which is often on another line: what it says belongs to
    /// the line that lacks it. Comments between them are not looked through.
    private func moveToGap(_ remark: inout CompilerRemark) {
        guard remark.severity == .error, remark.message.hasPrefix("expected "), remark.message.contains("';' before "),
            let file = remark.file, let line = remark.line, let column = remark.column, let text = remark.sourceLine,
            text.utf8.prefix(max(column - 1, 0)).allSatisfy({ $0 == 0x20 || $0 == 0x09 })
        else { return }
        for above in stride(from: line - 1, through: max(line - Self.gap, 1), by: -1) {
            guard let text = sourceLine(file, above) else { return }
            guard let end = text.utf8.lastIndex(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }) else { continue }
            let code = text[...end]
            guard !code.hasSuffix("*/"), !code.contains("//"), code.drop(while: \.isWhitespace).first != "#" else {
                return
            }
            remark.line = above
            remark.column = code.utf8.count + 1
            remark.sourceLine = text
            return
        }
    }

    private static let severities: [(Substring, CompilerRemark.Severity)] = [
        (" fatal error: ", .error), (" error: ", .error), (" warning: ", .warning), (" note: ", .note),
        (" Error: ", .error), (" Warning: ", .warning), (" Fatal error: ", .error),
    ]

    private static let modpost: [(Substring, CompilerRemark.Severity)] = [
        ("ERROR: modpost: ", .error), ("FATAL: modpost: ", .error), ("WARNING: modpost: ", .warning),
    ]

    private func remark(_ line: Substring) -> CompilerRemark? {
        for (prefix, severity) in Self.modpost where line.hasPrefix(prefix) {
            return ModpostRemark.text(readable(line.dropFirst(prefix.count))).map {
                CompilerRemark(severity: severity, message: $0)
            }
        }
        // fixdep treats a blank in a name as the end of the name.
        if line.hasPrefix("fixdep: error opening") {
            let name = line.split(separator: ": ").dropFirst(2).first.map { readable($0) } ?? "a header"
            let message = "kbuild cannot take a header with a blank in its name (\(name)...): rename it"
            return CompilerRemark(severity: .error, message: message)
        }
        // Older kernels: `ERROR: "foo" [/build/x.ko] undefined!`
        if line.hasPrefix("ERROR: ") {
            return CompilerRemark(severity: .error, message: readable(line.dropFirst("ERROR: ".count)))
        }
        if line.hasPrefix("ld: ") || line.contains(" ld: ") && line.hasPrefix("x86_64") {
            return CompilerRemark(severity: .error, message: readable(line.dropFirst("ld: ".count)))
        }
        // The place ends at the first colon that a severity follows. Quoted source lines begin with blanks.
        guard let first = line.first, first != " " else { return nil }
        var cursor = line.startIndex
        while let colon = line[cursor...].firstIndex(of: ":") {
            let after = line[line.index(after: colon)...]
            for (word, severity) in Self.severities where after.hasPrefix(word) {
                return remark(at: line[..<colon], severity, after.dropFirst(word.count))
            }
            cursor = line.index(after: colon)
        }
        return nil
    }

    private func remark(
        at place: Substring, _ severity: CompilerRemark.Severity, _ text: Substring
    ) -> CompilerRemark? {
        // kbuild's remark that this compiler did not build the kernel does not matter.
        guard !text.hasPrefix("the compiler differs") else { return nil }
        var message = text
        var option: String?
        if severity != .note, message.hasSuffix("]"), let open = message.range(ofLast: " [-W") {
            option = String(message[message.index(after: open)...].dropFirst().dropLast())
            message = message[..<open]
        }
        var path = place
        var numbers: [Int] = []
        while numbers.count < 2, let colon = path.lastIndex(of: ":"),
            let number = Int(path[path.index(after: colon)...])
        {
            numbers.insert(number, at: 0)
            path = path[..<colon]
        }
        let isTool = numbers.isEmpty
        let file = isTool ? nil : shownFile(path)
        let line = numbers.first
        return CompilerRemark(
            severity: severity, file: file, line: line, column: numbers.count > 1 ? numbers[1] : nil,
            message: readable(message), option: option,
            sourceLine: line.flatMap { line in file.flatMap { sourceLine($0, line) } })
    }

    /// A file by its name in the submission, or a kernel header by its path from `include/`.
    private func shownFile(_ path: Substring) -> String {
        if let relative, path.first != "/" { return shownFile(Substring(Self.plain("\(relative)/\(path)"))) }
        if path.hasPrefix(base + "/") {
            let relative = String(path.dropFirst(base.count + 1))
            return names[relative] ?? relative
        }
        if let include = path.range(ofLast: "/include/") { return String(path[path.index(after: include)...]) }
        return String(path)
    }

    /// A path without `.` and `..`.
    private static func plain(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Removes the sandbox's folder from paths, because it means nothing to a reader.
    private func readable(_ text: Substring) -> String {
        var readable = ""
        var rest = text
        while let hit = rest.range(ofFirst: base + "/") {
            readable += rest[..<hit]
            rest = rest[hit...].dropFirst(base.count + 1)
        }
        return readable + rest
    }
}

extension Substring {
    /// Where `text` begins for the last time.
    fileprivate func range(ofLast text: String) -> Index? {
        var found: Index?
        var cursor = startIndex
        while let hit = self[cursor...].range(ofFirst: text) {
            found = hit
            cursor = index(after: hit)
        }
        return found
    }

    /// Where `text` begins for the first time.
    fileprivate func range(ofFirst text: String) -> Index? {
        guard let head = text.first else { return nil }
        var cursor = startIndex
        while let hit = self[cursor...].firstIndex(of: head) {
            if self[hit...].hasPrefix(text) { return hit }
            cursor = index(after: hit)
        }
        return nil
    }
}
