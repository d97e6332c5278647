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
        "is swapped", "in swap", "swapped page", "not fount", "notfound", "unable", "couldn't", "could not",
        "failed to",
        "find failed", "page fault failed", "no vma", "no pte", "no pmd", "no pud", "no pgd", "no p4d", "no frame",
        "no entry", "not in any", "not in a vma", "not translated", "nothing found", "nothing mapped", "untranslated",
        "error occurred", "lookup failed", "walk failed", "not available", "not resident", "nonexistent",
        "page is absent", "is null", "page null", "null page", "bad address", "wrong address", "illegal address",
        "translation error", "missing page", "page missing", "hasn't been", "has not been", "not allocated",
        "no encontrad", "no se encontr", "no se pudo", "no existe", "no mapead", "no presente", "sin traducci",
        "inv\u{e1}lid", "n\u{e3}o encontrad", "n\u{e3}o mapead", "n\u{e3}o existe", "nao encontrad", "introuvable",
        "non trouv", "pas de page", "non mapp", "nicht gefunden", "nicht vorhanden", "keine seite",
        "\u{672a}\u{627e}\u{5230}", "\u{627e}\u{4e0d}\u{5230}", "\u{6ca1}\u{6709}\u{627e}\u{5230}",
        "\u{6ca1}\u{627e}\u{5230}", "\u{4e0d}\u{5b58}\u{5728}", "\u{672a}\u{6620}\u{5c04}",
        "\u{6ca1}\u{6709}\u{6620}\u{5c04}", "\u{8f6c}\u{6362}\u{5931}\u{8d25}", "\u{67e5}\u{627e}\u{5931}\u{8d25}",
        "\u{65e0}\u{6548}", "\u{7121}\u{6548}", "\u{672a}\u{6620}\u{5c04}", "\u{672a}\u{5c0d}\u{61c9}",
        "\u{7f3a}\u{9875}", "\u{65e0}\u{6cd5}", "\u{7121}\u{6cd5}",
        "\u{43d}\u{435} \u{43d}\u{430}\u{439}\u{434}\u{435}\u{43d}",
        "\u{43d}\u{435} \u{43e}\u{442}\u{43e}\u{431}\u{440}\u{430}\u{436}",
    ]

    /// Words that say "there is none" in a line about a level.
    static let absent: Phrases = [
        "null", "none", " bad", "wrong", "invalid", "empty", "absent", "missing", "error", "fail", " not ", "no ",
        "zero",
    ]

    static let refusal: Phrases = [
        "not found", "no write permission", "no permission", "not writable", "not writeable", "unwritable",
        "read-only", "readonly", "read only", "permission denied", "denied", "refused", "cannot", "can't", "can not",
        "could not", "unable to", "fail", "invalid", "not mapped", "unmapped", "not present", "no vma", "no page",
        "not allowed", "not permitted", "no translation", "no mapping", "doesn't exist", "does not exist", "error",
        "not valid", "without write", "lacks write", "not written", "nothing written", "not write", "non-writable",
        "nonwritable", "unwriteable", "couldn't", "won't", "refus", "rejected", "forbidden", "illegal", "no vm_write",
        "not have write", "not fount", "notfound", "wrong ", "does not have", "doesn't have", "no such", "no entry",
        "not in any", "not in vma", "not in a vma", "is absent", "unable", "write protect", "write-protect", "abort",
        "no se pudo", "no se puede", "no tiene", "sin permiso", "solo lectura", "s\u{f3}lo lectura", "no encontrad",
        "no mapead", "no existe", "n\u{e3}o ", "somente leitura", "lecture seule", "introuvable", "impossible",
        "nicht ", "\u{5931}\u{8d25}", "\u{5931}\u{6557}", "\u{4e0d}\u{53ef}\u{5199}", "\u{4e0d}\u{53ef}\u{5beb}",
        "\u{53ea}\u{8bfb}", "\u{552f}\u{8b80}", "\u{65e0}\u{5199}", "\u{6ca1}\u{6709}", "\u{6c92}\u{6709}",
        "\u{65e0}\u{6743}", "\u{65e0}\u{6cd5}", "\u{7121}\u{6cd5}", "\u{65e0}\u{6548}", "\u{672a}\u{627e}\u{5230}",
        "\u{627e}\u{4e0d}\u{5230}", "\u{4e0d}\u{80fd}", "\u{4e0d}\u{5141}\u{8bb8}", "\u{4e0d}\u{5b58}\u{5728}",
        "\u{9519}\u{8bef}", "\u{932f}\u{8aa4}", "\u{43d}\u{435} ", "\u{43d}\u{435}\u{442} ",
    ]

    static let wrote: Phrases = [
        "wrote", "written", "success", "succeeded", "done", "write ok", "write complete", "completed", "stored",
        "updated", "escrito", "escribi", "\u{e9}xito", "exito", "\u{e9}crit", "geschrieben", "sucesso", "escrita",
        "\u{5df2}\u{5199}\u{5165}", "\u{5199}\u{5165}\u{6210}\u{529f}", "\u{6210}\u{529f}", "\u{5199}\u{5165}\u{4e86}",
        "\u{5beb}\u{5165}\u{6210}\u{529f}", "\u{5df2}\u{5beb}\u{5165}",
        "\u{437}\u{430}\u{43f}\u{438}\u{441}\u{430}\u{43d}",
    ]

    /// Words that announce a write rather than report it.
    static let intention: Phrases = [
        "to be written", "will be", "will write", "trying", "try to", "about to", "going to", "attempt", "before write",
        "want to", "wants to",
    ]

    static let permission: Phrases = [
        "permission", "writable", "writeable", "read-only", "readonly", "read only", "denied", "vm_write", "permis",
        "lectura", "leitura", "protect", "\u{6743}\u{9650}", "\u{6b0a}\u{9650}", "\u{53ef}\u{5199}", "\u{53ef}\u{5beb}",
        "\u{53ea}\u{8bfb}", "\u{552f}\u{8b80}",
    ]

    static let vma: Phrases = ["vma", "area", "region", "\u{e1}rea", "\u{533a}\u{57df}", "\u{5340}\u{57df}"]

    static let translation: Phrases = [
        "translat", "page", "pte", "pmd", "pud", "p4d", "pgd", "map", "present", "physical", "frame", "p\u{e1}gin",
        "\u{9875}", "\u{9801}", "\u{6620}\u{5c04}", "\u{7269}\u{7406}",
    ]
}
