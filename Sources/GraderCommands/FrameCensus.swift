import Grading
import Paging
import TargetProtocol
import VirtualMachine

/// In which frames the places of a target lie, for many seeds. What students are asked for are such frames.
struct FrameCensus {
    /// The frames of the first page of each place that is present, one for each seed.
    private var frames: [String: [UInt64]] = [:]

    /// Starts a target for each of the seeds from 1 on.
    init(of frozen: FrozenMachine, seeds: Int, progress: (Int) -> Void) async throws {
        for seed in 1...seeds {
            progress(seed)
            let session = try await Session(frozen, seed: Seed(UInt64(seed)))
            for place in session.target.places.values {
                guard let physical = try await session.walk(place.address).physical else { continue }
                frames[place.name, default: []].append(physical >> 12)
            }
            session.machine.kill()
        }
    }

    /// A line for each place: how many of its frames differ, and how often the most frequent one comes.
    var table: String {
        let rows = frames.sorted { $0.key < $1.key }.map { name, frames in
            var counts: [UInt64: Int] = [:]
            for frame in frames { counts[frame, default: 0] += 1 }
            let most = counts.max { $0.value < $1.value }
            return
                "\(name.padded(14)) \("\(frames.count)".padded(8)) \("\(counts.count)".padded(8)) \(most?.value ?? 0)\n"
        }
        return "place          seeds    frames   most frequent\n" + rows.joined()
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
