import Foundation
import Testbed
import Testing

/// Archives that no honest program writes, made byte by byte.
enum HostileArchive {
    struct Entry {
        var name: [UInt8]
        var kind: Character = "0"
        var content: [UInt8] = []
        var link = ""

        init(_ name: String, _ content: String = "", kind: Character = "0", link: String = "") {
            self.init(bytes: Array(name.utf8), content, kind: kind, link: link)
        }

        init(bytes name: [UInt8], _ content: String = "", kind: Character = "0", link: String = "") {
            self.name = name
            self.content = Array(content.utf8)
            self.kind = kind
            self.link = link
        }
    }

    /// The format of ustar (POSIX 1003.1): a header of 512 bytes, then the content in blocks of 512.
    static func tar(_ entries: [Entry]) -> Data {
        var bytes: [UInt8] = []
        for entry in entries {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: [UInt8], at offset: Int) {
                header.replaceSubrange(offset..<(offset + text.count), with: text)
            }
            put(Array(entry.name.prefix(100)), at: 0)
            put(Array("0000644\0".utf8), at: 100)
            put(Array("0000000\0".utf8), at: 108)
            put(Array("0000000\0".utf8), at: 116)
            put(Array((octal(entry.content.count, 11) + "\0").utf8), at: 124)
            put(Array("00000000000\0".utf8), at: 136)
            put(Array("        ".utf8), at: 148)
            put(Array("\(entry.kind)".utf8), at: 156)
            put(Array(entry.link.utf8.prefix(100)), at: 157)
            put(Array("ustar\0".utf8) + Array("00".utf8), at: 257)
            let sum = header.reduce(0) { $0 + Int($1) }
            put(Array((octal(sum, 6) + "\0 ").utf8), at: 148)
            bytes += header + entry.content
            bytes += [UInt8](repeating: 0, count: (512 - entry.content.count % 512) % 512)
        }
        return Data(bytes + [UInt8](repeating: 0, count: 1024))
    }

    private static func octal(_ number: Int, _ width: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    /// A zip file whose entries are stored, with the names as they are and without their encoding.
    static func zip(_ entries: [Entry]) -> Data {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = bytes.count
            var common = little(20, 2) + little(0, 8)
            common += little(Int(crc(entry.content)), 4)
            common += little(entry.content.count, 4) + little(entry.content.count, 4)
            common += little(entry.name.count, 2) + little(0, 2)
            bytes += little(0x0403_4b50, 4) + common + entry.name + entry.content
            directory += little(0x0201_4b50, 4) + little(20, 2) + common
            directory += little(0, 6) + little(0, 4) + little(offset, 4) + entry.name
        }
        let start = bytes.count
        bytes += directory + little(0x0605_4b50, 4) + little(0, 4)
        bytes += little(entries.count, 2) + little(entries.count, 2)
        return Data(bytes + little(directory.count, 4) + little(start, 4) + little(0, 2))
    }

    private static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
        return ~sum
    }
}

extension Scratch {
    /// Runs a program in the folder, which has to succeed.
    func run(_ program: String, _ arguments: String...) async throws {
        let outcome = try await Program.run(program, arguments, in: folder)
        try #require(outcome.status == 0, "\(program) failed: \(outcome.complaint.suffix(2000))")
    }
}
