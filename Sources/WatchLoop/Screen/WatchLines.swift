import Reporting
import Results

/// A loop's news as lines, for those who read no screen: files, pipes, terminals without a cursor.
package struct WatchLines: Sendable {
    private let width: Int
    private let paint: Paint

    /// Lines of at most `width` columns.
    package init(width: Int, isColoured: Bool) {
        self.width = max(width, 30)
        paint = Paint(isColoured: isColoured)
    }

    private func head(_ words: WatchWords) -> [String] { ["", words.saved] }

    /// What stands below the user's command at the end.
    package func last(of watch: Watch) -> [String] {
        TerminalColumns.wrapped(WatchWords(watch: watch).last, width)
    }

    /// The lines that tell it; `explanation` is what can be said about the check at hand.
    package func lines(of news: WatchEffect.News, _ watch: Watch, explanation: String = "") -> [String] {
        let words = WatchWords(watch: watch)
        let turned = [words.green.map(paint.good), words.red.map(paint.bad)].compactMap(\.self)
        let thing = ThingToMend(watch: watch, paint: paint, width: width).lines
        switch news {
        case .trouble: return [paint.doubtful(words.state)]
        case .unchanged: return [words.unchanged]
        case .whole:
            let isNew = !watch.isTold
            let shown = isNew ? head(words) + turned : []
            return shown + (isNew || watch.isDone ? thing : [])
                + PointsBar(watch: watch, paint: paint).lines(width: width)
        case .verdict:
            return head(words) + turned
                + (watch.complaints != nil || watch.thing?.save == watch.saves ? thing : [])
        case .answer:
            return switch watch.view {
            case .thing: thing
            case .explanation: [explanation]
            case .list: PointsBar(watch: watch, paint: paint).lines(width: width)
            }
        }
    }
}
