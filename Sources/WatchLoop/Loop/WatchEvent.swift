package import Results

/// The sources of a module as they were saved.
package struct SavedSources: Sendable, Hashable {
    /// The same for the same files with the same bytes.
    package let hash: String
    /// The names of the skeleton's TODOs that are still in them, for example `2.4`.
    package let openTasks: Set<String>

    /// Sources, from their parts.
    package init(hash: String, openTasks: Set<String> = []) {
        self.hash = hash
        self.openTasks = openTasks
    }
}

/// Something that the loop hears of.
package enum WatchEvent: Sendable, Hashable {
    /// Something was saved, and this is what the folder has now; `at` is the time of day, for example `14:02:11`.
    case saved(SavedSources, at: String)
    /// Something was saved, and there is nothing to build: one sentence says why.
    case unreadable(String)
    /// The folder is gone.
    case gone
    /// A key was pressed.
    case key(WatchKey)
    /// A run tells what it is doing.
    case progress(run: Int, String)
    /// A run has come to its end.
    case ended(run: Int, SubmissionResult, at: String)
    /// A run could not do its work; the sentence says why, and it is never the student's doing.
    case failed(run: Int, String)
    /// Something that the machines had to mend, told in a sentence.
    case warning(String)
    /// The program that had the terminal has ended.
    case returned
    /// There will be no more keys.
    case inputEnded
}

/// A key that means something.
package enum WatchKey: Character, Sendable, Hashable, CaseIterable {
    case hint = "h"
    case explain = "e"
    case lesson = "l"
    case next = "n"
    case all = "a"
    case debug = "d"
    case shell = "s"
    case quit = "q"
    /// Any other key.
    case other = " "

    /// What a character typed means.
    package init(_ character: Character) {
        self = character.lowercased().first.flatMap(WatchKey.init(rawValue:)) ?? .other
    }

    /// The word that stands beside it.
    package var word: String {
        switch self {
        case .hint: "hint"
        case .explain: "explain"
        case .lesson: "lesson"
        case .next: "next"
        case .all: "all"
        case .debug: "debug"
        case .shell: "shell"
        case .quit: "quit"
        case .other: ""
        }
    }
}
