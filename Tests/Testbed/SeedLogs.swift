/// The logs of the seed text, as its author captured them.
package enum SeedLogs {
    /// findpage of a page that is there, level by level.
    package static let fullWalk = """
        [15877.695677] [mtest] Got command: findpage 0x7f116269a000
        [15877.695678] [mtest.findpage] vaddr = 0x7f116269a000
        [15877.695679] [mtest.findpage] pgtable_l5_enabled = 0
        [15877.695706] [mtest.findpage] current = test, PID = 73409
        [15877.695706] [mtest.findpage] pgd_val = 0x8000000077627067
        [15877.695707] [mtest.findpage] pgd_index = 254
        [15877.695707] [mtest.findpage] p4d_val = 0x8000000077627067
        [15877.695707] [mtest.findpage] p4d_index = 0
        [15877.695708] [mtest.findpage] pud_val = 0x6dca6067
        [15877.695708] [mtest.findpage] pud_index = 69
        [15877.695709] [mtest.findpage] pmd_val = 0x7779d067
        [15877.695709] [mtest.findpage] pmd_index = 275
        [15877.695710] [mtest.findpage] pte_val = 0x139e37025
        [15877.695710] [mtest.findpage] pte_index = 154
        [15877.695711] [mtest.findpage] page_addr = 0x139e37000, page_offset = 0x0
        [15877.695711] [mtest.findpage] vaddr = 0x7f116269a000 -> paddr = 0x139e37000
        """

    /// findpage of an address whose walk ends in the p4d.
    package static let unmapped = """
        [14809.161773] [mtest.findpage] vaddr = 0x561dfa462000
        [14809.161774] [mtest.findpage] pgtable_l5_enabled = 0
        [14809.161774] [mtest.findpage] pgd_val = 0x0
        [14809.161775] [mtest.findpage] pgd_index = 172
        [14809.161775] [mtest.findpage] p4d_val = 0x0
        [14809.161775] [mtest.findpage] p4d_index = 0
        [14809.161776] [mtest.findpage] not mapped in p4d
        """

    /// The line about the process, of a findpage that a shell wrote.
    package static let shell = "[15101.776245] [mtest.findpage] current = sh, PID = 75820"

    /// findpage of a page whose entry has bit 63 set, which the module left in the address.
    package static let bit63 = """
        [ 6220.488094] [mtest] Got command: findpage 0x7f0bb470a000
        [ 6220.488095] [mtest.findpage] vaddr = 0x7f0bb470a000
        [ 6220.488095] [mtest.findpage] pgtable_l5_enabled = 0
        [ 6220.488121] [mtest.findpage] current = test, PID = 19364
        [ 6220.488122] [mtest.findpage] pgd_val = 0x8000000126cdd067
        [ 6220.488123] [mtest.findpage] pgd_index = 254
        [ 6220.488123] [mtest.findpage] p4d_val = 0x8000000126cdd067
        [ 6220.488123] [mtest.findpage] p4d_index = 0
        [ 6220.488124] [mtest.findpage] pud_val = 0x126cdb067
        [ 6220.488124] [mtest.findpage] pud_index = 46
        [ 6220.488125] [mtest.findpage] pmd_val = 0x126cda067
        [ 6220.488125] [mtest.findpage] pmd_index = 419
        [ 6220.488125] [mtest.findpage] pte_val = 0x8000000106141867
        [ 6220.488126] [mtest.findpage] pte_index = 266
        [ 6220.488126] [mtest.findpage] page_addr = 0x8000000106141000, page_offset = 0x0
        [ 6220.488127] [mtest.findpage] vaddr = 0x7f0bb470a000 -> paddr = 0x8000000106141000
        """

    /// listvma of one process.
    package static let list = """
        [14584.897003] [mtest] Got command: listvma
        [14584.897031] [mtest.listvma] Process = test, PID = 73409
        [14584.897032] [mtest.listvma] 0x561dfa461000 0x561dfa462000 r--
        [14584.897033] [mtest.listvma] 0x561dfa462000 0x561dfa463000 r-x
        [14584.897040] [mtest.listvma] 0x7fffc7f8d000 0x7fffc7fae000 rw-
        [14584.897041] [mtest.listvma] 0x7fffc7fb5000 0x7fffc7fb8000 r--
        """

    /// writeval, answered in other words than those of the contract.
    package static let write = """
        [ 7015.494534] [mtest] Got command: writeval 0x7f0bb470a000 0x1
        [ 7015.494568] [mtest.writeval] found
        """

    /// The lines of a log, as a reader gets them.
    package static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }
}
