package import Mistakes

/// Mistakes that this module names from what it saw.
extension Mistake {
    static let writeReturnsZero = Mistake("write-returns-0")
    static let returnValueWrong = Mistake("return-value-wrong")
    static let errorReturnedPositive = Mistake("error-returned-positive")
    static let commandNotLogged = Mistake("command-not-logged")
    static let malformedCommandLogged = Mistake("malformed-command-logged")
    static let refusalAlarms = Mistake("refusal-alarms")
    static let minusOneReturned = Mistake("minus-one-returned")
    static let missingProcessNotReported = Mistake("missing-process-not-reported")
    static let missingProcessDereferenced = Mistake("missing-process-dereferenced")
    static let kernelThreadDereferenced = Mistake("kernel-thread-dereferenced")
    static let signedNumberParser = Mistake("signed-number-parser")
    static let baseZero = Mistake("base-zero")
    static let pidReadAsHexadecimal = Mistake("pid-read-as-hexadecimal")
    static let procEntryNamedOtherwise = Mistake("proc-entry-named-otherwise")
    static let procEntryLeftBehind = Mistake("proc-entry-left-behind")

    static let firstVMAMissing = Mistake("first-vma-missing")
    static let lastVMAMissing = Mistake("last-vma-missing")
    static let listingCutShort = Mistake("listing-cut-short")
    static let vmEndInclusive = Mistake("vm-end-inclusive")
    static let executeFromWrite = Mistake("execute-from-write")
    static let permissionsFromMayBits = Mistake("permissions-from-may-bits")
    static let permissionsOutOfOrder = Mistake("permissions-out-of-order")
    static let permissionsWrong = Mistake("permissions-wrong")
    static let wrongProcessHeader = Mistake("wrong-process-header")
    static let listvmaOneProcess = Mistake("listvma-one-process")
    static let referenceForged = Mistake("reference-forged")

    static let targetParameterIgnored = Mistake("target-parameter-ignored")
    static let pidIgnored = Mistake("pid-ignored")
    static let pidTruncated = Mistake("pid-truncated")
    static let lastProcessOfName = Mistake("last-process-of-name")
    static let processNamePrefix = Mistake("process-name-prefix")

    static let findpageChangesMemory = Mistake("findpage-changes-memory")
    static let levelEntryWrong = Mistake("level-entry-wrong")
    static let newlineRequired = Mistake("newline-required")
    static let hexadecimalReadAsDecimal = Mistake("hexadecimal-read-as-decimal")

    static let claimedButNotDone = Mistake("claimed-but-not-done")
    static let doneButRefused = Mistake("done-but-refused")
    static let writtenToPhysicalZero = Mistake("written-to-physical-zero")
    static let pointerCopied = Mistake("pointer-copied")
    static let narrowNumberParser = Mistake("narrow-number-parser")
    static let prefixRefused = Mistake("prefix-refused")
    static let gapTakenForArea = Mistake("gap-taken-for-area")
    static let partialWrite = Mistake("partial-write")
    static let writePermissionIgnored = Mistake("write-permission-ignored")
    static let lastWordRefused = Mistake("last-word-refused")
    static let missingNUL = Mistake("missing-nul")
    static let doneButNotSaid = Mistake("done-but-not-said")
    static let wrongByteOrder = Mistake("wrong-byte-order")
    static let valueRepeated = Mistake("value-repeated")
    static let valueTruncated = Mistake("value-truncated")
    static let wrongWidth = Mistake("wrong-width")
    static let wordCutAtPageEnd = Mistake("word-cut-at-page-end")
    static let wordTornAtPageEnd = Mistake("word-torn-at-page-end")
    static let wordOverrunsPage = Mistake("word-overruns-page")
    static let unalignedAddressRounded = Mistake("unaligned-address-rounded")

    static let mmapLockKept = Mistake("mmap-lock-kept")
    static let mmReferenceLeaked = Mistake("mm-reference-leaked")
    static let taskReferenceLeaked = Mistake("task-reference-leaked")
    static let pageReferenceLeaked = Mistake("page-reference-leaked")
    static let pidReferenceLeaked = Mistake("pid-reference-leaked")
    static let memoryLeaked = Mistake("memory-leaked")
    static let mmapLockMissing = Mistake("mmap-lock-missing")
    static let mmWithoutReference = Mistake("mm-without-reference")
    static let processWithoutReference = Mistake("process-without-reference")
    static let moduleReferenceKept = Mistake("module-reference-kept")

    static let laterWriteIgnored = Mistake("later-write-ignored")
    static let answersMixed = Mistake("answers-mixed")
    static let readOverrun = Mistake("read-overrun")
    static let missingProcessNotSaid = Mistake("missing-process-not-said")
    static let levelNotPrinted = Mistake("level-not-printed")
    static let frameNumberTruncated = Mistake("frame-number-truncated")
    static let listingStoppedAtChange = Mistake("listing-stopped-at-change")

    /// All of the above: the catalogue has to have them.
    package static let namedByChecks: [Mistake] = [
        .writeReturnsZero, .returnValueWrong, .errorReturnedPositive, .commandNotLogged, .malformedCommandLogged,
        .refusalAlarms, .minusOneReturned, .missingProcessNotReported, .missingProcessDereferenced,
        .kernelThreadDereferenced, .signedNumberParser, .baseZero, .pidReadAsHexadecimal, .procEntryNamedOtherwise,
        .procEntryLeftBehind, .firstVMAMissing, .lastVMAMissing, .listingCutShort, .vmEndInclusive,
        .executeFromWrite,
        .permissionsFromMayBits, .permissionsOutOfOrder, .permissionsWrong, .wrongProcessHeader, .listvmaOneProcess,
        .referenceForged,
        .targetParameterIgnored, .pidIgnored, .lastProcessOfName, .processNamePrefix, .findpageChangesMemory,
        .levelEntryWrong, .newlineRequired, .hexadecimalReadAsDecimal, .claimedButNotDone,
        .doneButNotSaid, .wrongByteOrder, .valueRepeated, .valueTruncated, .wrongWidth, .wordCutAtPageEnd,
        .wordTornAtPageEnd, .pidTruncated, .wordOverrunsPage, .unalignedAddressRounded, .doneButRefused,
        .writtenToPhysicalZero, .pointerCopied,
        .narrowNumberParser, .prefixRefused, .gapTakenForArea, .partialWrite,
        .writePermissionIgnored, .missingNUL, .lastWordRefused, .mmapLockKept, .mmReferenceLeaked,
        .taskReferenceLeaked, .pageReferenceLeaked, .pidReferenceLeaked, .memoryLeaked, .laterWriteIgnored,
        .answersMixed, .readOverrun, .missingProcessNotSaid, .levelNotPrinted, .frameNumberTruncated,
        .listingStoppedAtChange, .moduleReferenceKept, .mmapLockMissing, .mmWithoutReference,
        .processWithoutReference, .printedInPieces, .pointerHashed, .debugNotPrinted, .rateLimited,
    ]
}
