import Results

extension String {
    /// The text with each path of the grading machine cut down to what a student can use: the file's name, or the path in
    /// the kernel's sources. Paths that every Linux machine has, such as `/proc/mtest`, stay.
    package var withoutPlaces: String {
        var shown = ""
        // What stands before it is shown already.
        var rest = startIndex
        var place = startIndex
        while let slash = utf8[place...].firstIndex(of: 0x2f) {
            place = utf8.index(after: slash)
            guard slash == startIndex || Self.begins(after: unicodeScalars[unicodeScalars.index(before: slash)]) else {
                continue
            }
            let end = unicodeScalars[slash...].firstIndex(where: Self.ends) ?? endIndex
            shown += self[rest..<slash]
            shown += Self.shortened(String(self[slash..<end]))
            (rest, place) = (end, end)
        }
        guard rest > startIndex else { return self }
        shown += self[rest...]
        return shown
    }

    private static func begins(after scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || "\"'`“‘«(<[{=:,;|".unicodeScalars.contains(scalar)
    }

    private static func ends(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || "\"'`”’»)>]}:,;|".unicodeScalars.contains(scalar)
    }

    private static func shortened(_ path: String) -> String {
        let parts = path.split(separator: "/")
        guard path.hasPrefix("/"), !path.hasPrefix("//"), parts.count > 1, let first = parts.first,
            let last = parts.last
        else { return path }
        if first == "proc" || first == "sys" || (first == "dev" && parts[1] != "shm") { return path }
        if let kernel = parts.lastIndex(where: { $0.hasPrefix("linux-headers-") || $0.hasPrefix("linux-source-") }),
            kernel + 1 < parts.count
        {
            return parts[(kernel + 1)...].joined(separator: "/")
        }
        return String(last)
    }
}

extension StudentResult {
    /// The results as they can be sent to the student: nothing in them says where on the instructor's machine they come from.
    ///
    /// What a check says that the grader could not judge is about that machine, so it is replaced by a sentence.
    var withoutPlaces: StudentResult {
        var shown = self
        shown.problem = problem?.withoutPlaces
        for attempt in attempts.indices {
            let result = attempts[attempt].result
            shown.attempts[attempt].result.kernelLog = result.kernelLog.withoutPlaces
            shown.attempts[attempt].result.remarks = result.remarks.map { remark in
                var remark = remark
                remark.file = remark.file?.withoutPlaces
                remark.message = remark.message.withoutPlaces
                return remark
            }
            shown.attempts[attempt].result.checks = result.checks.map(\.withoutPlaces)
        }
        return shown
    }
}

extension CheckResult {
    fileprivate var withoutPlaces: CheckResult {
        var shown = self
        if status == .error {
            shown.message =
                "The grader could not judge this check. That is no fault of the module, and your instructor is told."
            (shown.asked, shown.expected, shown.actual) = (nil, nil, nil)
            return shown
        }
        shown.message = message.withoutPlaces
        // A module's answers are compared letter by letter; only what a compiler or a linker said has paths of the machine.
        if place?.column != nil || heading.lab.hasPrefix("0-") {
            shown.expected = expected?.withoutPlaces
            shown.actual = actual?.withoutPlaces
        }
        return shown
    }
}
