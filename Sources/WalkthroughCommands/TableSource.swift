import ArgumentParser
import Installation
import LiveTour
import PageSnapshots
import Paging
import VirtualMachine

/// Where page tables are read: a live machine or a snapshot.
struct TableSource: ParsableArguments {
    @Flag(help: "Start a target in a disposable machine, and read the tables out of its physical memory.")
    var live = false

    @Option(help: "The program whose tables are read: one of labs/targets.")
    var target = "tour"

    @Option(help: "Page-table levels: 4 or 5.")
    var levels = 4

    @Flag(help: "With page-table isolation (the shipped four-level snapshot has it).")
    var pti = false

    @Option(help: "A snapshot: four-level, five-level, or a file that `walkthrough save` wrote.")
    var snapshot: String?

    @Option(
        help: ArgumentHelp(
            "With --live: the kernel of the machine, as `grader kernels` lists it; also MTEST_KERNEL=NAME.",
            valueName: "name"))
    var kernel: String?

    @OptionGroup var labs: CourseLabs

    func validate() throws {
        if kernel != nil, !live { throw ValidationError("--kernel goes with --live: a snapshot has its own") }
        guard PagingDepth(rawValue: levels) != nil else { throw ValidationError("--levels is 4 or 5") }
        if live, snapshot != nil { throw ValidationError("choose one: --live or --snapshot") }
    }

    var depth: PagingDepth { PagingDepth(rawValue: levels) ?? .four }

    /// The tables along what was asked for, and the addresses themselves.
    struct Tables {
        var snapshot: Snapshot
        var addresses: [UInt64]
        /// A phrase for the reader.
        var description: String
    }

    /// Reads the tables along places or numbers, or along every place there is; of the shipped snapshot where no source is
    /// named.
    func tables(_ texts: [String]) async throws -> Tables {
        if live { return try await liveTables(texts) }
        guard !pti, target == "tour" else {
            throw Failure.usage("add --live: --pti and --target are for a live machine")
        }
        let name = snapshot ?? (depth == .four ? "four-level" : "five-level")
        let path = try path(ofSnapshot: name)
        let kept: Snapshot
        do { kept = try Snapshot.read(from: path) } catch { throw Failure.usage(error) }
        var addresses: [UInt64] = []
        for text in texts { addresses.append(try PlaceText(text).address(among: kept.places)) }
        return Tables(
            snapshot: kept, addresses: texts.isEmpty ? kept.places.map(\.address) : addresses,
            description: "in the snapshot \(name), of Linux \(kept.kernel)")
    }

    /// A shipped snapshot's file, or the file that is named.
    private func path(ofSnapshot name: String) throws -> String {
        if !name.contains("/"), !name.hasSuffix(".json") {
            return "\(try labs.installation().labs.path(of: "snapshots"))/\(name).json"
        }
        return name
    }

    private func liveTables(_ texts: [String]) async throws -> Tables {
        let activity = Activity()
        defer { activity.clear() }
        var installation = try labs.installation { activity.show($0) }
        installation.kernelName = kernel
        let wantsGigantic = texts.contains { $0.hasPrefix("hugetlb1g") }
        let options = TourOptions(
            program: target, depth: depth, isIsolated: pti, wantsGiganticPage: wantsGigantic,
            // Without a place that needs swap, a tenth of a second is saved.
            wantsSwap: texts.isEmpty || texts.contains { PlaceText($0).name == "swapped" })
        do {
            let tour = try await Tour(options, in: installation)
            var addresses: [UInt64] = []
            for text in texts { addresses.append(try PlaceText(text).address(among: tour.places)) }
            if texts.isEmpty { addresses = tour.places.map(\.address) }
            let snapshot = try await tour.snapshot(of: addresses)
            return Tables(
                snapshot: snapshot, addresses: addresses,
                description: "live: \(target), process \(tour.target) on Linux \(tour.kernel)\(pti ? ", isolated" : "")"
            )
        } catch let error as KernelCatalogueError where error.isOfCaller {
            throw Failure.usage(error)
        } catch let error as TourError {
            throw Failure.usage(error)
        } catch MachineError.noQEMU(let reason) {
            throw Failure(
                description:
                    "install qemu-system-x86, or leave --live out and use the shipped snapshots: no machine can "
                    + "be started (\(reason))", status: 3)
        }
    }
}
