import FoundationEssentials

/// apt for one suite of Debian, with a configuration, lists and a status of its own, as an ordinary user may run it: looks
/// packages up, downloads them into a folder, verifies signatures; installs nothing. The system's sources, lists and
/// preferences are neither read nor written; a proxy that its apt is told to use is used.
struct PackageSource: Sendable {
    /// What apt says of one package version.
    struct Record: Sendable, Equatable {
        var package: String
        var version: String
        /// Names of the packages it depends on, without versions; the first of each set of alternatives.
        var depends: [String]
        /// Size of the download in bytes.
        var size: Int
    }

    let suite: DebianSuite
    private let folder: String

    /// The lists of `suite` in a folder of its own below `parent`, where they are kept.
    ///
    /// - Throws: a file error; `KernelFetchError.toolMissing` where Debian's keys are not there.
    init(_ suite: DebianSuite, in parent: String) throws {
        self.suite = suite
        folder = "\(parent)/\(suite.name)"
        guard FileStatus(of: DebianSuite.keyring) != nil else { throw KernelFetchError.noKeys }
        for part in ["lists/partial", "archives/partial"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
        for (name, text) in [("status", ""), ("sources.list", suite.source), ("apt.conf", configuration)] {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"), options: .atomic)
        }
    }

    private var configuration: String {
        """
        // What the system's apt does after an update is not for these lists.
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        Dir::Etc { SourceList "\(folder)/sources.list"; SourceParts "/dev/null"; Preferences "/dev/null";
          PreferencesParts "/dev/null"; };
        Dir::State "\(folder)"; Dir::State::Lists "\(folder)/lists"; Dir::State::status "\(folder)/status";
        Dir::State::extended_states "\(folder)/extended_states";
        Dir::Cache "\(folder)"; Dir::Cache::archives "\(folder)/archives";
        APT::Architecture "amd64"; APT::Architectures { "amd64"; };
        // The user `_apt` cannot write to our folder; apt would drop to root anyway, with a warning.
        APT::Sandbox::User "root";
        // An update that brought not everything is told.
        APT::Update::Error-Mode "any";
        // A machine without a network should say so in seconds.
        Acquire::Retries "1"; Acquire::http::Timeout "20"; Acquire::https::Timeout "20"; Acquire::Languages "none";
        APT::Get::List-Cleanup "true"; Debug::NoLocking "true";

        """
    }

    private var options: [String] { ["-c", "\(folder)/apt.conf", "-q"] }

    /// Whether lists are here, of whatever age.
    var hasLists: Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/lists")) ?? []
        return names.contains { $0.hasSuffix("_Packages") || $0.contains("_Packages.") }
    }

    /// Brings the lists up to date; nothing is downloaded that is here already. Those of before stay where that fails.
    ///
    /// - Returns: the first complaint where the lists are not those of now; nil where they are.
    func update() async throws -> String? {
        let outcome = try await Tool.run("apt-get", options + ["update"])
        return outcome.succeeded ? nil : outcome.firstComplaint ?? "apt-get said nothing"
    }

    /// The names of the packages that begin with `prefix`.
    func names(beginning prefix: String) async throws -> [String] {
        let outcome = try await Tool.run("apt-cache", options + ["pkgnames", prefix])
        return outcome.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// All versions of some packages; nothing of those that the suite does not have.
    func records(of packages: [String]) async throws -> [Record] {
        guard !packages.isEmpty else { return [] }
        let outcome = try await Tool.run("apt-cache", options + ["show", "--all-versions"] + packages)
        return Self.parse(outcome.output)
    }

    /// Downloads the packages into `folder` and checks them against the signed lists.
    ///
    /// - Throws: `KernelFetchError`.
    func download(_ records: [Record], into folder: String) async throws {
        let names = records.map { "\($0.package)=\($0.version)" }
        let outcome = try await Tool.run("apt-get", options + ["download"] + names, in: folder)
        try require(outcome, into: folder, size: records.reduce(0) { $0 + $1.size })
    }

    /// Downloads packages with all that they depend on, as if nothing were installed, into `folder`.
    ///
    /// - Throws: `KernelFetchError`.
    func downloadWhole(_ packages: [String], into folder: String) async throws {
        let outcome = try await Tool.run(
            "apt-get",
            options + [
                "-o", "Dir::Cache::archives=\(folder)", "-y", "--no-install-recommends", "--download-only", "install",
            ] + packages)
        try require(outcome, into: folder, size: SuiteRoot.spaceNeeded)
    }

    private func require(_ outcome: Tool.Outcome, into folder: String, size: Int) throws {
        guard !outcome.succeeded else { return }
        if outcome.output.contains("No space left on device") || outcome.output.contains("enough free space") {
            throw KernelFetchError.noSpace(folder: folder, needed: size, available: 0)
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

    /// The paragraphs of `apt-cache show`.
    static func parse(_ text: String) -> [Record] {
        text.split(separator: "\n", omittingEmptySubsequences: false).split { $0.isEmpty }.compactMap { lines in
            var fields: [Substring: Substring] = [:]
            for line in lines {
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
}
