/// The permissions that stand before or after the addresses in a VMA's line.
struct PermissionField {
    /// The permissions; nil where only ``flags`` are printed.
    let value: ListedPermissions?
    /// `vm_flags` as a number: what it means depends on its base, which the whole answer shows.
    let flags: PrintedNumber?
    /// Whether the number is named as flags.
    let isNamed: Bool
    let notes: Set<StyleNote>
    /// Whether only what is present is spelled: a VMA without permissions then has nothing.
    let isSparse: Bool

    /// Whether the line states permissions in letters or words.
    var isKnown: Bool { value != nil }

    /// Reads the part of the line behind the second address, or before the first one.
    init?(in text: ArraySlice<UInt8>, isBehind: Bool) {
        let fields = Self.fields(of: text)
        if let (value, notes) = Self.spelled(fields, isBehind) {
            (self.value, flags, self.notes) = (value, nil, notes)
            isSparse = notes.contains(.otherPermissionSpelling) && !text.contains(dash)
            isNamed = false
        } else if let value = Self.words(fields) {
            (self.value, flags, notes) = (value, nil, [.otherPermissionSpelling])
            (isSparse, isNamed) = (true, false)
        } else if let (flags, isNamed) = Self.number(fields, isBehind) {
            (value, self.flags, notes) = (nil, flags, [.otherPermissionSpelling])
            isSparse = false
            self.isNamed = isNamed
        } else {
            return nil
        }
    }

    /// Whether a line is one permission letter or sign, or permission words only: `r`, `-`, `perm: r-x`.
    static func isPiece(_ body: ArraySlice<UInt8>) -> Bool {
        let fields = fields(of: body)
        guard let first = fields.first, fields.count <= 6, body.count <= 64 else { return false }
        if fields.count == 1, first.count == 1 {
            return "rwxps-".utf8.contains { $0 == first.first?.lowercased }
        }
        return fields.allSatisfy { field in
            letters(field) != nil || words([field]) != nil
                || ["perm", "perms", "permission", "permissions", "flags", "prot", "not", "access", "mode"].contains {
                    field.elementsEqual($0.utf8) || field.map(\.lowercased).elementsEqual($0.utf8)
                }
        }
    }

    /// The permissions that several records state together; nil where they are not whole.
    static func joined(_ bodies: [ArraySlice<UInt8>]) -> ListedPermissions? {
        let isLetters = bodies.allSatisfy { $0.trimmed.count == 1 }
        guard isLetters else {
            let text = Array(bodies.map(Array.init).joined(separator: [0x20]))
            return PermissionField(in: text[...], isBehind: true)?.value
        }
        let letters = bodies.compactMap { $0.trimmed.first?.lowercased }
        // Three signs or more are one for each permission; fewer without a dash are those that are present.
        guard letters.count >= 3 || !letters.contains(dash) else { return nil }
        if letters.contains(dash) {
            guard isSlot(letters[0], "r"), isSlot(letters[1], "w"), isSlot(letters[2], "x") else { return nil }
        }
        return ListedPermissions(
            isReadable: letters.contains(UInt8(ascii: "r")), isWritable: letters.contains(UInt8(ascii: "w")),
            isExecutable: letters.contains(UInt8(ascii: "x")))
    }

    private static func fields(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        text.split { $0.isBlank || $0 >= 0x80 || separators.contains($0) }
    }

    /// `r-x` and its like. Before the addresses only whole fields count: a name that ends in "r" is no permission.
    private static func spelled(_ fields: [ArraySlice<UInt8>], _ isBehind: Bool) -> (ListedPermissions, Set<StyleNote>)?
    {
        for (index, field) in fields.enumerated() {
            if let value = singles(fields[index...], isBehind) { return (value, [.otherPermissionSpelling]) }
            if let (value, note) = letters(field), isBehind || field.count >= 3 {
                let isLast = index == fields.count - 1
                let hasLead = index > 0
                guard isBehind else { return (value, Set([note, .labelledFields].compactMap { $0 })) }
                return (
                    value, Set([note, isLast ? nil : .extraField, hasLead ? .labelledFields : nil].compactMap { $0 })
                )
            }
        }
        return nil
    }

    /// `r - x`, `r w`: two fields or more of one character each; `r=1 w=0 x=1` too.
    private static func singles(_ fields: ArraySlice<ArraySlice<UInt8>>, _ isBehind: Bool) -> ListedPermissions? {
        if let value = switches(fields) { return value }
        let letters = fields.prefix(3).prefix { $0.count == 1 }.compactMap { $0.first?.lowercased }
        guard isBehind, letters.count >= 2, letters.allSatisfy({ $0 == dash || "rwx".utf8.contains($0) }),
            letters.contains(where: { $0 != dash }) || letters.count == 3
        else { return nil }
        return ListedPermissions(
            isReadable: letters.contains(UInt8(ascii: "r")), isWritable: letters.contains(UInt8(ascii: "w")),
            isExecutable: letters.contains(UInt8(ascii: "x")))
    }

    /// `r 1 w 0 x 1`, `read yes write no exec yes`.
    private static func switches(_ fields: ArraySlice<ArraySlice<UInt8>>) -> ListedPermissions? {
        let six = fields.prefix(6).map { String(decoding: $0.prefix(12).map(\.lowercased), as: UTF8.self) }
        guard six.count == 6 else { return nil }
        var found: [Bool] = []
        for (place, letter) in [(0, "r"), (2, "w"), (4, "x")] {
            guard six[place].hasPrefix(letter) || letter == "x" && six[place].hasPrefix("e") else { return nil }
            switch six[place + 1] {
            case "1", "y", "yes", "true", "on": found.append(true)
            case "0", "n", "no", "false", "off": found.append(false)
            default: return nil
            }
        }
        return ListedPermissions(isReadable: found[0], isWritable: found[1], isExecutable: found[2])
    }

    /// Whether the text begins with permission letters, after optional blanks.
    static func begins(_ tail: ArraySlice<UInt8>) -> Bool {
        let field = tail.drop(while: \.isBlank).prefix(8).prefix { !$0.isBlank && !separators.contains($0) }
        return letters(field) != nil
    }

    /// `r-x`; with `p` or `s` as in `/proc/pid/maps`; capital letters; `rx`; `r_x`, `r.x`.
    private static func letters(_ field: ArraySlice<UInt8>) -> (ListedPermissions, StyleNote?)? {
        let letters = field.map(\.lowercased)
        let isCapital = field.contains(where: \.isUpperCase)
        if letters.count == 3 || letters.count == 4, isSlot(letters[0], "r"), isSlot(letters[1], "w"),
            isSlot(letters[2], "x")
        {
            let fourth = letters.count == 4 ? letters[3] : nil
            guard fourth.map({ "ps-".utf8.contains($0) || isAbsent($0) }) ?? true else { return nil }
            let value = ListedPermissions(
                isReadable: !isAbsent(letters[0]), isWritable: !isAbsent(letters[1]),
                isExecutable: !isAbsent(letters[2]))
            let isOther = isCapital || letters.contains { isAbsent($0) && $0 != dash }
            return (value, isOther ? .otherPermissionSpelling : fourth == nil ? nil : .extraField)
        }
        guard ["r", "w", "x", "rw", "rx", "wx"].contains(where: { letters.elementsEqual($0.utf8) }) else { return nil }
        return (
            ListedPermissions(
                isReadable: letters.contains(UInt8(ascii: "r")), isWritable: letters.contains(UInt8(ascii: "w")),
                isExecutable: letters.contains(UInt8(ascii: "x"))),
            .otherPermissionSpelling
        )
    }

    private static func isSlot(_ byte: UInt8, _ letter: Unicode.Scalar) -> Bool {
        isAbsent(byte) || byte == UInt8(ascii: letter)
    }

    /// `-`, `_` or `.`: the permission is absent.
    private static func isAbsent(_ byte: UInt8) -> Bool {
        byte == dash || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    /// `read write exec`, `READ|EXEC`, `none`, `readable, not writable`: only these words, so that a file's name is not
    /// read as permissions. `not`, `non` and `un` before a word take it away.
    private static func words(_ fields: [ArraySlice<UInt8>]) -> ListedPermissions? {
        var isReadable = false
        var isWritable = false
        var isExecutable = false
        var count = 0
        var isDenied = false
        for field in fields.flatMap({ $0.split { $0 == dash || $0 == UInt8(ascii: "&") } }) {
            var word = String(decoding: field.prefix(16).map(\.lowercased), as: UTF8.self)
            if ["not", "no", "non", "!"].contains(word) {
                isDenied = true
                continue
            }
            for mark in ["!", "un", "non"] where word.hasPrefix(mark) && word.count > 6 {
                isDenied = true
                word.removeFirst(mark.count)
            }
            switch word {
            case "read", "readable", "vm_read", "rd": isReadable = isReadable || !isDenied
            case "write", "writable", "writeable", "vm_write", "wr": isWritable = isWritable || !isDenied
            case "exec", "execute", "executable", "vm_exec", "ex": isExecutable = isExecutable || !isDenied
            case "none", "noaccess": break
            default:
                isDenied = false
                continue
            }
            isDenied = false
            count += 1
        }
        guard count > 0 else { return nil }
        return ListedPermissions(isReadable: isReadable, isWritable: isWritable, isExecutable: isExecutable)
    }

    /// `flags = 0x75`, `vm_flags: 8000075`; without a name, the line's last number behind the addresses.
    private static func number(_ fields: [ArraySlice<UInt8>], _ isBehind: Bool) -> (PrintedNumber, Bool)? {
        let numbers = fields.map { PrintedNumber(hexadecimal: $0) }
        for (index, field) in fields.enumerated() where index + 1 < fields.count {
            let parts = WordParts.parts(of: field.prefix(24))
            let isName = parts.contains { part in ["flag", "prot", "perm"].contains { part.hasPrefix($0) } }
            if isName, let number = numbers[index + 1] { return (number, true) }
        }
        guard isBehind, !fields.isEmpty, numbers.allSatisfy({ $0 != nil }), let last = numbers.last ?? nil else {
            return nil
        }
        return (last, false)
    }
}

private let dash = UInt8(ascii: "-")

/// ( ) , : ; = [ ] | { } < > and + between words.
private let separators: [UInt8] = [
    0x28, 0x29, 0x2B, 0x2C, 0x3A, 0x3B, 0x3D, 0x5B, 0x5D, 0x7C, 0x7B, 0x7D, 0x3C, 0x3E,
]
