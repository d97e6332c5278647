package import Results

/// The report on a class as a folder of pages: `index.html` for the instructor, and `students/` with a page for each.
package struct Site: Sendable {
    private let classResult: ClassResult
    private let disclosure: Disclosure
    private let request: RequestForm?
    private let supplement: ClassPage.Supplement
    private let templates: PageTemplates
    private let paths: [String: String]
    private let whole: @Sendable (StudentResult) throws -> StudentResult

    /// One file of the folder.
    package struct Page: Sendable {
        /// Relative to the folder.
        package let path: String
        /// UTF-8.
        package let text: String
    }

    /// A site.
    ///
    /// - Parameters:
    ///   - classResult: The class, nothing withheld.
    ///   - disclosure: What the students' pages show of hidden checks.
    ///   - request: The form in which students ask for another look at a check; nil for none.
    ///   - supplement: What the page about the class shows beside the results.
    ///   - token: Letters and digits for a student's id. They cannot be guessed from the id, or from another token.
    ///   - whole: Gives a student's results sources and logs, where the class has none: they are in memory for as long as
    ///     the student's page is made.
    /// - Throws: the template library's error, which the tests would have shown.
    package init(
        _ classResult: ClassResult, disclosure: Disclosure, request: RequestForm? = nil,
        supplement: ClassPage.Supplement = ClassPage.Supplement(),
        token: (String) -> String,
        whole: @escaping @Sendable (StudentResult) throws -> StudentResult = { $0 }
    ) throws {
        self.classResult = classResult
        self.disclosure = disclosure
        self.request = request
        self.supplement = supplement
        self.whole = whole
        templates = try PageTemplates()
        paths = Dictionary(
            classResult.students.map { ($0.student.id, Self.path($0.student, token: token)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// How many pages there are.
    package var count: Int { classResult.students.count + 1 }

    /// Gives one page after the other to `body`: the students' first, the class's last.
    ///
    /// - Throws: what `body` throws, and what `whole` does.
    package func forEachPage(_ body: (Page) throws -> Void) throws {
        try body(classPage(try classResult.students.map { try page(of: $0, body) }))
    }

    /// Gives all pages to `body`, so many of them at once; none is kept.
    ///
    /// - Throws: what `body` throws, and what `whole` does; `CancellationError`.
    package func forEachPage(atOnce: Int, _ body: @escaping @Sendable (Page) throws -> Void) async throws {
        try body(classPage(try await classResult.students.mapAtOnce(atOnce) { try page(of: $0, body) }))
    }

    private func page(
        of student: StudentResult, _ body: (Page) throws -> Void
    ) throws -> (String, Suspicions.Signs) {
        let student = try whole(student)
        let text = StudentPage.html(
            student, classTitle: classResult.title, disclosure: disclosure, request: request, templates: templates)
        try body(Page(path: paths[student.student.id] ?? "students/unknown.html", text: text))
        return (student.student.id, Suspicions.Signs(student))
    }

    private func classPage(_ signs: [(String, Suspicions.Signs)]) -> Page {
        var supplement = supplement
        supplement.signs = Dictionary(signs) { first, _ in first }
        let text = ClassPage.html(
            classResult, link: { paths[$0.id] ?? "index.html" }, supplement: supplement, templates: templates)
        return Page(path: "index.html", text: text)
    }

    /// Where the page of a student is, relative to the folder.
    package static func path(_ student: Student, token: (String) -> String) -> String {
        "students/\(fileName(student, token: token)).html"
    }

    /// A name for files about a student, of the letters a-z, digits and `-` only, whatever the name says.
    package static func fileName(_ student: Student, token: (String) -> String) -> String {
        var slug = ""
        for scalar in student.name.lowercased().unicodeScalars where slug.count < 24 {
            switch scalar {
            case "a"..."z", "0"..."9": slug.unicodeScalars.append(scalar)
            default: if !slug.isEmpty && !slug.hasSuffix("-") { slug += "-" }
            }
        }
        while slug.hasSuffix("-") { slug.removeLast() }
        return (slug.isEmpty ? "student" : slug) + "-" + token(student.id)
    }
}
