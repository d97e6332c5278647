package import FoundationEssentials
import Glibc
import Paging
import Words

extension Snapshot {
    /// The version of the file format that is written, and the highest that is read.
    package static let formatVersion = 1
    static let formatName = "mtest page-table snapshot"

    /// No file is read beyond this: bytes. A snapshot of the tour has some hundred thousand.
    private static let limit = 64 << 20

    /// The file's form: numbers as hexadecimal text, since JSON's numbers end at 2^53.
    struct File: Codable {
        struct Place: Codable {
            var name: String
            var address: String
            var length: String
        }
        struct Area: Codable {
            var start: String
            var end: String
            var permissions: String
            var name: String
        }
        var format: String
        var version: Int
        var kernel: String
        var levels: Int
        var root: String
        var userRoot: String?
        var places: [Place]
        var areas: [Area]
        var tables: [String: [String: String]]
        var contents: [String: String]
        var pagemap: [String: String]
    }

    private struct Head: Decodable {
        var format: String
        var version: Int
    }

    /// Reads a snapshot.
    ///
    /// - Throws: ``SnapshotError``.
    package static func read(from path: String) throws(SnapshotError) -> Snapshot {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            throw .unreadable(path: path, reason: "it is not a regular file, or larger than 64 MiB")
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw .unreadable(path: path, reason: "is it yours to read?")
        }
        return try decode(data, path: path)
    }

    /// Reads a file's bytes; errors name it as `path`.
    package static func decode(_ data: Data, path: String) throws(SnapshotError) -> Snapshot {
        let decoder = JSONDecoder()
        guard let head = try? decoder.decode(Head.self, from: data) else {
            // Cut off in the middle, or never one of ours.
            let isOurs = data.prefix(200).split(separator: 0x22).contains { $0.elementsEqual(formatName.utf8) }
            throw isOurs ? .damaged(path: path, where: "it is cut off") : .foreign(path: path)
        }
        guard head.format == formatName else { throw .foreign(path: path) }
        guard head.version <= formatVersion else { throw .newer(path: path, version: head.version) }
        let file: File
        do { file = try decoder.decode(File.self, from: data) } catch {
            throw .damaged(path: path, where: "a field is missing or of the wrong kind")
        }
        return try Snapshot(file, path: path)
    }

    private init(_ file: File, path: String) throws(SnapshotError) {
        func number(_ text: String, _ place: String) throws(SnapshotError) -> UInt64 {
            guard text.utf8.count <= 18, let value = try? VirtualAddress.number(text) else {
                throw .damaged(path: path, where: "\(place) is no number")
            }
            return value
        }
        guard let depth = PagingDepth(rawValue: file.levels) else {
            throw .damaged(path: path, where: "it has neither four levels nor five")
        }
        self.init(kernel: file.kernel, space: AddressSpace(root: try number(file.root, "the root"), depth: depth))
        if let root = file.userRoot { userRoot = try number(root, "the user's root") }
        for place in file.places {
            places.append(
                Place(
                    name: place.name, address: try number(place.address, "a place"),
                    length: try number(place.length, "a place's length")))
        }
        for vma in file.areas {
            vmas.append(
                VMA(
                    start: try number(vma.start, "a VMA"), end: try number(vma.end, "a VMA"),
                    permissions: vma.permissions, name: vma.name))
        }
        for (address, entries) in file.tables {
            let table = try number(address, "a table")
            guard table & PagingLevel.pte.offsetMask == 0 else {
                throw .damaged(path: path, where: "a table lies across two pages")
            }
            var words: [Int: UInt64] = [:]
            for (index, raw) in entries {
                guard let index = Int(index), 0..<512 ~= index else {
                    throw .damaged(path: path, where: "a table has an entry \(index.prefix(20))")
                }
                words[index] = try number(raw, "an entry")
            }
            tables[table] = words
        }
        for (address, hex) in file.contents {
            guard let bytes = Self.bytes(hex), bytes.count <= 4096 else {
                throw .damaged(path: path, where: "the bytes of a page are no bytes")
            }
            contents[try number(address, "a page")] = bytes
        }
        for (address, raw) in file.pagemap {
            pagemap[try number(address, "a page")] = try number(raw, "an entry of pagemap")
        }
    }

    /// Writes the snapshot, whole or not at all.
    ///
    /// - Throws: ``SnapshotError``.
    package func write(to path: String) throws(SnapshotError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do { try encoder.encode(file).write(to: URL(filePath: path), options: .atomic) } catch {
            throw .unwritable(path: path, reason: error.sentence)
        }
    }

    /// The file's JSON on one line, as a page in the browser reads it.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(file)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    private var file: File {
        return File(
            format: Self.formatName, version: Self.formatVersion, kernel: kernel, levels: space.depth.rawValue,
            root: hex(space.root), userRoot: userRoot.map(hex),
            places: places.map { .init(name: $0.name, address: hex($0.address), length: hex($0.length)) },
            areas: vmas.map {
                .init(start: hex($0.start), end: hex($0.end), permissions: $0.permissions, name: $0.name)
            },
            tables: Dictionary(
                uniqueKeysWithValues: tables.map { table, entries in
                    (hex(table), Dictionary(uniqueKeysWithValues: entries.map { ("\($0)", hex($1)) }))
                }),
            contents: Dictionary(uniqueKeysWithValues: contents.map { (hex($0), Self.digits($1)) }),
            pagemap: Dictionary(uniqueKeysWithValues: pagemap.map { (hex($0), hex($1)) }))
    }

    private static func digits(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == hex.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
