/// A module's answer to `listvma`.
package struct ListVMAAnswer: Hashable, Sendable {
    /// The processes in the order in which they were printed. VMAs that were printed before the first process belong to
    /// a process without a name.
    package let processes: [ListedProcess]
    /// The line that says that there is no such process; nil when there is none.
    package let noSuchProcess: String?
    /// Lines that could not be understood, as they came.
    package let unreadLines: [String]
    /// Differences from the contract's spelling, each once.
    package let styleNotes: [StyleNote]
    /// All lines of the answer, as they came, without the command's echo.
    package let lines: [String]

    /// A process and its VMAs, as printed.
    package struct ListedProcess: Hashable, Sendable {
        /// The process's name; nil when none was printed.
        package let name: String?
        /// The process id; nil when none was printed.
        package let pid: Int32?
        /// The process's VMAs, as printed.
        package let vmas: [ListedVMA]
    }

    /// Reads an answer in any spelling. It neither judges nor corrects what it reads.
    ///
    /// A VMA is two neighbouring addresses; permissions are looked for behind and before them, in letters, words or the
    /// bits of `vm_flags`, and in the records that follow. Whether digits are decimal, and what flags mean, follows from
    /// all lines together. Permissions that are not understood are nil.
    ///
    /// - Parameter lines: The kernel log's records since the command, or the lines read from `/proc/mtest`.
    /// - Returns: The processes and VMAs; other lines are in ``unreadLines``.
    package static func read(_ lines: [String]) -> ListVMAAnswer {
        var reading = ListVMAReading()
        for line in AnswerLine.lines(of: lines) { reading.take(line) }
        return reading.answer
    }

    /// All VMAs of the processes with this pid.
    package func vmas(ofPID pid: Int32) -> [ListedVMA] {
        processes.filter { $0.pid == pid }.flatMap(\.vmas)
    }
}
