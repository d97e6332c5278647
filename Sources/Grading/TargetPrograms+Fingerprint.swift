import FoundationEssentials
import VirtualMachine

extension TargetPrograms {
    /// Changes with every edit of a target program or its headers.
    package static func fingerprint(of folder: String) -> String {
        var hash = StableHash()
        for file in ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        where file.hasSuffix(".c") || file.hasSuffix(".h") {
            hash.add(file)
            hash.add((try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)) ?? "")
        }
        return hash.text
    }
}
