/// The words before a number, and what they make of it.
struct NumberLabel {
    /// The kinds of each word's parts. Only the last words are kept: no label needs more, and reading stays linear.
    private var words: [[WordKind]] = []
    /// How many of the words say nothing that is understood.
    private(set) var unknownWords = 0
    /// Whether a `*` stands before the level: `*pgd`, and not the pointer.
    var isDereferenced = false

    private static let most = 10

    var isEmpty: Bool { words.isEmpty }

    mutating func append(_ word: [WordKind]) {
        if word.contains(.unknown) || word.isEmpty { unknownWords += 1 }
        words.append(word)
        if words.count > Self.most { words.removeFirst() }
    }

    mutating func clear() {
        words = []
        isDereferenced = false
    }

    /// A number's meaning.
    struct Meaning {
        var name: FieldName?
        /// The value of an entry, and surely not a pointer to it: `*pgd`, `pgd_val`, `pgd entry`.
        var isStrong = false
        /// Whether the words say "physical".
        var isPhysical = false
        /// `physical address of V is P`: the physical address follows this number.
        var owesPhysical = false
        /// `virtual to physical: V P`: the first of two numbers is the virtual one.
        var isHeader = false
    }

    /// What the words say. `context` is the level that was named earlier in the line.
    func meaning(context: TraceLevel?) -> Meaning {
        var scan = Scan()
        for word in words.reversed() where !scan.isDone { scan.take(word) }
        return scan.meaning(isDereferenced: isDereferenced, context: context)
    }

    /// The level that the words name last.
    var level: TraceLevel? {
        for word in words.reversed() {
            for case .level(let level) in word { return level }
        }
        return nil
    }

    /// The words from the number backwards, up to the word that decides.
    private struct Scan {
        private var level: TraceLevel?
        private var isVirtual = false
        private var isPhysical = false
        private var isKernel = false
        private var isPage = false
        private var isAddress = false
        private var isOffset = false
        private var isIndex = false
        private var isValue = false
        private var isFrameNumber = false
        private var isNumber = false
        private var isFiveLevels = false
        private var isOther = false
        private var isTable = false
        private var isAt = false
        /// `of` stands between the number and what the words are about.
        private var endsWithOf = false
        private var crossedOf = false
        private var crossedTo = false
        private var unknown = 0
        /// The word that decides was found; only words that belong to it are still taken.
        private var isDecided = false
        private var furtherPhysical = false
        private var furtherVirtual = false
        private var isClosed = false
        private(set) var isDone = false

        private var isEmpty: Bool {
            !(isDecided || isPage || isAddress || isOffset || isIndex || isValue || isNumber || isTable)
        }

        mutating func take(_ word: [WordKind]) {
            if isDecided {
                takeFurther(word)
                return
            }
            if word.allSatisfy({ $0 == .filler || $0 == .of || $0 == .at || $0 == .to }) {
                if word.contains(.of) {
                    if isEmpty { endsWithOf = true } else { crossedOf = true }
                }
                if word.contains(.at), isEmpty { isAt = true }
                if word.contains(.to) { crossedTo = true }
                return
            }
            if word.allSatisfy({ $0 == .unknown || $0 == .filler }) {
                unknown += 1
                if !isEmpty || unknown > 3 { isDone = true }
                return
            }
            add(word)
        }

        private mutating func add(_ word: [WordKind]) {
            for kind in word {
                switch kind {
                case .level(let found):
                    level = found
                    isDecided = true
                case .virtual:
                    isVirtual = true
                    isDecided = true
                case .physical:
                    isPhysical = true
                    isDecided = true
                case .kernel:
                    isKernel = true
                    isDecided = true
                case .frameNumber:
                    isFrameNumber = true
                    isDecided = true
                case .fiveLevels:
                    isFiveLevels = true
                    isDecided = true
                case .otherNoun:
                    isOther = true
                    isDecided = true
                case .page: isPage = true
                case .address: isAddress = true
                case .offset: isOffset = true
                case .index: isIndex = true
                case .value: isValue = true
                case .number: isNumber = true
                case .table: isTable = true
                case .at: isAt = true
                case .to: crossedTo = true
                case .of, .filler, .unknown: break
                }
            }
        }

        /// Words left of the one that decides: `physical page address`, `physical address of virtual address`.
        private mutating func takeFurther(_ word: [WordKind]) {
            if word.contains(.of) || word.contains(.at) { crossedOf = true }
            if word.contains(.to) { crossedTo = true }
            if word.contains(.physical) { furtherPhysical = true }
            if word.contains(.virtual) { furtherVirtual = true }
            if word.contains(.unknown) || word == [.filler] { isClosed = true }
            // `value of pgd`, `physical address in pte`: the head stands before `of`.
            if crossedOf, level != nil {
                if word.contains(.value) { isValue = true }
                if word.contains(.index) { isIndex = true }
                if word.contains(.physical) {
                    level = nil
                    isPhysical = true
                    isDone = true
                }
                return
            }
            guard !isClosed, !crossedOf, !crossedTo else { return }
            if word.contains(.page), !isOther { isPage = true }
            if word.contains(.kernel) { isKernel = true }
            if word.contains(.table) { isTable = true }
            if word.contains(where: { if case .level = $0 { true } else { false } }), isPhysical || isAddress {
                isOther = true
            }
        }

        func meaning(isDereferenced: Bool, context: TraceLevel?) -> Meaning {
            var meaning = Meaning()
            meaning.isPhysical = isPhysical || furtherPhysical
            meaning.owesPhysical = isVirtual && furtherPhysical && crossedOf
            meaning.isHeader =
                isPhysical && (isVirtual || furtherVirtual && crossedTo && !crossedOf)
                || isVirtual && furtherPhysical && crossedTo && !crossedOf
            if endsWithOf, isPhysical {
                meaning.owesPhysical = true
                meaning.name = .virtualAddress
                return meaning
            }
            meaning.name = name(context)
            if case .value = meaning.name { meaning.isStrong = isDereferenced || isValue }
            return meaning
        }

        private func name(_ context: TraceLevel?) -> FieldName? {
            if isFiveLevels { return .fiveLevels }
            if isFrameNumber || isPage && isNumber { return .frameNumber }
            if isIndex, let level = level ?? (isDecided ? nil : context) { return .index(level) }
            if isTable { return isValue ? level.map { .value($0) } ?? (isPage ? .value(.pte) : .ignored) : .ignored }
            if isOther { return .ignored }
            if isOffset { return level == nil && !isKernel ? .pageOffset : .ignored }
            if isIndex || isNumber { return .ignored }
            if let level { return isAddress || isAt || isPhysical ? .ignored : .value(level) }
            if isKernel { return .kernelAddress }
            if isPhysical { return isPage ? .pageAddress : .physicalAddress }
            if isVirtual { return .virtualAddress }
            if isValue { return context.map { .value($0) } ?? .ignored }
            if isPage { return .pageAddress }
            return isAddress ? .address : nil
        }
    }
}
