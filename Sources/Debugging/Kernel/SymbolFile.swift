/// An ELF file with a kernel's names and nothing of its code, for a debugger (elf(5), 64 bits). The code itself it reads
/// in the machine.
struct SymbolFile {
    private let runs: [Run]
    private let symbols: [KernelSymbol]
    private let unwinding: [UInt8]

    /// Neighbouring symbols that are all code, or all data: a section of the file.
    private struct Run {
        let isCode: Bool
        let first: Int
        var last: Int
    }

    /// A file for these symbols, which are sorted by their addresses. `unwinding` is a section `.debug_frame`.
    init(_ symbols: [KernelSymbol], unwinding: [UInt8] = []) {
        self.symbols = symbols
        self.unwinding = unwinding
        var runs: [Run] = []
        for (number, symbol) in symbols.enumerated() {
            if let run = runs.last, run.isCode == symbol.isCode {
                runs[runs.count - 1].last = number
            } else {
                runs.append(Run(isCode: symbol.isCode, first: number, last: number))
            }
        }
        self.runs = runs
    }

    private static let headerSize = 64
    /// Bytes that the last symbol is taken to have.
    private static let lastSize: UInt64 = 4096

    private func end(of number: Int) -> UInt64 {
        let address = symbols[number].address
        // Several names of one place all end where the next place begins.
        var next = number + 1
        while next < symbols.count, symbols[next].address == address { next += 1 }
        return next < symbols.count ? symbols[next].address : address &+ Self.lastSize
    }

    /// The bytes of the file.
    var bytes: [UInt8] {
        var names = ByteWriter()
        var table = ByteWriter()
        names.append(UInt8(0))
        table.append(repeatElement(0, count: 24))
        for (section, run) in runs.enumerated() {
            for number in run.first...run.last {
                let symbol = symbols[number]
                table.append(UInt32(names.bytes.count))
                // Global; a function or an object.
                table.append(UInt8(1 << 4 | (run.isCode ? 2 : 1)))
                table.append(UInt8(0))
                table.append(UInt16(section + 1))
                table.append(symbol.address)
                table.append(end(of: number) &- symbol.address)
                names.append(symbol.name.utf8)
                names.append(UInt8(0))
            }
        }
        return file(table.bytes, names.bytes)
    }

    private func file(_ table: [UInt8], _ names: [UInt8]) -> [UInt8] {
        var headers = ByteWriter()
        var titles = ByteWriter()
        titles.append(UInt8(0))
        func header(
            _ name: String, type: UInt32, flags: UInt64 = 0, address: UInt64 = 0, offset: Int = 0, size: UInt64,
            link: UInt32 = 0, info: UInt32 = 0, alignment: UInt64 = 1, entry: UInt64 = 0
        ) {
            headers.append(UInt32(titles.bytes.count))
            titles.append(name.utf8)
            titles.append(UInt8(0))
            headers.append(type)
            for word in [flags, address, UInt64(offset), size] { headers.append(word) }
            headers.append(link)
            headers.append(info)
            headers.append(alignment)
            headers.append(entry)
        }
        headers.append(repeatElement(0, count: 64))
        var isFirstCode = true
        for run in runs {
            let start = symbols[run.first].address
            // The first section of code has the name by which a debugger knows how far a kernel was moved.
            let name = run.isCode ? (isFirstCode ? ".text" : ".text.more") : ".data"
            if run.isCode { isFirstCode = false }
            // No bits in the file; in memory, executable or writable.
            header(
                name, type: 8, flags: run.isCode ? 2 | 4 : 2 | 1, address: start, offset: Self.headerSize,
                size: end(of: run.last) &- start)
        }
        let (tableStart, namesStart) = (Self.headerSize, Self.headerSize + table.count)
        let unwindingStart = namesStart + names.count
        header(
            ".symtab", type: 2, offset: tableStart, size: UInt64(table.count), link: UInt32(runs.count + 2), info: 1,
            alignment: 8, entry: 24)
        header(".strtab", type: 3, offset: namesStart, size: UInt64(names.count))
        var sections = runs.count + 4
        if !unwinding.isEmpty {
            header(".debug_frame", type: 1, offset: unwindingStart, size: UInt64(unwinding.count), alignment: 8)
            sections += 1
        }
        let titlesStart = unwindingStart + unwinding.count
        let title = ".shstrtab"
        header(title, type: 3, offset: titlesStart, size: UInt64(titles.bytes.count + title.utf8.count + 1))
        var file = ByteWriter()
        file.append([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9))
        // An executable for x86-64.
        file.append(UInt16(2))
        file.append(UInt16(62))
        file.append(UInt32(1))
        let headersStart = titlesStart + titles.bytes.count
        for word in [0, 0, UInt64(headersStart)] { file.append(word) }
        file.append(UInt32(0))
        for half in [Self.headerSize, 0, 0, 64, sections, sections - 1] { file.append(UInt16(half)) }
        file.append(table)
        file.append(names)
        file.append(unwinding)
        file.append(titles.bytes)
        file.append(headers.bytes)
        return file.bytes
    }
}
