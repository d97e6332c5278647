/// What a word, or a part of one such as `phys` in `phys_addr`, says about the number that follows.
enum WordKind: Equatable {
    case level(TraceLevel)
    case virtual
    case physical
    case kernel
    case page
    case address
    case offset
    case index
    case value
    case frameNumber
    /// `number` and the like: with `page` or `frame`, a frame's number.
    case number
    case fiveLevels
    /// The number is something else: a size, a mask, a pointer.
    case otherNoun
    /// `table`, `directory`: with a level or a page, not the entry.
    case table
    /// `of`, `for`: what follows is not what the number is, but whose.
    case of
    case at
    case to
    /// A word that says nothing about the number.
    case filler
    case unknown

    /// The kind of a part in lower case.
    init(_ part: String) {
        if let known = Self.kinds[part] {
            self = known
        } else if part.utf8.count > 4, let byStem = Self.stems.first(where: { part.utf8.starts(with: $0.stem.utf8) }) {
            self = byStem.kind
        } else if part.utf8.contains(where: { $0 >= 0x80 }),
            let found = Self.signs.first(where: { part.contains($0.text) })
        {
            self = found.kind
        } else {
            self = Self.joined(part) ?? .unknown
        }
    }

    /// `pgdval`, `pteindex`.
    private static func joined(_ part: String) -> WordKind? {
        guard part.utf8.count > 3, part.utf8.count < 12, TraceLevel(rawValue: String(part.prefix(3))) != nil,
            let rest = kinds[String(part.dropFirst(3))], rest == .index || rest == .value
        else { return nil }
        return rest
    }

    private static let kinds: [String: WordKind] = {
        var kinds: [String: WordKind] = [:]
        func add(_ kind: WordKind, _ words: String) {
            for word in words.split(separator: " ") { kinds[String(word)] = kind }
        }
        add(.level(.pgd), "pgd pml5 pml5e pml4 pml4e")
        add(.level(.p4d), "p4d")
        add(.level(.pud), "pud pdpt pdpte pdpe")
        add(.level(.pmd), "pmd pde pd")
        add(.level(.pte), "pte pt")
        add(.virtual, "va vaddr vaddress viraddr virtaddr vadr virt vir linear lin uaddr uva gva logical")
        add(.physical, "pa paddr paddress phys phy phyaddr physaddr padr pma hpa gpa phyad paddr_t real")
        add(.kernel, "kernel kern kaddr kva kvaddr kvirt kmap lowmem direct")
        add(.page, "page frame pageframe pg pagina marco seite")
        add(.address, "addr address addrs adr adrs addresses location loc base begin direccion endereco adresse")
        add(.offset, "offset off offs ofs desplazamiento deslocamento versatz")
        add(.index, "index idx indx ind slot")
        add(.value, "val value entry ent content contents data holds contains has valor wert")
        add(.frameNumber, "pfn ppn mfn framenumber pagenumber")
        add(.number, "number num no nr numero nummer")
        add(.fiveLevels, "l5 la57")
        add(
            .otherNoun,
            "pid tgid ppid uid gid cpu flags flag prot perm perms permission permissions attr attrs attributes size len "
                + "length count shift mask bits refcount mapcount ptrs cr3 mm mmap struct ptr pointer pointers order zone "
                + "node error err errno ret return code line vm start end vma vmas area areas pgoff inode dev task thread "
                + "stack total bytes kb time swap major minor pages levels vstart vend ptep pgdp pmdp pudp p4dp hash id "
                + "limit max min cycles freq mapping anon refs users type")
        add(.table, "table tables directory dir tbl")
        add(.of, "of for from de del da do para von pour belongs")
        add(.at, "at in inside within")
        add(.to, "to into onto 2 maps mapped")
        add(
            .filler,
            "is are was be equals equal the a an and with its this that map result translation translated translate "
                + "translates found find finds finding get got now final full exact corresponding corresponds user "
                + "process mtest findpage writeval listvma mmaneg info debug ok success successfully done hex by on it "
                + "has_page here es la el los una un le est ist der die das memory mem ram answer output correct "
                + "resolved resolves converted computed calculated successful as module lab walk memoria")
        return kinds
    }()

    private static let stems: [(stem: String, kind: WordKind)] = [
        ("virtu", .virtual), ("physi", .physical), ("fisic", .physical), ("f\u{ed}sic", .physical),
        ("direcci", .address), ("endere", .address), ("p\u{e1}gin", .page), ("d\u{e9}calage", .offset),
    ]

    /// Chinese, Japanese, Korean and Russian words, which stand without blanks between them: the first that occurs in
    /// the text counts, so the longer ones come first.
    private static let signs: [(text: String, kind: WordKind)] = [
        ("\u{9875}\u{6846}\u{53f7}", .frameNumber), ("\u{9875}\u{5e27}\u{53f7}", .frameNumber),
        ("\u{9875}\u{53f7}", .frameNumber), ("\u{5e27}\u{53f7}", .frameNumber),
        ("\u{9801}\u{6846}\u{865f}", .frameNumber),
        ("\u{504f}\u{79fb}", .offset), ("\u{4f4d}\u{79fb}", .offset), ("\u{7d22}\u{5f15}", .index),
        ("\u{5185}\u{6838}", .kernel), ("\u{6838}\u{5fc3}", .kernel),
        ("\u{7269}\u{7406}\u{9875}", .page), ("\u{7269}\u{7406}\u{9801}", .page), ("\u{9875}\u{5730}\u{5740}", .page),
        ("\u{7269}\u{7406}", .physical), ("\u{5be6}\u{9ad4}", .physical), ("\u{5b9e}\u{4f53}", .physical),
        ("\u{bb3c}\u{b9ac}", .physical), ("\u{444}\u{438}\u{437}\u{438}\u{447}", .physical),
        ("\u{865a}", .virtual), ("\u{865b}", .virtual), ("\u{7ebf}\u{6027}", .virtual), ("\u{7dda}\u{6027}", .virtual),
        ("\u{903b}\u{8f91}", .virtual), ("\u{4eee}\u{60f3}", .virtual), ("\u{ac00}\u{c0c1}", .virtual),
        ("\u{432}\u{438}\u{440}\u{442}\u{443}\u{430}\u{43b}", .virtual), ("\u{5730}\u{5740}", .address),
        ("\u{4f4d}\u{5740}", .address), ("\u{430}\u{434}\u{440}\u{435}\u{441}", .address), ("\u{503c}", .value),
        ("\u{5bf9}\u{5e94}", .filler), ("\u{4e3a}", .filler), ("\u{662f}", .filler), ("\u{7684}", .of),
    ]
}
