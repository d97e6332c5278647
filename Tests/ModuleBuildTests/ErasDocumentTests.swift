import Foundation
import Installation
import Testbed
import Testing
import VirtualMachine

@testable import ModuleBuild

/// docs/eras.md: its code builds where it says, its errors are those of the compilers, its table is that of the kernels.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ErasDocumentTests {
    private static let path = "\(projectRoot)/docs/eras.md"

    /// A piece of code, and the kernels that it is for.
    struct Piece {
        var era: String
        var code: String
        var first: KernelVersion
        var last: KernelVersion
    }

    private static let beginning = KernelVersion(5, 0), end = KernelVersion(99, 0)

    static let pieces: [Piece] = {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.components(separatedBy: "<!-- code: ").dropFirst().compactMap { part in
            guard let close = part.range(of: " -->\n```c\n"), let stop = part.range(of: "\n```\n") else { return nil }
            let era = String(part[..<close.lowerBound])
            let versions = era.split(separator: " ").compactMap { word -> KernelVersion? in
                let numbers = word.split(separator: ".").compactMap { Int($0) }
                return numbers.count == 2 ? KernelVersion(numbers[0], numbers[1]) : nil
            }
            let first = era.hasPrefix("until") || era == "all" ? beginning : versions.first
            let last = era.hasPrefix("from") || era == "all" ? end : versions.last
            guard let first, let last else { return nil }
            return Piece(era: era, code: String(part[close.upperBound..<stop.lowerBound]), first: first, last: last)
        }
    }()

    private static let headers = ["highmem", "mm", "module", "proc_fs", "sched/mm"].map { "#include <linux/\($0).h>\n" }
        .joined()

    /// A module around code. Its functions are not static, or the compiler would leave them out, with what they call.
    private func module(_ code: String, top: String = "") -> String {
        let open = ("\n" + code).replacing("\nstatic const", with: "\nconst").replacing("\nstatic ", with: "\n")
        return Self.headers + top + open + "\nMODULE_LICENSE(\"GPL\");\nMODULE_DESCRIPTION(\"an era\");\n"
    }

    private func build(_ files: [String: String], on kernel: Kernel) async throws -> BuildResult {
        let scratch = try Scratch(files)
        let builder = try ModuleBuilder(headers: kernel.headers, system: kernel.system, remembersCommands: false)
        return try await builder.build(try Submission.find(in: scratch.submission), into: scratch.path("out"))
    }

    private func isBuilt(_ result: BuildResult) -> Bool { if case .built = result.status { true } else { false } }

    @Test func `the page has its pieces`() {
        #expect(Self.pieces.count == 13)
        #expect(Self.pieces.allSatisfy { $0.first <= $0.last })
    }

    /// Pieces in one module, each with names of its own and, where it does not fit, errors in its own lines.
    private func module(of pieces: [Piece], top: String = "") -> (text: String, lines: [ClosedRange<Int>]) {
        var code = ""
        var lines: [ClosedRange<Int>] = []
        let before = module("\u{1}", top: top).prefix { $0 != "\u{1}" }.count { $0 == "\n" }
        for (number, piece) in pieces.enumerated() {
            let names = ["areas(", "entry(", "maps_a_page(", "page_of(", "make_file(", "on_write", "ops = {", "&ops"]
            var text = piece.code + "\n"
            for name in names {
                let word = name.prefix { $0.isLetter || $0 == "_" || $0 == "&" }
                text = text.replacing(name, with: word + "\(number)" + name.dropFirst(word.count))
            }
            let first = before + code.count { $0 == "\n" } + 1
            code += text
            lines.append(first...(first + text.count { $0 == "\n" }))
        }
        return (module(code, top: top), lines)
    }

    @Test func `code builds on the kernels that it is for and on no other`() async throws {
        for kernel in try KernelCatalogue.ofUser.installed() {
            let version = try #require(try KernelHeaders(folder: kernel.headers).version)
            let meant = Self.pieces.filter { $0.first <= version && version <= $0.last }
            let built = try await build(["mtest.c": module(of: meant).text], on: kernel)
            #expect(isBuilt(built), "\(kernel.release): \(built.log)")
            // What compiles and does not link is tried without what does not compile.
            let others = Self.pieces.filter { $0.last < version || version < $0.first }
            let linking = others.filter { $0.code.contains("pte_offset_map(") }
            let compiling = others.filter { !$0.code.contains("pte_offset_map(") }
            if !linking.isEmpty {
                let result = try await build(["mtest.c": module(of: linking).text], on: kernel)
                #expect(!isBuilt(result), "\(kernel.release)")
            }
            let wrong = module(of: compiling)
            let errors = try await build(["mtest.c": wrong.text], on: kernel).remarks.filter { $0.severity == .error }
            for (piece, lines) in zip(compiling, wrong.lines) {
                #expect(
                    errors.contains { $0.line.map(lines.contains) == true },
                    "\(kernel.release): \(piece.era) builds too: \(piece.code)")
            }
        }
    }

    @Test(.enabled("5.10 is not in the cache") { SolutionErasTests.hasOldest })
    func `code of 5_4 builds where its side is laid over 5_10`() async throws {
        let kernel = try #require(try KernelCatalogue.ofUser.installed().first { $0.release.hasPrefix("5.10.") })
        let old = Self.pieces.filter { $0.first <= KernelVersion(5, 4) }
        let mask = try String(
            contentsOfFile: "\(projectRoot)/Tests/ModuleBuildTests/Eras/as-5.4.h", encoding: .utf8)
        let text = module(of: old, top: "#include \"as-5.4.h\"\n").text
        let result = try await build(["mtest.c": text, "as-5.4.h": mask], on: kernel)
        #expect(old.count == 6)
        #expect(isBuilt(result), "\(result.log)")
    }

    @Test func `the errors are those of the compilers, with the remedies that the grader names`() async throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let table = try #require(text.components(separatedBy: "<!-- errors -->\n").last)
        let rows = table.components(separatedBy: "\n<!-- end")[0].split(separator: "\n").dropFirst(2).map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        #expect(rows.count == 4 && rows.allSatisfy { $0.count == 3 })
        let old = Self.pieces.filter { $0.era.hasPrefix("until") || $0.era.hasPrefix("5.8") }
        let linking = old.filter { $0.code.contains("pte_offset_map(") }
        for kernel in try KernelCatalogue.ofUser.installed() {
            let compiled = module(of: old.filter { !$0.code.contains("pte_offset_map(") })
            var errors = try await build(["mtest.c": compiled.text], on: kernel).remarks
            let linked = try await build(["mtest.c": module(of: linking).text], on: kernel)
            errors += linked.remarks
            errors = errors.filter { $0.severity == .error }
            let series = kernel.release.split(separator: ".").prefix(2).joined(separator: ".")
            for row in rows {
                let named = row[0].split(separator: "\"").dropFirst().first ?? ""
                let said = errors.filter {
                    // modpost's words are told as the cause; they themselves are in the log.
                    named.isEmpty
                        ? $0.message.contains(row[0].filter { $0 != "`" }) : $0.cause?.symbol == String(named)
                }
                let isMeant = row[1].components(separatedBy: ", ").contains(series)
                #expect(!said.isEmpty == isMeant, "\(series): \(row[0]): \(errors.map(\.message))")
                if isMeant { #expect(said.contains { $0.cause?.sentence == row[2] }, "\(series): \(row[0])") }
            }
            guard rows[3][1].components(separatedBy: ", ").contains(series) else { continue }
            let words =
                series.hasPrefix("7.") ? "mtest.ko: symbol '__pte_offset_map' undefined!" : "\"__pte_offset_map\" ["
            #expect(linked.log.contains("ERROR: modpost: \(words)"), "\(series): \(linked.log)")
        }
    }

    @Test func `the table of what modules may call is that of the kernels`() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- exports: ")),
            stop = try #require(text.range(of: "<!-- end of exports"))
        var lines = text[begin.lowerBound..<stop.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        let series = lines[1].split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        var exports: [String: [Substring: Substring]] = [:]
        for kernel in try KernelCatalogue.ofUser.installed() {
            let name = kernel.release.split(separator: ".").prefix(2).joined(separator: ".")
            let table = try String(contentsOfFile: "\(kernel.headers)/Module.symvers", encoding: .utf8)
            exports[name] = table.split(separator: "\n").reduce(into: [:]) { names, line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                if fields.count > 3 { names[fields[1]] = fields[3] }
            }
        }
        for index in lines.indices.dropFirst(3) where lines[index].hasPrefix("| `") {
            var cells = lines[index].split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let name = cells[1].filter { $0 != "`" && $0 != " " }
            for (column, series) in series.enumerated() {
                guard let names = exports[series] else { continue }
                let kind = names[name[...]]
                cells[column + 1] = " \(kind == nil ? "-" : kind == "EXPORT_SYMBOL_GPL" ? "GPL" : "yes") "
            }
            lines[index] = cells.joined(separator: "|")
        }
        let made = lines.joined(separator: "\n")
        if ProcessInfo.processInfo.environment["MTEST_RECORD"] != nil {
            try text.replacingCharacters(in: begin.lowerBound..<stop.lowerBound, with: made)
                .write(toFile: Self.path, atomically: true, encoding: .utf8)
        } else {
            #expect(String(text[begin.lowerBound..<stop.lowerBound]) == made)
        }
    }
}
