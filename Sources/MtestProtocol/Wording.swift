/// The phrases, in lower case, with which modules of this assignment report success and failure.
enum Wording {
    static let noSuchProcess: Phrases = [
        "no such process", "process not found", "task not found", "no such task", "no process", "pid not found",
        "process does not exist", "cannot find process", "can't find process", "could not find process",
        "no such pid",
    ]

    static let notFound: Phrases = [
        "not found", "not mapped", "unmapped", "no translation", "no mapping", "not present", "isn't present",
        "invalid address", "invalid addr", "invalid virtual", "invalid page", "invalid vaddr", "not valid", "no page",
        "no such page", "no physical", "no valid", "cannot translate", "can't translate", "cannot find", "can't find",
        "could not find", "does not exist", "doesn't exist", "not exist", "unable to", "not in memory",
        "no corresponding", "translation failed", "failed to translate", "failed to find", "swapped out",
    ]

    static let refusal: Phrases = [
        "not found", "no write permission", "no permission", "not writable", "not writeable", "unwritable",
        "read-only", "readonly", "read only", "permission denied", "denied", "refused", "cannot", "can't", "can not",
        "could not", "unable to", "fail", "invalid", "not mapped", "unmapped", "not present", "no vma", "no page",
        "not allowed", "not permitted", "no translation", "no mapping", "doesn't exist", "does not exist", "error",
        "not valid", "without write", "lacks write", "not written", "nothing written", "not write",
    ]

    static let wrote: Phrases = ["wrote", "written", "success", "succeeded", "done", "found", "write ok"]

    static let permission: Phrases = [
        "permission", "writable", "writeable", "read-only", "readonly", "read only", "denied",
    ]

    static let vma: Phrases = ["vma", "area", "region"]

    static let translation: Phrases = [
        "translat", "page", "pte", "pmd", "pud", "p4d", "pgd", "map", "present", "physical",
    ]
}
