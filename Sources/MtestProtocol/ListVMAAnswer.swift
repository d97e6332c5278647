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

    /// A process and its VMAs, as printed.
    package struct ListedProcess: Hashable, Sendable {
        /// The process's name; nil when none was printed.
        package let name: String?
        /// The process id; nil when none was printed.
        package let pid: Int32?
        /// The process's VMAs, as printed.
        package let vmas: [ListedVMA]
    }

    /// Reads an answer in any known spelling. It neither judges nor corrects what it reads.
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

/// The state of reading an answer line by line.
private struct ListVMAReading {
    private var finished: [ListVMAAnswer.ListedProcess] = []
    private var current: ProcessMention?
    private var vmas: [ListedVMA] = []
    private var noSuchProcess: String?
    private var unread: [String] = []
    private var notes: Set<StyleNote> = []

    mutating func take(_ line: AnswerLine) {
        if line.commandEcho != nil { return }
        if let mention = ProcessMention.contract(line.body) {
            begin(mention)
            notes.formUnion(line.prefixNotes)
        } else if let vmaLine = VMALine(line) {
            if let mention = ProcessMention.loose(vmaLine.lead), mention.pid != nil, mention != current {
                begin(mention)
                notes.insert(.otherProcessLine)
            }
            vmas.append(vmaLine.vma)
            notes.formUnion(vmaLine.notes)
        } else if Wording.noSuchProcess.occur(in: line.body) {
            noSuchProcess = noSuchProcess ?? line.raw
        } else if let mention = ProcessMention.loose(line.body) {
            begin(mention)
            notes.formUnion(line.prefixNotes)
            notes.insert(.otherProcessLine)
        } else {
            unread.append(line.raw)
        }
    }

    private mutating func begin(_ mention: ProcessMention) {
        end()
        current = mention
    }

    private mutating func end() {
        if current != nil || !vmas.isEmpty {
            finished.append(.init(name: current?.name, pid: current?.pid, vmas: vmas))
        }
        current = nil
        vmas = []
    }

    var answer: ListVMAAnswer {
        var complete = self
        complete.end()
        return ListVMAAnswer(
            processes: complete.finished, noSuchProcess: noSuchProcess, unreadLines: unread,
            styleNotes: [StyleNote](ordered: notes))
    }
}
