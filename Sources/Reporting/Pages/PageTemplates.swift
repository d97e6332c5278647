/// The templates of the pages. They are part of the program: nothing has to be found at run time.
package struct PageTemplates: Sendable {
    private let templates: [String: PageTemplate]

    /// Reads the templates.
    ///
    /// - Throws: what is wrong with one, which the tests would have shown.
    package init() throws {
        var templates: [String: PageTemplate] = [:]
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
            templates[name] = try PageTemplate(bytes)
        }
        self.templates = templates
    }

    func render(_ page: Any, with template: String) -> String {
        var writer = PageWriter(templates)
        return writer.page(page, with: template)
    }
}
