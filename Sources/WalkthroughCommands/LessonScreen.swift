import Explanation
import Lessons
import PageSnapshots
import Paging
import Pictures
import Words

/// A lesson's text and example on the terminal.
struct LessonScreen {
    let lesson: Lesson
    let number: Int
    let snapshot: Snapshot
    let canvas: Canvas

    /// Title, misconception, text.
    var text: [String] {
        var lines = canvas.wrap("\(number). \(lesson.title)", indent: 4).map { canvas.paint($0, .title) } + [""]
        lines += canvas.wrap("A common belief, and it is wrong: “\(lesson.misconception)”")
        lines.append("")
        return lines + paragraphs(lesson.text)
    }

    /// The example, on the tables it names.
    func example() throws -> [String] {
        guard let example = lesson.example else { return [] }
        let address = try PlaceText(example.address).address(among: snapshot.places)
        var explanation = Explanation(of: address, in: snapshot)
        explanation.place = PlaceText(example.address).isSymbolic ? example.address : nil
        var lines = canvas.wrap(
            "On the tables of the snapshot \(example.snapshot), \(example.address)"
                + (explanation.place == nil ? ":" : " (\(hex(address))):"))
        lines.append("")
        let words = example.show.split(separator: " ").map(String.init)
        switch words[0] {
        case "walk": lines += WalkScreens(explanation).screens(on: canvas).joined(separator: [""])
        case "picture": lines += WalkDrawing(explanation).lines(on: canvas) + [""] + canvas.wrap(explanation.conclusion)
        case "table" where words.count == 2:
            lines += try TableCommand.lines(
                level: words[1], walk: snapshot.walk(VirtualAddress(address)), snapshot: snapshot, on: canvas)
        default:
            guard let level = explanation.levels.first(where: { $0.name == words[0] }) else {
                throw Failure(
                    description:
                        "lesson \(lesson.id): its example shows “\(example.show)”, which the walk does not reach",
                    status: 3)
            }
            lines += LevelScreen(level, of: explanation).lines(on: canvas)
        }
        return lines
    }

    /// What a machine would add.
    var live: [String] {
        guard let live = lesson.live else { return [] }
        return paragraphs(live)
    }

    /// Paragraphs are filled; lines that begin with four blanks are shown as they are, broken where the terminal ends.
    func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        var paragraph = ""
        func end() {
            if !paragraph.isEmpty { lines += canvas.wrap(paragraph) }
            paragraph = ""
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("    ") {
                end()
                var code = line.dropFirst(canvas.width < 60 ? 2 : 0)
                while code.count > canvas.width {
                    lines.append(String(code.prefix(canvas.width)))
                    code = "      " + code.dropFirst(canvas.width)
                }
                lines.append(String(code))
            } else if line.isEmpty {
                end()
                if lines.last?.isEmpty == false { lines.append("") }
            } else {
                paragraph += (paragraph.isEmpty ? "" : " ") + line
            }
        }
        end()
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// An exercise's question with its options.
    func question(_ drawn: DrawnExercise, position: Int, count: Int, entry: CourseProgress.Exercise) -> [String] {
        var lines = [canvas.paint("Exercise \(position) of \(count)", .title)]
        if drawn.exercise.times > 1, !entry.isSolved {
            lines[0] += canvas.paint("  (\(entry.streak) of \(drawn.exercise.times) in a row)", .faint)
        }
        lines += paragraphs(drawn.question)
        for (number, option) in drawn.options.enumerated() {
            lines += canvas.wrap(option, indent: 5, first: "  \(number + 1)  ")
        }
        return lines
    }
}
