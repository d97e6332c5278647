/// What a module said to `listvma`.
package struct ListVMAAnswer: Hashable, Sendable {
    /// The processes in the order in which they were printed. Areas printed before any process was named belong to
    /// a process without a name.
    package let processes: [ListedProcess]
    /// A line that says that there is no such process.
    package let noSuchProcess: String?
    /// Lines that were not understood, as they came.
    package let unreadLines: [String]
    /// Departures from the contract's spelling, each once.
    package let styleNotes: [StyleNote]

    /// A process and its areas, as printed.
    package struct ListedProcess: Hashable, Sendable {
        /// Its name, where one was printed.
        package let name: String?
        /// Its process id, where one was printed.
        package let pid: Int32?
        /// Its areas, as printed.
        package let vmas: [ListedVMA]
    }

    /// Reads generously; judges nothing and repairs nothing.
    ///
    /// - Parameter lines: The kernel log's records since the command, or the lines read from `/proc/mtest`.
    /// - Returns: What was understood; lines that were not are kept apart.
    package static func read(_ lines: [String]) -> ListVMAAnswer {
        var reading = ListVMAReading()
        for line in AnswerLine.lines(of: lines) { reading.take(line) }
        return reading.answer
    }

    /// All areas of the processes with this pid.
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
        } else if let area = VMALine(line) {
            if let mention = ProcessMention.loose(area.lead), mention.pid != nil, mention != current {
                begin(mention)
                notes.insert(.otherProcessLine)
            }
            vmas.append(area.vma)
            notes.formUnion(area.notes)
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
