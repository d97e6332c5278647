import TargetProtocol
import Testbed
import Testing

@Suite struct TargetManifestTests {
    private static let folder = "\(projectRoot)/labs/targets"

    @Test("the places of test.c are known before it runs")
    func test() throws {
        let manifest = try TargetManifest(program: "test", folder: Self.folder)
        #expect(
            manifest.places == [
                "heap", "stack", "page", "data", "shared", "readonly", "executable", "none", "untouched", "zero",
                "desert", "unmapped", "remapped", "border", "sharedfile", "privatefile", "shortfile", "edge",
                "stackarea",
                "own", "brink", "keyed", "text", "constant", "vdso",
            ])
        #expect(manifest.makeable == ["huge", "hugetlb", "gigantic", "many", "lazy", "swapped", "disk"])
        #expect(manifest.placesByVerb == ["churn": ["churn"]])
        #expect(
            manifest.verbs == [
                "make", "stored", "write", "cold", "unmapped", "answer", "repeat", "among", "spin", "map", "hold",
                "release",
                "fork", "forks", "children", "stress", "churn", "shrink",
                "again", "together", "delay", "mode", "peruse", "file", "control",
            ])
    }

    @Test("tour.c has the places that its own functions announce, and makes none")
    func tour() throws {
        let manifest = try TargetManifest(program: "tour", folder: Self.folder)
        #expect(
            manifest.places == [
                "cow", "swapped", "heap", "stack", "text", "constant", "variable", "data", "readonly", "none", "zero",
                "untouched", "thp", "hugetlb2m", "hugetlb1g", "file", "shared", "vdso", "unmapped",
            ])
        #expect(manifest.makeable.isEmpty)
        #expect(!manifest.verbs.contains("make"))
    }

    @Test("every verb of every target has its case: none is a verb of the program alone")
    func verbs() throws {
        let arguments = [
            "answer": "61", "cold": "61", "write": "61", "unmapped": "61", "repeat": "2 61", "among": "2 61",
            "spin": "1",
            "make": "huge", "stored": "disk 0", "forks": "1", "children": "1 61", "stress": "1 61",
            "again": "61 62", "together": "61 62", "delay": "5", "file": "/proc/other", "control": "6d01 7",
        ]
        for verb in try TargetManifest(program: "test", folder: Self.folder).verbs {
            let line = arguments[verb].map { "\(verb) \($0)" } ?? verb
            #expect(TargetRequest(line: line) != .own(line: line), "\(line)")
        }
    }

    @Test("a place is there after the line that makes it, and not before")
    func after() throws {
        let manifest = try TargetManifest(program: "test", folder: Self.folder)
        #expect(!manifest.places.contains("huge"))
        #expect(manifest.places(after: [.make("huge"), .churn]) == manifest.places.union(["huge", "churn"]))
        #expect(manifest.places(after: [.make("castle"), .fork]) == manifest.places)
    }

    @Test("names that code computes are declared in the comment at the head of the program")
    func declared() {
        let manifest = TargetManifest(
            main: """
                /*
                 * Ten places.
                 * places: p0 p1
                 * makes: castle
                 * verbs: dance
                 */
                /* places: not-declared-here */
                static const char *text = "place(\\"quoted\\", 0)";
                // place("commented", 0, 0);
                static void unused(void) { place("unreachable", 0, 0); }
                static void mark(const char *name) { place(name, 0, 0); }
                int main(void) { place("a", 0, 0); mark("b"); place(text, 0, 0); return 0; }
                """)
        #expect(manifest.places == ["a", "b", "p0", "p1"])
        #expect(manifest.makeable == ["castle"])
        #expect(manifest.verbs == ["dance"])
    }

    @Test("a program that is not there is refused with the path that was tried")
    func missing() {
        #expect(throws: TargetManifest.Missing.self) { try TargetManifest(program: "none", folder: Self.folder) }
    }

    @Test("A program whose main cannot be read is refused, and not taken for one without places")
    func unreadable() throws {
        let scratch = try Scratch()
        try scratch.write("int main(;\nint main(void) { return serve(own); }", to: "broken.c")
        let error = #expect(throws: TargetManifest.Missing.self) {
            try TargetManifest(program: "broken", folder: scratch.folder)
        }
        #expect(error?.description.contains("broken.c cannot be understood") == true)
    }
}
