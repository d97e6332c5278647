import FoundationEssentials

/// apt as an ordinary user may run it: looks packages up, downloads them into a folder, verifies signatures; installs
/// nothing.
struct PackageSource: Sendable {
    /// What apt says of one package version.
    struct Record: Equatable {
        var package: String
        var version: String
        /// Names of the packages it depends on, without versions; the first of each set of alternatives.
        var depends: [String]
        /// Size of the download in bytes.
        var size: Int
    }

    /// Options in front of every command.
    private let options: [String]

    /// The system's own package lists, as `apt-get update` left them.
    static let system = PackageSource(options: [])

    /// Separate lists below `folder`, for a system whose lists are missing or out of date and which we may not be allowed
    /// to update. The system's sources and keys are used.
    static func own(in folder: String) throws -> PackageSource {
        for part in ["state/lists/partial", "cache/archives/partial"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
        return PackageSource(options: [
            "-o", "Dir::State=\(folder)/state", "-o", "Dir::State::Lists=\(folder)/state/lists",
            "-o", "Dir::State::status=/var/lib/dpkg/status", "-o", "Dir::Cache=\(folder)/cache",
        ])
    }

    private init(options: [String]) {
        self.options =
            options + [
                // The user `_apt` cannot write to our folder; apt would drop to root anyway, with a warning.
                "-o", "APT::Sandbox::User=root",
                // A machine without a network should say so in seconds.
                "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20",
                "-o", "Acquire::Languages=none", "-o", "APT::Get::List-Cleanup=true", "-q",
            ]
    }

    /// Brings the lists up to date. A source that fails does not matter as long as others have what is wanted, so
    /// nothing is thrown; the first complaint comes back for the case that it does matter.
    func update() async throws -> String? {
        let outcome = try await Tool.run("apt-get", options + ["update"])
        return outcome.firstComplaint
    }

    /// The version that would be installed, or nil when no source has the package.
    func record(of package: String) async throws -> Record? {
        let outcome = try await Tool.run("apt-cache", options + ["show", "--no-all-versions", package])
        return outcome.succeeded ? Self.parse(outcome.output) : nil
    }

    /// Downloads the packages into `folder` and checks them against the signed lists.
    ///
    /// - Throws: `KernelFetchError`.
    func download(_ records: [Record], into folder: String) async throws {
        let names = records.map { "\($0.package)=\($0.version)" }
        let outcome = try await Tool.run("apt-get", options + ["download"] + names, in: folder)
        guard !outcome.succeeded else { return }
        if outcome.output.contains("No space left on device") || outcome.output.contains("enough free space") {
            throw KernelFetchError.noSpace(
                folder: folder, needed: records.reduce(0) { $0 + $1.size }, available: 0)
        }
        let complaint = outcome.firstComplaint ?? "apt-get said nothing"
        if Self.isAboutTheNetwork(outcome.output) { throw KernelFetchError.offline(detail: complaint) }
        throw KernelFetchError.stepFailed(step: "the download", detail: complaint)
    }

    /// True when apt's output blames names that do not resolve, connections that are not made, or packages that are
    /// no longer where the (old) list says.
    static func isAboutTheNetwork(_ output: String) -> Bool {
        [
            "Temporary failure resolving", "Could not resolve", "Could not connect", "Connection timed out",
            "Unable to connect", "Network is unreachable", "Connection refused", "Connection failed", "404  Not Found",
            "Failed to fetch",
        ].contains { output.contains($0) }
    }

    /// The first paragraph of `apt-cache show`.
    static func parse(_ text: String) -> Record? {
        var fields: [Substring: Substring] = [:]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty { break }
            guard line.first != " ", let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == " " }
        }
        guard let package = fields["Package"], let version = fields["Version"] else { return nil }
        let depends = (fields["Depends"] ?? "").split(separator: ",").compactMap { entry in
            entry.split { " (|:".contains($0) }.first.map(String.init)
        }
        return Record(
            package: String(package), version: String(version), depends: depends,
            size: fields["Size"].flatMap { Int($0) } ?? 0)
    }
}
