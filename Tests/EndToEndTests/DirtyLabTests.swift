import Foundation
import Mistakes
import Results
import Specimens
import Testbed
import Testing
import Yams

/// The lab that is about no command of mtest: its solution gets all points, and each of its mutants fails what its file says,
/// by name.
@Suite(.timeLimit(.minutes(20))) struct DirtyLabTests {
    static let folder = "\(projectRoot)/labs/5-mdirty"

    private static func files(_ part: String) throws -> [String: String] {
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)") {
            files[name] = try String(contentsOfFile: "\(folder)/\(part)/\(name)", encoding: .utf8)
        }
        return files
    }

    static let mutants = ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/mutants")) ?? []).sorted()

    @Test func `the solution gets all points of its lab, without a flag`() async throws {
        let result = try await Submissions.grade(sources: try Self.files("solution"))
        #expect(Submissions.unpassed(result) == [])
        #expect(result.checks.reduce(0) { $0 + $1.maxScore } == 50)
        #expect(Set(result.checks.map(\.lab)) == ["5-mdirty"])
        #expect(result.checks.flatMap(\.styleNotes) == [])
    }

    @Test func `the skeleton passes what its lab says is given, and nothing else`() async throws {
        let result = try await Submissions.grade(sources: try Self.files("skeleton"))
        let lab =
            try Yams.load(yaml: String(contentsOfFile: "\(Self.folder)/lab.yml", encoding: .utf8)) as? [String: Any]
        let given = try #require(lab?["given"] as? [String])
        #expect(Set(result.checks.filter { $0.status == .pass }.map(\.id)) == Set(given))
    }

    @Test func `there are six mutants and more`() { #expect(Self.mutants.count >= 6) }

    @Test(arguments: Depth.asked.part(of: mutants, by: \.self))
    func `a mutant fails what its file says, and its mistake is named`(file: String)
        async throws
    {
        let text = try String(contentsOfFile: "\(Self.folder)/mutants/\(file)", encoding: .utf8)
        let mutant = try #require(try Yams.load(yaml: text) as? [String: Any])
        var sources = try Self.files("solution")
        for edit in try #require(mutant["edits"] as? [[String: String]]) {
            try Edit(file: "mdirty.c", find: try #require(edit["find"]), replace: try #require(edit["replace"]))
                .apply(to: &sources)
        }
        let result = try await Submissions.grade(sources: sources)
        let failed = result.checks.filter { $0.status == .fail }
        #expect(Set(failed.map(\.id)) == Set(try #require(mutant["fails"] as? [String])))
        #expect(failed.contains { $0.diagnosis == mutant["diagnosis"] as? String })
        #expect(Set(failed.compactMap(\.diagnosis)).subtracting([mutant["diagnosis"] as? String ?? ""]) == [])
    }
}
