import Console
import Dispatch
import Glibc
import Grading
import ModuleBuild
import Results
import Skeleton
import StableHash
import WatchLoop
import Words

/// A loop with all that it touches: the folder, the terminal, the runs.
struct WatchSitting {
    /// The folder with the sources, absolute.
    let folder: String
    /// The folders that the grader and the walkthrough may be in.
    let programs: [String]
    /// What stands at the top of the screen.
    let title: String
    let rubric: Rubric
    /// The checks that are watched; nil for all.
    let only: Set<String>?
    let news: WatchNews
    let engine: any WatchEngine

    /// Goes on until the user or the folder ends it.
    ///
    /// - Returns: why it ended, where that was not the user's wish.
    /// - Throws: `CancellationError`, where the program is to end; no run is left behind.
    func run() async throws -> String? {
        let headings = rubric.checks.map(\.heading).filter { only?.contains($0.id) ?? true }
        var watch = Watch(checks: headings)
        var submission: Submission?
        let runs = WatchRuns(engine: engine, rubric: rubric, news: news)
        let display = WatchDisplay(title: title, rubric: rubric)
        let watched = try FolderWatch(folder) { [news] in news.tell(.folder($0)) }
        defer { withExtendedLifetime(watched) {} }
        let signals = Self.signals(news)
        defer { for signal in signals { signal.cancel() } }
        var keyboard = Keyboard { [news] in news.tell(.keyboard($0)) }
        display.begin()
        defer {
            keyboard?.cease()
            display.end()
        }
        news.tell(.folder(.changed))
        for await item in news.items {
            var effects: [WatchEffect] = []
            switch item {
            case .event(let event): effects = watch.take(event)
            case .folder(.gone): effects = watch.take(.gone)
            case .folder(.changed):
                do {
                    let found = try Submission.find(in: folder)
                    submission = found
                    effects = watch.take(.saved(try Self.sources(found), at: TimeOfDay.now))
                } catch {
                    effects = watch.take(access(folder, F_OK) == 0 ? .unreadable(error.sentence) : .gone)
                }
            case .keyboard(.ended): effects = watch.take(.inputEnded)
            case .keyboard(.typed(let text)):
                // What a pipe has is no order of a person's.
                guard ConsoleStream.input.isTerminal else { continue }
                for character in text where !character.isNewline || watch.place == .reading {
                    effects += watch.take(.key(WatchKey(character)))
                    // Another program may get what was typed behind the key that starts it, as in any shell.
                    if watch.place == .away { break }
                }
            case .signal(let number): display.take(number, isAway: watch.place != .here)
            }
            for effect in effects {
                switch effect {
                case .run(let number, let checks):
                    guard let submission, let hash = watch.sources?.hash else { continue }
                    runs.begin(
                        number,
                        WatchOrder(submission: submission, hash: hash, checks: checks, settled: watch.settled))
                case .cancel: runs.giveUp()
                case .prepare(let id): runs.prepare(id)
                case .tell(let told): display.tell(told, watch)
                case .open(let companion):
                    keyboard?.cease()
                    keyboard = nil
                    display.end()
                    if let sentence = await Companion(companion, places: programs, folder: folder).run() {
                        Terminal.complain(sentence)
                    }
                    keyboard = Keyboard { [news] in news.tell(.keyboard($0)) }
                    _ = watch.take(.returned)
                    display.pause()
                case .comeBack: display.begin()
                case .end(let sentence):
                    await runs.end()
                    display.finish(watch)
                    return sentence
                }
            }
            display.draw(watch)
        }
        await runs.end()
        throw CancellationError()
    }

    private static func sources(_ submission: Submission) throws -> SavedSources {
        var hash = StableHash()
        var texts: [String] = []
        for file in submission.files {
            let text = String(decoding: try submission.contents(of: file), as: UTF8.self)
            hash.add(file)
            hash.add(text)
            texts.append(text)
        }
        return SavedSources(hash: hash.text, openTasks: Set(OpenTasks(in: texts).names))
    }

    /// A new size of the window, a stop, and the going on after it.
    private static func signals(_ news: WatchNews) -> [any DispatchSourceSignal] {
        [SIGWINCH, SIGTSTP, SIGCONT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { news.tell(.signal(number)) }
            source.resume()
            return source
        }
    }
}
