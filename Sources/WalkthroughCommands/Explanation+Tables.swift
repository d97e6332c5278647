package import Explanation
package import PageSnapshots
import Paging

extension Explanation {
    /// An address of a snapshot, with what else the snapshot knows about it.
    init(of address: UInt64, text: String, in tables: TableSource.Tables) {
        self.init(of: address, in: tables.snapshot)
        if PlaceText(text).isSymbolic { place = text }
        source = tables.description
    }

    /// The walk of an address through a snapshot's tables, with pagemap and bytes.
    package init(of address: UInt64, in snapshot: Snapshot) {
        let walk = snapshot.walk(VirtualAddress(address))
        var userRootEntry: PageTableEntry?
        if let root = snapshot.userRoot {
            let index = UInt64(walk.address.index(snapshot.space.depth.root))
            userRootEntry = snapshot.word(at: root &+ index * 8).map { PageTableEntry($0) }
        }
        self.init(walk, userRootEntry: userRootEntry)
        userRoot = snapshot.userRoot
        pagemap = snapshot.pagemapEntry(of: address)
        if let physical = walk.physical { bytes = snapshot.bytes(at: physical, count: 16) }
    }
}
