import Results
import Testing
import WatchLoop

@Suite struct WatchTests {
    private let all = Set(Watched.headings.map(\.id))

    @Test func `at first the labs are tried in order, and the first check that fails is at hand`() {
        var watch = Watch(checks: Watched.headings)
        let effects = Watched.save(&watch, "a", failing: ["findpage.noexec", "writeval.writes"])
        #expect(
            effects.runs == [
                ["proc.builds", "proc.loads"], ["findpage.huge", "findpage.noexec", "findpage.translates"],
                ["writeval.writes"],
            ])
        #expect(watch.atHand == "findpage.noexec")
        #expect(effects.contains(.prepare("findpage.noexec")))
        #expect(watch.points == (12, 24))
        #expect(watch.run == nil)
    }

    @Test func `after a save the check at hand comes first and alone, then what fails beside it, then the rest`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.noexec", "findpage.huge"])
        let effects = Watched.save(&watch, "b", failing: ["findpage.huge"])
        #expect(
            effects.runs == [
                ["findpage.noexec"], ["findpage.huge"], ["findpage.translates"], ["proc.builds", "proc.loads"],
                ["writeval.writes"],
            ])
        #expect(watch.green == ["findpage.noexec"])
        #expect(watch.atHand == "findpage.huge")
        #expect(watch.outdated == 0)
    }

    @Test func `once the check at hand passes, the next one is told as soon as it was looked at`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.noexec", "findpage.huge"])
        let effects = Watched.save(&watch, "b", failing: ["findpage.huge"])
        #expect(effects.news == [.verdict, .verdict, .whole])
        #expect(Watched.save(&watch, "c").news == [.verdict, .whole])
        #expect(watch.isDone)
        #expect(watch.atHand == nil)
    }

    @Test func `what was broken is told, and is at hand where it comes first`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.huge"])
        Watched.save(&watch, "b", failing: ["findpage.huge", "proc.loads"])
        #expect(watch.red == ["proc.loads"])
        #expect(watch.atHand == "proc.loads")
    }

    @Test func `sources saved as they were are not graded again`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.huge"])
        let effects = watch.take(.saved(SavedSources(hash: "a", openTasks: ["1.1"]), at: "14:05:00"))
        #expect(effects == [.tell(.unchanged)])
        #expect(watch.unchangedAt == "14:05:00")
    }

    @Test func `a save while a run goes on gives it up, and what it still says counts for nothing`() {
        var watch = Watch(checks: Watched.headings)
        let first = watch.take(.saved(SavedSources(hash: "a"), at: "14:00:00"))
        let second = watch.take(.saved(SavedSources(hash: "b"), at: "14:00:01"))
        #expect(first.runs == second.runs)
        #expect(first != second)
        #expect(watch.take(.ended(run: 1, Watched.result(["proc.builds"], failing: all), at: "14:00:02")).isEmpty)
        #expect(watch.seen.isEmpty)
        #expect(watch.take(.failed(run: 1, "it was too late")).isEmpty)
        #expect(watch.trouble == nil)
    }

    @Test func `a module that does not build leaves what was seen before, and nothing else is tried`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.huge"])
        let before = watch.points
        let effects = watch.take(.saved(SavedSources(hash: "b"), at: "14:01:00"))
        #expect(effects.runs == [["findpage.huge"]])
        #expect(watch.take(.ended(run: 4, Watched.unbuilt(["findpage.huge"]), at: "14:01:01")) == [.tell(.verdict)])
        #expect(watch.complaints?.count == 2)
        #expect(watch.points == before)
        #expect(watch.keys == [.all, .quit])
        Watched.save(&watch, "c", failing: ["findpage.huge"])
        #expect(watch.complaints == nil)
        #expect(watch.outdated == 0)
    }

    @Test func `hints come one at a time, and there is no key for more than there are`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.huge", "writeval.writes"])
        for _ in 0..<5 { _ = watch.take(.key(.hint)) }
        #expect(watch.hints == 3)
        #expect(!watch.keys.contains(.hint))
        Watched.save(&watch, "b", failing: ["findpage.huge", "writeval.writes"])
        #expect(watch.hints == 3, "the hints are of the check at hand, which is the same")
        Watched.save(&watch, "c", failing: ["writeval.writes"])
        #expect(watch.hints == 1)
    }

    @Test func `the next check is at hand until it passes, and after the last comes the first`() {
        var watch = Watch(checks: Watched.headings)
        let failing: Set = ["findpage.noexec", "findpage.huge", "writeval.writes"]
        Watched.save(&watch, "a", failing: failing)
        #expect(watch.take(.key(.next)).contains(.prepare("findpage.huge")))
        #expect(watch.atHand == "findpage.huge")
        #expect(Watched.save(&watch, "b", failing: failing).runs.first == ["findpage.huge"])
        #expect(watch.atHand == "findpage.huge")
        for _ in 0..<2 { _ = watch.take(.key(.next)) }
        #expect(watch.atHand == "findpage.noexec")
        _ = watch.take(.key(.next))
        Watched.save(&watch, "c", failing: ["findpage.noexec"])
        #expect(watch.atHand == "findpage.noexec")
    }

    @Test func `a program that has the terminal gets all keys, and one key takes it back`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.huge"])
        #expect(watch.take(.key(.shell)) == [.open(.shell(check: "findpage.huge"))])
        #expect(watch.take(.key(.quit)).isEmpty)
        _ = watch.take(.returned)
        #expect(watch.take(.key(.quit)) == [.comeBack])
        #expect(watch.take(.key(.lesson)) == [.open(.lesson("what-an-entry-holds"))])
        _ = watch.take(.returned)
        _ = watch.take(.key(.other))
        #expect(watch.take(.key(.debug)) == [.open(.debug(check: "findpage.huge"))])
    }

    @Test func `what the grader could not do is told, and the next save or the key for all tries again`() {
        var watch = Watch(checks: Watched.headings)
        _ = watch.take(.saved(SavedSources(hash: "a"), at: "14:00:00"))
        #expect(watch.take(.failed(run: 1, "QEMU is missing")) == [.cancel, .tell(.trouble)])
        #expect(watch.trouble == "QEMU is missing")
        #expect(watch.take(.key(.all)).runs == [["proc.builds", "proc.loads"]])
        #expect(watch.trouble == nil)
        _ = watch.take(.failed(run: 2, "QEMU is missing"))
        #expect(watch.take(.saved(SavedSources(hash: "a"), at: "14:00:09")).runs.count == 1)
    }

    @Test func `the key for all tries what was not judged again, and nothing else`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.huge"])
        #expect(watch.take(.key(.all)).runs.isEmpty)
        _ = watch.take(.key(.all))
        let first = watch.take(.saved(SavedSources(hash: "b"), at: "14:00:00"))
        guard case .run(let number, _) = first.first else { return #expect(Bool(false), "no run") }
        var result = Watched.result(["findpage.huge"])
        result.checks[0].status = .error
        Watched.settle(&watch, watch.take(.ended(run: number, result, at: "14:00:01")), [])
        #expect(watch.atHand == nil)
        #expect(!watch.isDone)
        #expect(Watched.settle(&watch, watch.take(.key(.all)), []).runs == [["findpage.huge"]])
        #expect(watch.isDone)
    }

    @Test func `sources that are gone for a moment are waited for, and the folder's end is the end`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a")
        #expect(watch.take(.unreadable("there is no module")) == [.cancel, .tell(.trouble)])
        #expect(watch.trouble == "there is no module")
        #expect(Watched.save(&watch, "a").news.last == .whole)
        #expect(watch.trouble == nil)
        guard case .end(let sentence?) = watch.take(.gone).last else { return #expect(Bool(false), "no end") }
        #expect(sentence.contains("the folder is gone"))
    }

    @Test func `without more input it ends once everything was tried`() {
        var watch = Watch(checks: Watched.headings)
        let first = watch.take(.saved(SavedSources(hash: "a"), at: "14:00:00"))
        #expect(watch.take(.inputEnded).isEmpty)
        #expect(Watched.settle(&watch, first, []).last == .end(nil))
        #expect(watch.take(.inputEnded) == [.end(nil)])
    }

    @Test func `checks that no run brings an end of are tried once`() {
        var watch = Watch(checks: Watched.headings)
        var effects = watch.take(.saved(SavedSources(hash: "a"), at: "14:00:00"))
        for number in 1...3 { effects = watch.take(.ended(run: number, Watched.result([]), at: "14:00:01")) }
        #expect(effects == [.tell(.whole)])
        #expect(watch.unseen == 6)
    }

    @Test func `keys are the same in upper case, and any other key shows the thing to mend`() {
        #expect(WatchKey("H") == .hint)
        #expect(WatchKey("\u{1b}") == .other)
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.huge"])
        _ = watch.take(.key(.explain))
        #expect(watch.view == .explanation)
        _ = watch.take(.key(.other))
        #expect(watch.view == .thing)
        #expect(watch.take(.key(.quit)) == [.cancel, .end(nil)])
    }

    @Test func `an explanation is shown until another check is at hand`() {
        var watch = Watch(checks: Watched.headings)
        Watched.save(&watch, "a", failing: ["findpage.huge"])
        _ = watch.take(.key(.explain))
        Watched.save(&watch, "b", failing: ["findpage.huge"])
        #expect(watch.view == .explanation)
        Watched.save(&watch, "c")
        #expect(watch.view == .thing)
    }
}
