package import Results
import Words

/// The page about one student, which can be sent as it is: it says nothing about other students.
package struct StudentPage {
    let title: String
    let classTitle: String
    let name: String
    let id: String
    let score: String
    let possible: String
    /// Of the ring around the mark, 0...100.
    let share: String
    let rest: String
    let facts: [Fact]
    let problem: String?
    let sums: [Sum]
    let hasSums: Bool
    /// Where the points went, the next thing to mend first.
    let losses: [Loss]
    let causes: [CauseView]
    let hasCauses: Bool
    let isFull: Bool
    let unjudged: String?
    /// Said where checks have changed since they were graded.
    let outdated: String?
    let requests: [RequestView]
    let hasRequests: Bool
    let comments: [CommentView]
    let hasComments: Bool
    let labs: [LabView]
    let attempts: [AttemptView]
    let hasAttempts: Bool
    let changes: [Change]
    let hasChanges: Bool
    let diffs: [DiffView]
    let hasDiffs: Bool
    let sources: [SourceView]
    let hasSources: Bool
    let compilerRemarks: [SourceView.Remark]
    let hasCompilerRemarks: Bool
    let log: String?
    let logWithheld: Bool

    struct Fact {
        let label: String
        let value: String
    }

    /// A line of how the mark comes about.
    struct Sum {
        let what: String
        let points: String
        let reason: String?
    }

    /// Points between full marks and the mark, and why they are there.
    struct Loss {
        let what: String
        let points: String
        /// Of the points to be had, 0...100; the length of a bar.
        let width: String
        let style: String
        let link: String?
    }

    struct LabView {
        let lab: String
        /// The attempt that the lab counts from, where that is another one.
        let from: String?
        let labScore: String
        let labPossible: String
        let barWidth: String
        /// What failed, was not judged, or was marked by hand.
        let open: [CheckView]
        /// As HTML, without the last line break: most of a page are checks that look the same on many.
        let passed: String
        let passedCount: String?
        /// As HTML, like ``passed``.
        let blocked: String
        let blockedCount: String?
    }

    struct AttemptView {
        let number: Int
        let when: String
        let points: String
        let of: String
        let hash: String
        let isCurrent: Bool
        /// What of it counts: all, or labs that it is the best attempt for.
        let counts: String?
    }

    /// A check that came out differently in the attempt before.
    struct Change {
        let what: String
        let before: String
        let beforeStyle: String
        let now: String
        let nowStyle: String
    }

    struct DiffView {
        let file: String
        /// The rows, as HTML.
        let listing: String
        let remark: String?
    }

    /// Renders the page.
    ///
    /// - Parameters:
    ///   - student: Everything that is known; what is hidden is taken out here.
    ///   - classTitle: What the class is called.
    ///   - disclosure: What of the hidden checks is shown.
    ///   - request: The form in which the student asks for another look at a check; nil for none.
    ///   - templates: The pages' templates.
    /// - Returns: The page's HTML.
    package static func html(
        _ student: StudentResult, classTitle: String, disclosure: Disclosure, request: RequestForm? = nil,
        templates: PageTemplates
    ) -> String {
        let page = StudentPage(
            student, classTitle: classTitle, disclosure: disclosure, request: request, templates: templates)
        return templates.render(page, with: "student")
    }

    init(
        _ whole: StudentResult, classTitle: String, disclosure: Disclosure, request: RequestForm?,
        templates: PageTemplates
    ) {
        let student = disclosure.apply(to: whole).withoutPlaces
        let current = student.current
        let result = current?.result
        name = student.student.name.isEmpty ? student.student.id : student.student.name
        id = student.student.id
        self.classTitle = classTitle
        title = "\(name) · \(classTitle)"
        score = Points.text(student.score)
        possible = Points.text(student.maxScore)
        let share = student.maxScore > 0 ? min(max(student.score / student.maxScore, 0), 1) * 100 : 0
        self.share = Points.text(share)
        rest = Points.text(100 - share)
        facts = Self.facts(student)
        problem = student.problem
        sums = Self.sums(student)
        hasSums = sums.count > 1
        let lost = PointsLost(student)
        losses = Self.losses(lost, of: student)
        causes = lost.causes.enumerated().map { index, cause in
            CauseView(cause, index: index, request: request?.address(student, cause.shown))
        }
        hasCauses = !causes.isEmpty
        isFull = result != nil && lost.lines.isEmpty
        let errors = student.errors
        let unmarked = student.unmarked
        unjudged =
            errors > 0
            ? "This mark is not final: \(NotJudged.reason(errors)), through no fault of your module."
            : unmarked > 0
                ? "This mark is not final: your instructor has still to mark \(unmarked) \(unmarked == 1 ? "item" : "items")."
                : nil
        outdated = Self.outdated(student)
        requests = RequestView.all(of: student, hidden: Self.hidden(whole, shown: student))
        hasRequests = !requests.isEmpty
        comments = CommentView.all(of: student)
        hasComments = !comments.isEmpty
        labs = Self.labs(student, request, templates)
        attempts = student.attempts.reversed().map { attempt in
            AttemptView(
                number: attempt.number,
                when: attempt.submitted.map { UTCDate.text($0, zone: student.timeZone) } ?? "at an unknown time",
                points: Points.text(attempt.result.score), of: Points.text(attempt.result.maxScore),
                hash: String(attempt.hash.prefix(12)), isCurrent: attempt.number == current?.number,
                counts: Self.counts(attempt, of: student))
        }
        hasAttempts = attempts.count > 1
        let previous = student.previous
        changes = Self.changes(from: previous?.result, to: result)
        hasChanges = !changes.isEmpty
        diffs = previous.map { Self.diffs(from: $0.sources, to: current?.sources ?? []) } ?? []
        hasDiffs = !diffs.isEmpty
        let files = current?.sources ?? []
        let remarks = result?.remarks ?? []
        sources = files.enumerated().map { index, file in
            SourceView(file, index: index, remarks: remarks, comments: student.comments)
        }
        hasSources = !sources.isEmpty
        compilerRemarks = SourceView.list(remarks, in: files)
        hasCompilerRemarks = !compilerRemarks.isEmpty
        log = result.flatMap { $0.kernelLog.isEmpty ? nil : $0.kernelLog }
        logWithheld = log == nil && whole.current?.result.kernelLog.isEmpty == false
    }

    private static func facts(_ student: StudentResult) -> [Fact] {
        var facts = [Fact(label: "id", value: student.student.id)]
        guard let current = student.current else { return facts }
        facts.append(Fact(label: "attempt", value: "\(current.number)"))
        if let submitted = current.submitted {
            facts.append(Fact(label: "submitted", value: UTCDate.text(submitted, zone: student.timeZone)))
        }
        facts += [
            Fact(label: "kernel", value: current.result.kernel),
            Fact(label: "sources", value: String(current.hash.prefix(12))),
            Fact(label: "grader", value: current.graderVersion),
        ]
        // A submission that no gradebook keeps has no hash.
        return facts.filter { !$0.value.isEmpty }
    }

    private static func sums(_ student: StudentResult) -> [Sum] {
        guard let current = student.current else { return [] }
        let byHand = current.result.checks.sumOfPoints { student.handMarks.points(of: $0) - $0.score }
        var sums = [Sum(what: "measured", points: Points.text(current.result.score), reason: nil)]
        if !student.handMarks.isEmpty {
            let sign = byHand >= 0 ? "+" : "−"
            sums.append(
                Sum(
                    what: "marked by hand", points: sign + Points.text(abs(byHand)),
                    reason: "by your instructor, instead of what was measured; see the checks below"))
        }
        if let penalty = current.penalty {
            sums.append(Sum(what: "late", points: "−" + Points.text(penalty.points), reason: penalty.why))
        }
        let earned = Hundredths(current.result.score) + Hundredths(byHand) - Hundredths(current.penalty?.points ?? 0)
        let rest = Hundredths(student.score) - max(earned, Hundredths(count: 0))
        if rest.count != 0 {
            sums.append(
                Sum(
                    what: "rounded", points: (rest.count > 0 ? "+" : "−") + Points.text(abs(rest.points)), reason: nil))
        }
        return sums
    }

    private static func losses(_ lost: PointsLost, of student: StudentResult) -> [Loss] {
        lost.lines.map { line in
            let (what, style): (String, String) =
                switch line.reason {
                case .cause(let index): (CauseView.headline(lost.causes[index]), "fail")
                case .untried:
                    (lost.untried == 1 ? "a check was not tried" : "\(lost.untried) checks were not tried", "skipped")
                case .hidden: ("hidden checks, whose details are not shown yet", "fail")
                case .byHand: ("marked by hand by your instructor", "hand")
                case .unjudged: ("not judged yet: the grader's fault, and not lost", "error")
                case .late: (student.current?.penalty?.why ?? "late", "late")
                }
            var link: String?
            if case .cause(let index) = line.reason { link = CauseView.anchor(index) }
            let share = student.maxScore > 0 ? min(line.points / student.maxScore, 1) * 100 : 0
            return Loss(
                what: what, points: "−" + Points.text(line.points), width: Points.text(share), style: style, link: link)
        }
    }

    private static func changes(from old: SubmissionResult?, to new: SubmissionResult?) -> [Change] {
        guard let old, let new else { return [] }
        let before = Dictionary(old.checks.map { ($0.id, $0.status) }, uniquingKeysWith: { first, _ in first })
        return new.checks.compactMap { check in
            guard let status = before[check.id], status != check.status else { return nil }
            return Change(
                what: check.title, before: CheckView.word(status), beforeStyle: status.rawValue,
                now: CheckView.word(check.status), nowStyle: check.status.rawValue)
        }
    }

    private static func diffs(from old: [SourceFile], to new: [SourceFile]) -> [DiffView] {
        let before = Dictionary(old.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
        return Set(before.keys).union(after.keys).sorted().compactMap { path in
            guard before[path] != after[path] else { return nil }
            let remark = before[path] == nil ? "new file" : (after[path] == nil ? "file removed" : nil)
            let difference = LineDifference(
                from: (before[path] ?? "").visibleBlock, to: (after[path] ?? "").visibleBlock)
            guard let lines = difference.lines else {
                return DiffView(file: path, listing: "", remark: "rewritten: too much changed to be shown")
            }
            let listing = Listing { listing in for line in lines { line.write(to: &listing) } }
            return DiffView(file: path, listing: listing.html, remark: remark)
        }
    }
}

extension LineDifference.Line {
    fileprivate func write(to listing: inout Listing) {
        let sign =
            switch kind {
            case .added: "+"
            case .removed: "−"
            case .same: " "
            case .gap: "…"
            }
        listing.begin("row \(kind.rawValue)")
        listing.add(tag: "i", number.map { "\($0)" } ?? "")
        listing.add(tag: "b", sign)
        listing.end(text.utf8.count > 400 ? String(text.prefix(400)) : text)
    }
}
