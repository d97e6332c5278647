import AgentProtocol
import Grading
import Paging
import TargetProtocol
import Testing
import VirtualMachine

/// Where the pages of targets lie in physical memory: nobody can know it from the run of another seed.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FrameTests {
    /// The frame of the first page of each place that is present.
    private static func frames(_ seed: UInt64, _ setup: Setup = Setup()) async throws -> [String: UInt64] {
        let session = try await MachineTests.session(setup, seed: Seed(seed))
        defer { session.machine.kill() }
        var frames: [String: UInt64] = [:]
        for place in session.target.places.values {
            if let physical = try await session.walk(place.address).physical { frames[place.name] = physical >> 12 }
        }
        return frames
    }

    /// Of 32,768 frames each: that one comes three times for a place has a chance of one in a million.
    @Test func `from seed to seed each place lies in another frame, code and constants too`() async throws {
        var frames: [String: [UInt64]] = [:]
        for seed in 1...20 {
            for (place, frame) in try await Self.frames(UInt64(seed)) { frames[place, default: []].append(frame) }
        }
        // What the boot has fixed.
        for place in ["vdso", "zero"] { frames[place] = nil }
        #expect(frames.count > 12 && frames["text"] != nil && frames["constant"] != nil)
        for (place, frames) in frames {
            let counts = Dictionary(grouping: frames) { $0 }.mapValues(\.count)
            #expect(counts.values.max() ?? 0 <= 2, "\(place)")
            #expect(counts.count >= 18, "\(place)")
        }
    }

    @Test func `on a machine with two processors too`() async throws {
        var setup = Setup()
        setup.machine = .twoProcessors
        var frames: Set<UInt64?> = []
        for seed in 1...4 { frames.insert(try await Self.frames(UInt64(seed), setup)["page"]) }
        #expect(frames.count == 4)
    }

    @Test func `pages that are neighbours in memory lie in distant frames`() async throws {
        let session = try await MachineTests.session(seed: Seed(1))
        let page = try #require(session.target.places["page"])
        var frames: [UInt64] = []
        for index in 0..<4 {
            frames.append(try #require(try await session.walk(page.address + UInt64(index) << 12).physical) >> 12)
        }
        for (one, next) in zip(frames, frames.dropFirst()) { #expect(max(one, next) - min(one, next) > 1) }
    }

    @Test func `what a machine has for its targets is scattered once`() async throws {
        let machine = try await MachineTests.frozen(Setup()).clone()
        #expect(try await machine.ask(.scatter(seed: 1, program: "test")) == .done)
        guard case .failed = try await machine.ask(.scatter(seed: 2, program: "test")) else {
            Issue.record("it was done twice")
            return
        }
    }
}
