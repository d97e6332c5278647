/// The catalogue of named mistakes: what a wrong value, or the way in which a check fails, gives away.
///
/// The raw value is the id in results, rubrics and lessons.
package enum Mistake: String, Sendable, Hashable, CaseIterable {
    case flagsLeftInAddress = "flags-left-in-address"
    case flagsLeftInLowBits = "flags-left-in-low-bits"
    case pageOffsetLost = "page-offset-lost"
    case pageOffsetAddedTwice = "page-offset-added-twice"
    case pageOffsetScaled = "page-offset-scaled"
    case wrongProcessCurrent = "wrong-process-current"
    case processNamePrefix = "process-name-prefix"
    case lastProcessOfName = "last-process-of-name"
    case pidIgnored = "pid-ignored"
    case pidRefused = "pid-refused"
    case pidReadAsHexadecimal = "pid-read-as-hexadecimal"
    case targetParameterIgnored = "target-parameter-ignored"
    case staleProcess = "stale-process"
    case missingProcessNotReported = "missing-process-not-reported"
    case missingProcessDereferenced = "missing-process-dereferenced"
    case directMapArithmetic = "direct-map-arithmetic"
    case hugePageWalkedAsTable = "huge-page-walked-as-table"
    case hugePageOffsetTruncated = "huge-page-offset-truncated"
    case absentEntryTranslated = "absent-entry-translated"
    case emptyEntryFollowed = "empty-entry-followed"
    case fifthLevelSkipped = "fifth-level-skipped"
    case foldedLevelWalked = "folded-level-walked"
    case levelIndexWrong = "level-index-wrong"
    case levelEntryWrong = "level-entry-wrong"
    case zeroPageRefused = "zero-page-refused"
    case findpageChangesMemory = "findpage-changes-memory"
    case notFoundAsError = "not-found-as-error"
    case addressTruncated = "address-truncated"
    case decimalPrinted = "decimal-printed"
    case nonCanonicalAddressTranslated = "non-canonical-address-translated"
    case kernelAddressTranslated = "kernel-address-translated"
    case kernelThreadDereferenced = "kernel-thread-dereferenced"
    case vmEndInclusive = "vm-end-inclusive"
    case firstVMAMissing = "first-vma-missing"
    case lastVMAMissing = "last-vma-missing"
    case listingCutShort = "listing-cut-short"
    case executeFromWrite = "execute-from-write"
    case permissionsFromMayBits = "permissions-from-may-bits"
    case permissionsOutOfOrder = "permissions-out-of-order"
    case permissionsWrong = "permissions-wrong"
    case wrongProcessHeader = "wrong-process-header"
    case listvmaOneProcess = "listvma-one-process"
    case writePermissionIgnored = "write-permission-ignored"
    case gapTakenForArea = "gap-taken-for-area"
    case wrongByteOrder = "wrong-byte-order"
    case wrongWidth = "wrong-width"
    case valueRepeated = "value-repeated"
    case valueTruncated = "value-truncated"
    case hexadecimalReadAsDecimal = "hexadecimal-read-as-decimal"
    case unalignedAddressRounded = "unaligned-address-rounded"
    case wordCutAtPageEnd = "word-cut-at-page-end"
    case wordOverrunsPage = "word-overruns-page"
    case partialWrite = "partial-write"
    case claimedButNotDone = "claimed-but-not-done"
    case doneButNotSaid = "done-but-not-said"
    case copyOnWriteNotBroken = "cow-not-broken"
    case zeroPageWritten = "zero-page-written"
    case pageCacheWritten = "page-cache-written"
    case pageNotMarkedDirty = "page-not-marked-dirty"
    case commandNotLogged = "command-not-logged"
    case malformedCommandLogged = "malformed-command-logged"
    case refusalAlarms = "refusal-alarms"
    case blanksRefused = "blanks-refused"
    case newlineRefused = "newline-refused"
    case newlineRequired = "newline-required"
    case upperCaseRefused = "upper-case-refused"
    case prefixRequired = "prefix-required"
    case prefixRefused = "prefix-refused"
    case unknownCommandAccepted = "unknown-command-accepted"
    case emptyCommandAccepted = "empty-command-accepted"
    case missingArgumentAccepted = "missing-argument-accepted"
    case extraArgumentAccepted = "extra-argument-accepted"
    case malformedNumberAccepted = "malformed-number-accepted"
    case overflowAccepted = "overflow-accepted"
    case binaryAccepted = "binary-accepted"
    case overLongCommandAccepted = "over-long-command-accepted"
    case copyFailureIgnored = "copy-failure-ignored"
    case userPointerDereferenced = "user-pointer-dereferenced"
    case stackBufferOverrun = "stack-buffer-overrun"
    case bufferOverrun = "buffer-overrun"
    case missingNUL = "missing-nul"
    case staleCommandBuffer = "stale-command-buffer"
    case writeReturnsZero = "write-returns-0"
    case returnValueWrong = "return-value-wrong"
    case sleepInAtomicContext = "sleep-in-atomic-context"
    case rcuLockKept = "rcu-lock-kept"
    case mmapLockKept = "mmap-lock-kept"
    case ownLockKept = "own-lock-kept"
    case mmReferenceLeaked = "mm-reference-leaked"
    case taskReferenceLeaked = "task-reference-leaked"
    case pageReferenceLeaked = "page-reference-leaked"
    case pidReferenceLeaked = "pid-reference-leaked"
    case memoryLeaked = "memory-leaked"
    case memoryExhausted = "memory-exhausted"
    case referenceDroppedTwice = "reference-dropped-twice"
    case procEntryLeftBehind = "proc-entry-left-behind"
    case endlessLoop = "endless-loop"
    case deadlock = "deadlock"
    case kernelCrash = "kernel-crash"
    case outputCutOff = "output-cut-off"

    /// The sentence that the student reads.
    package var sentence: String {
        switch self {
        case .flagsLeftInAddress:
            "Flag bits above the address are left in: bit 63 (no execute), or a protection key, is no part of a physical address."
        case .flagsLeftInLowBits:
            "The low twelve bits of the entry are left in: they are flags, and the page offset belongs in their place."
        case .pageOffsetLost:
            "The offset in the page is lost: the answer is about the page's first byte."
        case .pageOffsetAddedTwice:
            "The offset in the page is added twice."
        case .pageOffsetScaled:
            "The offset counts in units of eight bytes: it was added to a pointer to unsigned long."
        case .wrongProcessCurrent:
            "The process that wrote the command (current) is used, not the one that the command is about."
        case .processNamePrefix:
            "A process whose name merely begins with the target's is taken for it."
        case .lastProcessOfName:
            "Of several processes of the name the first one counts, and another was taken."
        case .pidIgnored:
            "The pid in the command is ignored."
        case .pidRefused:
            "A command with a pid is refused."
        case .pidReadAsHexadecimal:
            "The pid is decimal and was read as hexadecimal."
        case .targetParameterIgnored:
            "The module parameter target is ignored."
        case .staleProcess:
            "The process was looked up once and is remembered, though it has ended and another bears its name."
        case .missingProcessNotReported:
            "There is no such process, and the write says nothing of it: it has to fail with ESRCH."
        case .missingProcessDereferenced:
            "The result of looking up the process is used though it is NULL."
        case .directMapArithmetic:
            "The number is a kernel address, or arithmetic on one (virt_to_phys): user memory is found by walking the tables only."
        case .hugePageWalkedAsTable:
            "A huge page is followed as if it were a table: the walk ends early where an entry has the page-size bit."
        case .hugePageOffsetTruncated:
            "In a huge page more bits of the address belong to the offset: 21 at 2 MiB, 30 at 1 GiB."
        case .absentEntryTranslated:
            "An entry that is not present is taken for a translation."
        case .emptyEntryFollowed:
            "An empty entry is followed to a table at physical address 0."
        case .fifthLevelSkipped:
            "With five levels the p4d has an index and a table of its own, and it was skipped."
        case .foldedLevelWalked:
            "With four levels the p4d is folded into the pgd, and it was walked as a table of its own."
        case .levelIndexWrong:
            "A printed index is not that level's nine bits of the address."
        case .levelEntryWrong:
            "A printed entry is not the one in the table."
        case .zeroPageRefused:
            "The shared zero page is a page like any other: it has a translation."
        case .findpageChangesMemory:
            "findpage makes the page that it is asked about: looking must not change anything."
        case .notFoundAsError:
            "No translation is an answer, not an error: the write returns its length."
        case .addressTruncated:
            "The upper half of the address is lost: it went through a type of 32 bits."
        case .decimalPrinted:
            "The number is printed in decimal behind 0x."
        case .nonCanonicalAddressTranslated:
            "The address has bits set above the topmost index: no processor accepts it."
        case .kernelAddressTranslated:
            "An address of the kernel is translated: it belongs to no process."
        case .kernelThreadDereferenced:
            "A kernel thread has no address space (its mm is NULL), and that was followed."
        case .vmEndInclusive:
            "vm_end is the first address behind the area, not its last byte."
        case .firstVMAMissing:
            "The first area is missing."
        case .lastVMAMissing:
            "The last area is missing."
        case .listingCutShort:
            "The listing ends before its end, as if a buffer of fixed size were full."
        case .executeFromWrite:
            "The x is printed for what may be written: it comes from VM_EXEC."
        case .permissionsFromMayBits:
            "The letters say what mprotect() could grant (VM_MAYREAD and so on), not what is allowed now."
        case .permissionsOutOfOrder:
            "The permission letters are not in the order r, w, x."
        case .permissionsWrong:
            "Start and end are right, the permissions are not."
        case .wrongProcessHeader:
            "The header of the listing names another process than the one whose areas follow."
        case .listvmaOneProcess:
            "listvma without a pid lists one process, not all of them."
        case .writePermissionIgnored:
            "Memory was written that the process itself may not write."
        case .gapTakenForArea:
            "find_vma() yields the next area above an address that is in none: compare with vm_start."
        case .wrongByteOrder:
            "The bytes are in the wrong order: the least significant one comes first."
        case .wrongWidth:
            "Fewer than eight bytes were written."
        case .valueRepeated:
            "One byte of the value is repeated, as memset() does."
        case .valueTruncated:
            "The upper half of the value is lost: it went through a type of 32 bits."
        case .hexadecimalReadAsDecimal:
            "A number without 0x was read as decimal, or its base was guessed."
        case .unalignedAddressRounded:
            "The address was rounded down to a multiple of eight."
        case .wordCutAtPageEnd:
            "The bytes beyond the end of the page were not written."
        case .wordOverrunsPage:
            "All eight bytes went to one physical page and beyond its end, where somebody else's memory is."
        case .partialWrite:
            "A part was written before it was known that all of it could be: refused means unchanged."
        case .claimedButNotDone:
            "A write is claimed that did not happen."
        case .doneButNotSaid:
            "It wrote, and does not say so."
        case .copyOnWriteNotBroken:
            "A page that several processes share was written in place: copy-on-write was not broken."
        case .zeroPageWritten:
            "The zero page, which all processes share, was written."
        case .pageCacheWritten:
            "A private file mapping was written through to the file."
        case .pageNotMarkedDirty:
            "The page was written and not marked dirty: the change never reaches the disk."
        case .commandNotLogged:
            "The command is not in the log."
        case .malformedCommandLogged:
            "A malformed command is reported as got."
        case .refusalAlarms:
            "A malformed command is complained about at the level of errors: whoever watches the log is alarmed for nothing."
        case .blanksRefused:
            "Several blanks between words are refused."
        case .newlineRefused:
            "A command that ends in a newline is refused, and echo writes one."
        case .newlineRequired:
            "A command without a newline at its end is refused, or loses its last character."
        case .upperCaseRefused:
            "Upper-case digits are refused."
        case .prefixRequired:
            "A number without 0x is refused."
        case .prefixRefused:
            "A number with 0x is refused."
        case .unknownCommandAccepted:
            "An unknown command is accepted."
        case .emptyCommandAccepted:
            "An empty command is accepted."
        case .missingArgumentAccepted:
            "A command without its argument is accepted."
        case .extraArgumentAccepted:
            "A word too many is accepted."
        case .malformedNumberAccepted:
            "What is no number is accepted as one."
        case .overflowAccepted:
            "A number of more than 64 bits is accepted."
        case .binaryAccepted:
            "Bytes that are no text are accepted in a command."
        case .overLongCommandAccepted:
            "An over-long command is accepted, as if it ended earlier."
        case .copyFailureIgnored:
            "The result of copy_from_user() is ignored: a buffer that is not there has to fail with EFAULT."
        case .userPointerDereferenced:
            "The user's buffer is read directly: the processor forbids it (SMAP), and copy_from_user() is there for it."
        case .stackBufferOverrun:
            "A long command overruns a buffer on the stack."
        case .bufferOverrun:
            "More is copied than the buffer holds: the length comes from whoever writes, and has to be checked first."
        case .missingNUL:
            "The copy of the command has no NUL at its end, so what follows in memory is read as well."
        case .staleCommandBuffer:
            "The end of an earlier command is read as part of this one: the buffer is not terminated."
        case .writeReturnsZero:
            "write() returns 0, so a program that insists writes for ever."
        case .returnValueWrong:
            "write() returns another number than the length of the command."
        case .sleepInAtomicContext:
            "Something that may sleep is called where sleeping is forbidden: under a spinlock, or inside an RCU section."
        case .rcuLockKept:
            "An RCU section is left without rcu_read_unlock()."
        case .mmapLockKept:
            "The lock of the address space is not released on this path, and the process stands still at its next mmap()."
        case .ownLockKept:
            "A lock of the module's own is not released on an error path, and the next command waits for ever."
        case .mmReferenceLeaked:
            "The reference on the address space is not given back (mmput): its memory stays when the process is gone."
        case .taskReferenceLeaked:
            "The reference on the process is not given back (put_task_struct)."
        case .pageReferenceLeaked:
            "The reference on a page is not given back (put_page): the page stays when its process is gone."
        case .pidReferenceLeaked:
            "The reference on the pid is not given back (put_pid)."
        case .memoryLeaked:
            "Memory that a command allocates is not freed."
        case .memoryExhausted:
            "All memory is used up: something is allocated without a bound, or never given back."
        case .referenceDroppedTwice:
            "A reference is dropped twice: what it kept is freed while it is in use."
        case .procEntryLeftBehind:
            "/proc/mtest outlives its module."
        case .endlessLoop:
            "The command never ends, and keeps the processor busy."
        case .deadlock:
            "The command does not come back: it waits, as it would for a lock that nobody releases."
        case .kernelCrash:
            "The kernel comes to harm here: it crashes, or goes off."
        case .outputCutOff:
            "More was printed than the log holds."
        }
    }
}
