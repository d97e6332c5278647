/// The permissions that follow the addresses in a VMA's line.
struct PermissionField {
    let value: ListedPermissions
    let notes: Set<StyleNote>

    /// Reads the part of the line after the second address.
    init?(after tail: ArraySlice<UInt8>) {
        let fields = tail.split { $0.isBlank || separators.contains($0) }
        for (index, field) in fields.enumerated() {
            if let value = Self.singles(fields[index...]) {
                self.value = value
                notes = [.otherPermissionSpelling]
                return
            }
            if let (value, note) = Self.letters(field) {
                self.value = value
                let isLast = index == fields.count - 1
                let hasLead = index > 0
                notes = Set([note, isLast ? nil : .extraField, hasLead ? .labelledFields : nil].compactMap { $0 })
                return
            }
        }
        guard let value = Self.words(fields) else { return nil }
        self.value = value
        notes = [.otherPermissionSpelling]
    }

    /// `r - x`, `r w`: two fields or more of one character each.
    private static func singles(_ fields: ArraySlice<ArraySlice<UInt8>>) -> ListedPermissions? {
        let letters = fields.prefix(3).prefix { $0.count == 1 }.compactMap { $0.first?.lowercased }
        guard letters.count >= 2, letters.allSatisfy({ $0 == dash || "rwx".utf8.contains($0) }) else { return nil }
        return ListedPermissions(
            isReadable: letters.contains(UInt8(ascii: "r")), isWritable: letters.contains(UInt8(ascii: "w")),
            isExecutable: letters.contains(UInt8(ascii: "x")))
    }

    /// Whether the text begins with permission letters, after optional blanks.
    static func begins(_ tail: ArraySlice<UInt8>) -> Bool {
        let field = tail.drop(while: \.isBlank).prefix(8).prefix { !$0.isBlank && !separators.contains($0) }
        return letters(field) != nil
    }

    /// `r-x`; with `p` or `s` as in `/proc/pid/maps`; capital letters; `rx`.
    private static func letters(_ field: ArraySlice<UInt8>) -> (ListedPermissions, StyleNote?)? {
        let letters = field.map(\.lowercased)
        let isCapital = field.contains(where: \.isUpperCase)
        if letters.count == 3 || letters.count == 4, isSlot(letters[0], "r"), isSlot(letters[1], "w"),
            isSlot(letters[2], "x")
        {
            let fourth = letters.count == 4 ? letters[3] : nil
            guard fourth.map({ "ps-".utf8.contains($0) }) ?? true else { return nil }
            let value = ListedPermissions(
                isReadable: letters[0] != dash, isWritable: letters[1] != dash, isExecutable: letters[2] != dash)
            return (value, isCapital ? .otherPermissionSpelling : fourth == nil ? nil : .extraField)
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
        byte == dash || byte == UInt8(ascii: letter)
    }

    /// `read write exec`, `READ|EXEC`, `none`: only these words, so that a file's name is not read as permissions.
    private static func words(_ fields: [ArraySlice<UInt8>]) -> ListedPermissions? {
        var isReadable = false
        var isWritable = false
        var isExecutable = false
        var count = 0
        for field in fields {
            switch String(decoding: field.prefix(16).map(\.lowercased), as: UTF8.self) {
            case "read", "readable", "vm_read": isReadable = true
            case "write", "writable", "writeable", "vm_write": isWritable = true
            case "exec", "execute", "executable", "vm_exec": isExecutable = true
            case "none": break
            default: continue
            }
            count += 1
        }
        guard count > 0 else { return nil }
        return ListedPermissions(isReadable: isReadable, isWritable: isWritable, isExecutable: isExecutable)
    }
}

private let dash = UInt8(ascii: "-")

/// ( ) , : ; = [ ] | and + between words.
private let separators: [UInt8] = [0x28, 0x29, 0x2B, 0x2C, 0x3A, 0x3B, 0x3D, 0x5B, 0x5D, 0x7C]
