import Foundation
import Testbed
import Testing
import WatchLoop

/// Each test waits for what it is told, within its time limit.
@Suite(.timeLimit(.minutes(1))) struct FolderWatchTests {
    private let scratch: Scratch
    private let news: AsyncStream<FolderWatch.News>
    private let watch: FolderWatch

    init() throws {
        scratch = try Scratch()
        try scratch.write("int a;", to: "m/mtest.c")
        try scratch.write("int b;", to: "m/part/part.h")
        let (news, continuation) = AsyncStream<FolderWatch.News>.makeStream()
        self.news = news
        watch = try FolderWatch(scratch.path("m")) { continuation.yield($0) }
    }

    private func next() async -> FolderWatch.News? {
        var iterator = news.makeAsyncIterator()
        return await iterator.next()
    }

    @Test func `a file that is written is told`() async throws {
        try Data("int c;".utf8).write(to: URL(filePath: scratch.path("m/mtest.c")))
        #expect(await next() == .changed)
    }

    @Test func `a file that is renamed over another is told, as editors save`() async throws {
        try scratch.write("int c;", to: "outside.c")
        #expect(rename(scratch.path("outside.c"), scratch.path("m/mtest.c")) == 0)
        #expect(await next() == .changed)
    }

    @Test func `a file in a folder below is told, in a new folder too`() async throws {
        try Data("int c;".utf8).write(to: URL(filePath: scratch.path("m/part/part.h")))
        #expect(await next() == .changed)
        try FileManager.default.createDirectory(atPath: scratch.path("m/new"), withIntermediateDirectories: false)
        #expect(await next() == .changed)
        try Data("int d;".utf8).write(to: URL(filePath: scratch.path("m/new/new.h")))
        #expect(await next() == .changed)
    }

    @Test func `a file that is removed and made again is told`() async throws {
        #expect(unlink(scratch.path("m/mtest.c")) == 0)
        #expect(await next() == .changed)
        try scratch.write("int a;", to: "m/mtest.c")
        #expect(await next() == .changed)
    }

    @Test func `many saves in a burst are told as few`() async throws {
        for number in 0..<200 {
            try Data("int a\(number);".utf8).write(to: URL(filePath: scratch.path("m/mtest.c")))
        }
        #expect(rename(scratch.path("m"), scratch.path("elsewhere")) == 0)
        var count = 0
        while await next() == .changed { count += 1 }
        #expect(count < 50)
    }

    @Test func `products of builds and files of editors are nothing, and the folder's end is told`() async throws {
        let others = [
            "mtest.o", "mtest.mod.c", ".mtest.c.swp", "mtest.c~", "4913", "#mtest.c#", ".#mtest.c", ".git/a.c",
        ]
        for name in others { try scratch.write("x", to: "m/\(name)") }
        #expect(rename(scratch.path("m"), scratch.path("elsewhere")) == 0)
        #expect(await next() == .gone)
    }

    @Test func `a folder that is removed is told`() async throws {
        try FileManager.default.removeItem(atPath: scratch.path("m"))
        var last = await next()
        while last == .changed { last = await next() }
        #expect(last == .gone)
    }

    @Test func `a folder that is not there is refused in a sentence`() throws {
        let refusal = #expect(throws: FolderWatch.Refusal.self) { try FolderWatch(scratch.path("none")) { _ in } }
        #expect(refusal?.description.contains("cannot be watched") == true)
    }
}
