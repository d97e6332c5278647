import FoundationEssentials
import VirtualMachine

extension TargetPrograms {
    /// By the name of each target program: changes with every edit of it, or of what all of them share.
    package static func fingerprints(of folder: String) -> [String: String] {
        let common = sources(in: "\(folder)/common").map { "common/\($0)" }
        var fingerprints: [String: String] = [:]
        for program in sources(in: folder) where program.hasSuffix(".c") {
            var hash = StableHash()
            for file in [program] + common {
                hash.add(file)
                hash.add((try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)) ?? "")
            }
            fingerprints[String(program.dropLast(2))] = hash.text
        }
        return fingerprints
    }

    private static func sources(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasSuffix(".c") || $0.hasSuffix(".h")
        }.sorted()
    }
}
