extension CheckResult {
    /// One thing that a report says about a check.
    public struct StoryPart: Sendable, Hashable, Codable {
        /// What a part is about; the raw value stands before the text in reports.
        public enum Label: String, Sendable, Hashable, Codable, CaseIterable {
            /// What is wrong, in one line; shown without a label.
            case message
            /// The command that was written.
            case asked
            /// What a correct module would have shown.
            case expected
            /// What this module showed.
            case got
            /// On which of several kernels it ended how.
            case kernel
            /// The named mistake, in a sentence.
            case mistake
            /// Why the check matters.
            case why
            /// The next hint.
            case hint
            /// The lesson about the mistake.
            case learn
            /// What the grader understood although the contract says it otherwise.
            case style
            /// The mark by hand that counts instead.
            case marked
        }

        /// What the part is about.
        public let label: Label
        /// As it was measured or written: student text may be in it, so a format makes it harmless first.
        public let text: String
    }

    /// Everything that a report says about this check, in the order in which it is read.
    ///
    /// Every format lays out these parts and chooses none of its own, so that a new one reaches all students. A check
    /// that passed has its style notes only. A mark by hand is told whatever was measured. A check that was not judged or not tried explains itself, and gives no
    /// advice about the module.
    ///
    /// - Parameter hints: How many hints are told, from the vaguest on.
    /// - Returns: The parts that there are; none is empty.
    public func story(hints: Int = 1) -> [StoryPart] {
        var parts: [StoryPart] = []
        func add(_ label: StoryPart.Label, _ text: String?) {
            guard let text, !text.isEmpty else { return }
            parts.append(StoryPart(label: label, text: text))
        }
        if status != .pass {
            add(.message, message)
            add(.asked, asked)
            add(.expected, expected)
            add(.got, actual)
        }
        add(.kernel, kernelSentence)
        if status == .fail {
            // Gradebooks of early versions have the mistake's id only.
            add(.mistake, mistake ?? diagnosis)
            add(.why, heading.why)
            for hint in hintsInOrder.prefix(max(hints, 0)) { add(.hint, hint) }
            add(.learn, lesson.map { "walkthrough lesson \($0)" })
        }
        for note in styleNotes { add(.style, note) }
        add(.marked, byHand)
        return parts
    }

    /// Hints, from vague to plain: the one of the mistake where it is named, else those of the check, which may be about
    /// another mistake.
    public var hintsInOrder: [String] { advice.map { [$0] } ?? heading.hints }
}
