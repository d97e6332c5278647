import TargetProtocol
import Testing

@Suite struct TargetLineTests {
    static let requests: [(TargetRequest, String)] = [
        (.write([0x6c, 0x0a]), "write 6c0a"), (.write([0xff], mode: .cold), "cold ff"),
        (.write([1], mode: .unmapped), "unmapped 01"),
        (.write([0x6c] + [UInt8](repeating: 0x61, count: 1000) + [0x0a]), "write 6c61*1000.0a"),
        (.write([1, 2], mode: .repeated(count: 100)), "repeat 100 0102"),
        (.write([1], mode: .among(count: 300)), "among 300 01"), (.answer([0x6c, 0x0a]), "answer 6c0a"),
        (.spin(magic: 0xabc), "spin abc"), (.map, "map"),
        (.hold, "hold"), (.release, "release"), (.make("huge"), "make huge"),
        (.stored(place: "disk", offset: 0x1100), "stored disk 1100"), (.fork, "fork"),
        (.forks(count: 4000), "forks 4000"), (.children(count: 48, commands: [[0x61], [0x62]]), "children 48 61 62"),
        (.stress(count: 20, commands: [[1], [2, 3]]), "stress 20 01 0203"), (.churn, "churn"),
        (.shrink(), "shrink"), (.shrink(caches: ["mm_struct", "pid"]), "shrink mm_struct pid"),
        (.again(first: [0x61], second: [0x62]), "again 61 62"), (.together([0x61], [0x62]), "together 61 62"),
        (.delay(milliseconds: 5), "delay 5"), (.mode, "mode"), (.peruse, "peruse"),
        (.file("/proc/mdirty"), "file /proc/mdirty"),
        (.control(number: 0x8008_6d01, argument: 71, isValue: false), "control 80086d01 71"),
        (.control(number: 0x6d02, argument: 0, isValue: true), "control 6d02 0 value"),
        (.own(line: "dance 7"), "dance 7"),
    ]

    @Test("a request is the line that labs/targets obeys, and is read back from it", arguments: requests)
    func request(_ request: TargetRequest, _ line: String) {
        #expect(request.line == line)
        #expect(TargetRequest(line: line) == request)
    }

    @Test(
        "a line whose arguments do not fit its verb is left to the target",
        arguments: [
            "forks many", "forks -1", "spin", "map now", "write 6c0", "write zz", "write 61*", "write 61*7",
            "write 61*x.", "write *7.", "write 61*-1.", "write 61*99999999999.", "children 48", "children 48 6",
            "shrink ../pid",
            "repeat 0 61", "stress 4", "",
            "file proc", "file /a /b", "control 6d01", "control 6d01 7 pointer",
        ])
    func misfit(_ line: String) {
        #expect(TargetRequest(line: line) == .own(line: line))
    }

    static let replies: [(TargetReply, String)] = [
        (
            .place(TargetPlace(name: "heap", address: 0x7f00, length: 0x2000, hasCanary: true)),
            "place heap 7f00 2000 canary"
        ),
        (.place(TargetPlace(name: "text", address: 0x40, length: 64)), "place text 40 40"), (.ready, "ready"),
        (.spinning, "spinning"), (.done, "done"), (.wrote(result: 12, errno: 0), "wrote 12 0"),
        (.wrote(result: -1, errno: 22), "wrote -1 22"), (.copied(path: "/tmp/answer-7"), "copied /tmp/answer-7"),
        (.word(.max), "word ffffffffffffffff"),
        (.child(pid: 71), "child 71"),
        (.children(ChildrenCount(accepted: 48, frames: 3, mapped: 2, held: 1)), "children 48 3 2 1"),
        (.stressed(accepted: 590), "stressed 590"),
        (.together(true), "together 1"), (.mode(0o755), "mode 755"), (.perused(.overran), "peruse overran"),
        (.number(513), "number 513"),
        (.controlled(result: -1, errno: 25, word: 0xab), "controlled -1 25 ab"),
        (.failed("no swap: Invalid argument"), "failed no swap: Invalid argument"),
        (.other("hello"), "hello"),
    ]

    @Test("a reply is read from the line that labs/targets prints, and is that line", arguments: replies)
    func reply(_ reply: TargetReply, _ line: String) {
        #expect(TargetReply(line: line) == reply)
        #expect(reply.line == line)
    }

    @Test(
        "a line that only looks like a reply is none",
        arguments: [
            "place heap 7f00", "place heap zz 10", "place heap 1 2 secret", "wrote 1", "children 1 2 3", "done it",
            "place heap ffffffffffffff00 100", "place heap 1 ffffffffffffffff canary",
        ])
    func misfitReply(_ line: String) {
        #expect(TargetReply(line: line) == .other(line))
    }

    @Test("words of the mode in a rubric are read, and no others")
    func modes() {
        #expect(TargetRequest.WriteMode("cold") == .cold)
        #expect(TargetRequest.WriteMode("among 300") == .among(count: 300))
        for words in ["", "warm", "among", "among -1", "repeat x", "cold 3"] {
            #expect(TargetRequest.WriteMode(words) == nil)
        }
    }

    @Test("the arguments of a target are its name, its layout, its canaries and its options")
    func arguments() {
        let arguments = TargetArguments(name: "test", layout: 0xa0, canaries: 0xff, options: ["swap"])
        #expect(arguments.words == ["test", "a0", "ff", "swap"])
    }
}
