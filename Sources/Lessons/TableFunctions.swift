package import PageSnapshots
import Paging

extension Expression.Scope {
    /// The functions that formulas may use, answered from a snapshot's tables.
    ///
    ///     index(level, va)  offset(level, va)  mask(level)      arithmetic
    ///     entry(level, va)  table(level, va)   present(va)  physical(va)  size(va)  depth()
    ///     readable(va)  writable(va)  executable(va)    what user mode may do after the whole walk
    ///     frame(entry)  vmstart(va)  vmend(va)  pagemap(va)  root()  userroot()  userentry(va)
    package init(snapshot: Snapshot, names: [String: UInt64] = [:]) {
        self.init(names: names) { (name, values) throws(LessonFlaw) in
            try TableFunctions(snapshot: snapshot).value(name, values)
        }
    }
}

private struct TableFunctions {
    let snapshot: Snapshot

    func value(_ name: String, _ values: [UInt64]) throws(LessonFlaw) -> UInt64 {
        switch (name, values.count) {
        case ("index", 2): UInt64(VirtualAddress(values[1]).index(try level(values[0])))
        case ("offset", 2): VirtualAddress(values[1]).offset(below: try level(values[0]))
        case ("mask", 1): PageTableEntry.leafMask(try level(values[0]))
        case ("frame", 1): PageTableEntry(values[0]).pageAddress(at: .pte) >> 12
        case ("depth", 0): UInt64(snapshot.space.depth.rawValue)
        case ("root", 0): snapshot.space.root
        case ("userroot", 0): snapshot.userRoot ?? snapshot.space.root
        case ("entry", 2): try step(values).entry.raw
        case ("table", 2): try step(values).table
        case ("present", 1): walk(values[0]).physical == nil ? 0 : 1
        case ("physical", 1): try physical(values[0])
        case ("size", 1): try size(values[0])
        case ("writable", 1): snapshot.userRights(VirtualAddress(values[0])).writes ? 1 : 0
        case ("executable", 1): snapshot.userRights(VirtualAddress(values[0])).executes ? 1 : 0
        case ("readable", 1): snapshot.userRights(VirtualAddress(values[0])).reads ? 1 : 0
        case ("vmstart", 1): try vma(values[0]).start
        case ("vmend", 1): try vma(values[0]).end
        case ("pagemap", 1): try pagemap(values[0])
        case ("userentry", 1): try userEntry(values[0])
        default: throw LessonFlaw("there is no function \(name) of \(values.count) numbers")
        }
    }

    private func level(_ value: UInt64) throws(LessonFlaw) -> PagingLevel {
        guard let level = PagingLevel(rawValue: Int(truncatingIfNeeded: value)) else {
            throw LessonFlaw("\(value) is no level")
        }
        return level
    }

    private func walk(_ address: UInt64) -> PageWalk { snapshot.walk(VirtualAddress(address)) }

    private func step(_ values: [UInt64]) throws(LessonFlaw) -> PageWalk.Step {
        var wanted = try level(values[0])
        if snapshot.space.depth == .four, wanted == .pgd { wanted = .p4d }
        guard let step = walk(values[1]).steps.first(where: { $0.level == wanted }) else {
            throw LessonFlaw("the walk of 0x\(String(values[1], radix: 16)) does not reach the \(wanted.name)")
        }
        return step
    }

    private func physical(_ address: UInt64) throws(LessonFlaw) -> UInt64 {
        guard let physical = walk(address).physical else {
            throw LessonFlaw("0x\(String(address, radix: 16)) has no physical address in the snapshot")
        }
        return physical
    }

    private func size(_ address: UInt64) throws(LessonFlaw) -> UInt64 {
        guard case .page(_, let size) = walk(address).outcome else {
            throw LessonFlaw("0x\(String(address, radix: 16)) has no page in the snapshot")
        }
        return size
    }

    private func vma(_ address: UInt64) throws(LessonFlaw) -> Snapshot.VMA {
        guard let vma = snapshot.vma(of: address) else {
            throw LessonFlaw("0x\(String(address, radix: 16)) lies in no VMA of the snapshot")
        }
        return vma
    }

    private func pagemap(_ address: UInt64) throws(LessonFlaw) -> UInt64 {
        guard let entry = snapshot.pagemapEntry(of: address) else {
            throw LessonFlaw("the snapshot has no pagemap entry for 0x\(String(address, radix: 16))")
        }
        return entry.raw
    }

    private func userEntry(_ address: UInt64) throws(LessonFlaw) -> UInt64 {
        let root = snapshot.userRoot ?? snapshot.space.root
        let index = VirtualAddress(address).index(snapshot.space.depth.root)
        guard let word = snapshot.word(at: root &+ UInt64(index) * 8) else {
            throw LessonFlaw("the snapshot does not hold the user's root")
        }
        return word
    }
}
