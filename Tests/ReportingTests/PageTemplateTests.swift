import Results
import Testing

@testable import Reporting

@Suite struct PageTemplateTests {
    struct Person {
        var name = "Ada"
        var isLate = true
        var tries = [Try(number: 1, note: nil), Try(number: 2, note: "<b>")]
        var tags: [String] = []
        var other: String?
    }

    struct Try {
        var number: Int
        var note: String?
    }

    private static func page(_ template: String, _ others: [String: String] = [:], _ view: Any = Person()) throws
        -> String
    {
        var templates = try others.mapValues { try PageTemplate($0.utf8) }
        templates["page"] = try PageTemplate(template.utf8)
        var writer = PageWriter(templates)
        return writer.page(view, with: "page")
    }

    @Test(arguments: [
        ("{{name}} {{none}}!", "Ada !"), ("{{#isLate}}late{{/isLate}}{{^isLate}}in time{{/isLate}}", "late"),
        ("{{#tries}}{{number}}{{#note}}: {{.}}{{/note}} {{/tries}}", "1 2: &lt;b&gt; "),
        ("{{#tries}}{{name}}{{number}}{{/tries}}", "Ada1Ada2"), ("{{^tags}}none{{/tags}}", "none"),
        ("{{#other}}x{{/other}}{{^other}}y{{/other}}", "y"),
    ])
    func `a template's names are replaced, its sections repeated or left out`(template: String, page: String) throws {
        #expect(try Self.page(template) == page)
    }

    @Test func `a section's tags that stand alone in their lines leave no lines`() throws {
        #expect(try Self.page("a\n  {{#tries}}\n- {{number}}\n  {{/tries}} \nz\n") == "a\n- 1\n- 2\nz\n")
    }

    @Test func `another template stands where it is named`() throws {
        #expect(try Self.page("a\n{{> one}}\nb", ["one": "{{name}}\n"]) == "a\nAda\nb")
    }

    @Test(arguments: ["{{#a}}", "{{/a}}", "{{#a}}{{/b}}", "{{{a}}}", "{{&a}}", "a\n  {{> b}}\n", "{{a", "{{=| |=}}"])
    func `what templates here do not have is refused`(template: String) {
        #expect(throws: PageTemplate.Flaw.self) { try PageTemplate(template.utf8) }
    }

    @Test func `a view that names its fields gives those that a mirror of it has`() throws {
        let pages = try SampleClass.sample().students.map {
            StudentPage($0, classTitle: "c", disclosure: .released, request: nil)
        }
        let checks = pages.flatMap(\.labs).flatMap { $0.open + $0.passed + $0.blocked }
        var views: [any PageFields] = checks
        views += checks.flatMap { $0.before + $0.after } + pages.flatMap(\.sources).flatMap(\.lines)
        views += checks.compactMap(\.difference) + checks.compactMap(\.difference).flatMap { $0.left + $0.right }
        views += pages.flatMap(\.diffs).flatMap(\.rows)
        views += pages.flatMap(\.causes).flatMap(\.checks) + checks.compactMap(\.handMark)
        #expect(Set(views.map { "\(type(of: $0))" }).count == 8)
        for view in views {
            for child in Mirror(reflecting: view).children {
                let label = try #require(child.label)
                #expect(
                    Self.words(view.value(label)) == Self.words(PageValue(child.value)), "\(type(of: view)).\(label)")
            }
        }
    }

    private static func words(_ value: PageValue) -> String {
        switch value {
        case .nothing: "nothing"
        case .text(let text): "“\(text)”"
        case .flag(let flag): "\(flag)"
        case .list(let list): "\(list.count) elements"
        case .fields(let fields): "\(type(of: fields))"
        }
    }
}
