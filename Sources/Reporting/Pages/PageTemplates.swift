import Mustache
import Results

/// The templates of the pages. They are part of the program: nothing has to be found at run time.
package struct PageTemplates: Sendable {
    private let library: MustacheLibrary
    private let shelf = CheckShelf()

    /// Reads the templates.
    ///
    /// - Throws: the template library's error when one is not well-formed, which the tests would have shown.
    package init() throws {
        MustacheContentTypes.register(PageText(), named: PageText.name)
        var library = MustacheLibrary()
        for (name, bytes) in [
            ("class", PackageResources.class_mustache), ("student", PackageResources.student_mustache),
            ("check", PackageResources.check_mustache),
            ("cause", PackageResources.cause_mustache), ("difference", PackageResources.difference_mustache),
            ("part", PackageResources.part_mustache),
            ("comment", PackageResources.comment_mustache), ("request", PackageResources.request_mustache),
            ("source", PackageResources.source_mustache),
            ("person", PackageResources.person_mustache), ("similar", PackageResources.similar_mustache),
            ("similarperson", PackageResources.similarperson_mustache), ("pair", PackageResources.pair_mustache),
            ("checkrow", PackageResources.checkrow_mustache),
            ("frequent", PackageResources.frequent_mustache),
            ("head", PackageResources.head_mustache), ("style", PackageResources.style_css),
        ] {
            let pragma = name == "style" ? "" : "{{% CONTENT_TYPE:\(PageText.name)}}"
            try library.register(pragma + String(decoding: bytes, as: UTF8.self), named: name)
        }
        self.library = library
    }

    /// A check as pages show it, drawn once for all pages on which it looks the same.
    func html(of check: CheckResult, request: String?, zone: String, isOutdated: Bool) -> String {
        func drawn() -> String {
            render(
                CheckView(check, handMark: nil, request: request, zone: zone, isOutdated: isOutdated), with: "check")
        }
        // A link is of one student's alone.
        return request == nil ? shelf.html(of: check, isOutdated: isOutdated, drawn) : drawn()
    }

    func render(_ page: Any, with template: String) -> String {
        library.render(ViewFields.value(page) ?? page, withTemplate: template) ?? ""
    }
}
