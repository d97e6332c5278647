import Grading
import RunHistory
import Words

/// The last time that a folder was graded.
struct LastTime {
    /// The submission's folder.
    let folder: String

    /// The ids of the checks that did not pass; nil where nothing is known.
    var unpassed: [String]? { PastRuns().last(of: folder)?.unpassed }

    /// The seed with which to look at a check: the one that was asked for; else the one with which it last failed, so that
    /// addresses and values are those of the report; else a new one.
    func seed(_ asked: UInt64?, of check: Rubric.Check?) -> Seed {
        Seed(asked ?? check.flatMap { PastRuns().last(of: folder)?.seeds?[$0.id] })
    }

    /// The ids of the checks that did not pass.
    ///
    /// - Throws: `Failure` with status 2 where nothing is known of a last time.
    func failed() throws -> Set<String> {
        guard let unpassed else {
            throw Failure(
                description: "\(folder.visibleLine) has not been graded yet: give the command once without --failed",
                status: 2)
        }
        return Set(unpassed)
    }
}
