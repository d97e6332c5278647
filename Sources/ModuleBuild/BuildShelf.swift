import CChecksum
import FoundationEssentials
import Glibc

/// Modules that were built, with what the compiler said, in one folder of the user's cache. A module whose sources have not
/// changed, of the same student or of another, is not built again.
///
/// A build is found by every byte that it was made of, and not by a hash alone: two sources with the same hash can be
/// written on purpose, and one of them would get the other's module.
package struct BuildShelf: Sendable {
    private let folder: String
    private let version: String

    /// Builds that are kept; the oldest go first. One has some 1 MB.
    private static let most = 64

    /// The shelf in `folder`, which need not exist, of this `version` of the grader.
    package init(folder: String, version: String) {
        self.folder = folder
        self.version = version
    }

    /// The build of `submission` as `builder` makes it in `folder`, or as it was made before.
    ///
    /// - Throws: `ModuleBuildError`, or `CancellationError`; see ``ModuleBuilder/build(_:into:)``.
    package func build(
        _ submission: Submission, by builder: ModuleBuilder, into folder: String
    ) async throws -> BuildResult {
        guard let key = key(submission, builder) else { return try await builder.build(submission, into: folder) }
        // Enough for a name, since the whole key is compared.
        let place = "\(self.folder)/\(String(Self.sum(of: key), radix: 16))"
        if let kept = kept(in: place, key, submission.moduleName, as: folder) { return kept }
        let result = try await builder.build(submission, into: folder)
        // Sources that changed meanwhile are not those of the key.
        if case .built(let module, let debug) = result.status, result.limitHit == nil,
            result.remarks.allSatisfy({ $0.cause == nil }), self.key(submission, builder) == key
        {
            keep(result, key, module: module, debug: debug, in: place)
        }
        return result
    }

    /// What is kept beside the key and the two modules.
    private struct Kept: Codable {
        let remarks: [CompilerRemark]
        let log: String
        /// Of the modules' files: a disk that was full or lost its power may have left parts of them.
        let sums: [UInt64]
    }

    private static func sum(_ file: String) throws -> UInt64 { sum(of: try Data(contentsOf: URL(filePath: file))) }

    private static func sum(of bytes: Data) -> UInt64 {
        bytes.withUnsafeBytes { cchecksum($0.baseAddress, $0.count) }
    }

    /// All that a build depends on; nil where that is not known.
    private func key(_ submission: Submission, _ builder: ModuleBuilder) -> Data? {
        guard let tools = builder.shelf?.folder, !Sandbox.isContainer else { return nil }
        var key = Data()
        func add(_ bytes: some Collection<UInt8>) {
            key.append(contentsOf: "\(bytes.count) ".utf8)
            key.append(contentsOf: bytes)
        }
        for text in [version, tools, "\(builder.limits)", submission.moduleName] + submission.sources { add(text.utf8) }
        for file in submission.files {
            guard let bytes = try? submission.contents(of: file) else { return nil }
            add(file.utf8)
            add(bytes)
        }
        return key
    }

    /// A module that was built before, as if it had been built into `folder`.
    private func kept(in place: String, _ key: Data, _ name: String, as folder: String) -> BuildResult? {
        let start = ContinuousClock.now
        guard (try? Data(contentsOf: URL(filePath: "\(place)/key"))) == key,
            let data = try? Data(contentsOf: URL(filePath: "\(place)/said.json")),
            let kept = try? JSONDecoder().decode(Kept.self, from: data)
        else { return nil }
        let paths = (module: "\(folder)/\(name).ko", debug: "\(folder)/\(name).debug.ko")
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // Another process may remove the place meanwhile; what was copied stays.
            try FileManager.default.copyItem(atPath: "\(place)/module.ko", toPath: paths.module)
            try FileManager.default.copyItem(atPath: "\(place)/debug.ko", toPath: paths.debug)
            guard try [Self.sum(paths.module), Self.sum(paths.debug)] == kept.sums else {
                try FileManager.default.removeItem(atPath: place)
                return nil
            }
        } catch {
            return nil
        }
        return BuildResult(
            status: .built(module: paths.module, debug: paths.debug), remarks: kept.remarks, log: kept.log,
            limitHit: nil,
            duration: .now - start)
    }

    /// Keeps a build: whole or not at all. What cannot be kept costs a build the next time.
    private func keep(_ result: BuildResult, _ key: Data, module: String, debug: String, in place: String) {
        let draft = "\(folder)/draft-\(UInt64.random(in: 0 ... .max))"
        do {
            try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: module, toPath: "\(draft)/module.ko")
            try FileManager.default.copyItem(atPath: debug, toPath: "\(draft)/debug.ko")
            let sums = try [Self.sum(module), Self.sum(debug)]
            let kept = Kept(remarks: result.remarks, log: result.log, sums: sums)
            try JSONEncoder().encode(kept).write(to: URL(filePath: "\(draft)/said.json"))
            try key.write(to: URL(filePath: "\(draft)/key"))
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            return
        }
        if rename(draft, place) != 0 {
            // What is there was not taken: it is damaged, or another's under the same name.
            try? FileManager.default.removeItem(atPath: place)
            if rename(draft, place) != 0 { try? FileManager.default.removeItem(atPath: draft) }
        }
        sweep(keeping: place)
    }

    /// Removes the oldest builds, and drafts that nobody finished. The one in `own` was put there now, whatever others have
    /// the same time.
    private func sweep(keeping own: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder), names.count > Self.most else {
            return
        }
        let dated = names.map { name -> (seconds: Int, nanoseconds: Int, path: String) in
            var status = stat()
            let path = "\(folder)/\(name)"
            guard path != own else { return (.max, 0, path) }
            guard stat(path, &status) == 0 else { return (0, 0, path) }
            return (status.st_mtim.tv_sec, status.st_mtim.tv_nsec, path)
        }
        let newest = dated.sorted { ($0.seconds, $0.nanoseconds) > ($1.seconds, $1.nanoseconds) }
        // Some at a time: a class would look through the folder at every build.
        for old in newest.dropFirst(Self.most * 3 / 4) { try? FileManager.default.removeItem(atPath: old.path) }
    }
}
