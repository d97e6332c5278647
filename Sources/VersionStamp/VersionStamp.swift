import FoundationEssentials
import Glibc
import SourceVersion

/// Writes the version of the sources that decide verdicts, for the plugin of the same name.
///
///     VersionStamp LIST SOURCES OUTPUT
@main struct VersionStamp {
    static func main() throws {
        let words = CommandLine.arguments
        guard words.count == 4 else {
            print("usage: VersionStamp LIST SOURCES OUTPUT")
            exit(2)
        }
        let list = try String(contentsOfFile: words[1], encoding: .utf8)
        let version = try SourceVersion(list: list, sources: words[2])
        try version.generated.write(toFile: words[3], atomically: true, encoding: .utf8)
    }
}
