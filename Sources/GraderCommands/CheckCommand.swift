import ArgumentParser
import FoundationEssentials
import Gradebook
import Grading
import Installation
import ModuleBuild
import Reporting
import Results

/// `grader check [DIR]`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Grade one submission.",
        discussion: "Exit status: 0 all passed, 1 something failed, 2 usage, 3 the grader could not do its work.")

    @Argument(help: "The folder with the module's sources.")
    var folder = "."

    @Option(help: "How the result is printed.")
    var format = SubmissionFormat.terminal

    @Flag(help: "Show the details of hidden checks also in the formats that are meant for students.")
    var releaseHidden = false

    @Flag(help: "The core part of every lab only.")
    var core = false

    @Option(help: "Repeats the secrets, layouts and values of an earlier run.")
    var seed: UInt64?

    func run() async throws {
        do { try await check() } catch let ending as ExitCode { throw ending } catch is CancellationError {
            throw CancellationError()
        } catch {
            // A platform that waits for a file has to be told why there is no result.
            let isStudents = (error as? Failure)?.status == 2
            if let text = try format.text(withoutResult: "\(error)", isStudents: isStudents) { Terminal.say(text) }
            throw error
        }
    }

    private func check() async throws {
        let progress = Progress()
        let submission = try found(folder)
        let installation = try Installation.find { progress.show($0) }
        let rubric = try Rubric.read(labs: installation.labs).part(core: core)
        let kernel = try await installation.kernel()
        let run = GradingRun(
            rubric: rubric, installation: installation, kernel: kernel, seed: Seed(seed), lessons: installation.lessons
        ) {
            progress.show($0)
        }
        let result: SubmissionResult
        do { result = try await run.grade(submission) } catch {
            progress.clear()
            throw error
        }
        progress.clear()
        let disclosure: Disclosure = releaseHidden ? .released : .withheld(until: nil)
        Terminal.say(
            try format.text(
                StudentResult(submission, result), classTitle: "mtest", disclosure: disclosure,
                folder: folder == "." ? "" : folder))
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }
}

/// The submission in a folder. An error about it is the caller's, and ends the program with status 2.
func found(_ folder: String) throws -> Submission {
    do { return try Submission.find(in: folder) } catch { throw Failure(description: "\(error)", status: 2) }
}

extension StudentResult {
    /// One submission without a student, named after its folder.
    init(_ submission: Submission, _ result: SubmissionResult) {
        let files = submission.files.map { path in
            let data = try? Data(contentsOf: URL(filePath: "\(submission.root)/\(path)"))
            return SourceSet.File(path: path, bytes: data.map { Array($0) } ?? [])
        }
        let sources = SourceSet(files: files)
        let name = submission.root.split(separator: "/").last.map(String.init) ?? submission.moduleName
        self.init(
            student: Student(id: submission.moduleName, name: name),
            attempts: [
                Attempt(
                    number: 1, submitted: nil, hash: sources.hash, graderVersion: GraderVersion.current, result: result,
                    sources: sources.files.map {
                        SourceFile(path: $0.path, text: String(decoding: $0.bytes, as: UTF8.self))
                    })
            ])
    }
}
