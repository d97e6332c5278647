import Mustache

/// The templates of the pages. They are part of the program: nothing has to be found at run time.
package struct PageTemplates: Sendable {
    private let library: MustacheLibrary

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

    func render(_ page: Any, with template: String) -> String {
        library.render(ViewFields.value(page) ?? page, withTemplate: template) ?? ""
    }
}
