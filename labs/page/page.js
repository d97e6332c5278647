"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const LEVELS = [
    { name: "pte", shift: 12n, span: "4 KiB" }, { name: "pmd", shift: 21n, span: "2 MiB" },
    { name: "pud", shift: 30n, span: "1 GiB" }, { name: "p4d", shift: 39n, span: "512 GiB" },
    { name: "pgd", shift: 48n, span: "256 TiB" },
  ];
  const MASK = 0x000ffffffffff000n;
  const ALL = 0xffffffffffffffffn;
  const hex = (n) => "0x" + n.toString(16);
  const long = (n) => "0x" + n.toString(16).padStart(16, "0");
  const bit = (n, i) => Number((n >> BigInt(i)) & 1n);
  const bits = (n, high, low) => (n >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);

  const sources = data.sources.map(({ name, snapshot }) => ({
    name, levels: snapshot.levels, kernel: snapshot.kernel, root: BigInt(snapshot.root),
    userRoot: snapshot.userRoot ? BigInt(snapshot.userRoot) : null,
    places: snapshot.places.map((p) => ({ name: p.name, address: BigInt(p.address) })),
    tables: new Map(Object.entries(snapshot.tables).map(([address, entries]) => [BigInt(address), entries])),
    contents: snapshot.contents, pagemap: snapshot.pagemap,
  }));

  const state = { source: 0, levels: sources[0].levels, address: 0n, step: 0, timer: null };

  // The same rules as the course's walk: which levels, which index, where it ends.
  function levelsOf(depth) { return LEVELS.slice(0, depth).reverse(); }
  function linuxName(level, depth) { return depth === 4 && level.name === "p4d" ? "pgd" : level.name; }
  function index(address, level) { return Number((address >> level.shift) & 511n); }
  function topBit(depth) { return depth === 4 ? 47n : 56n; }
  function isCanonical(address, depth) {
    const upper = address >> topBit(depth);
    return upper === 0n || upper === ALL >> topBit(depth);
  }
  function isLeaf(entry, level) {
    return level.name === "pte" || ((level.name === "pmd" || level.name === "pud") && bit(entry, 7) === 1);
  }
  function leafMask(level) { return MASK & ~((1n << level.shift) - 1n); }
  function word(source, table, i) {
    const entries = source.tables.get(table);
    return entries ? BigInt(entries[i] || 0) : null;
  }

  function walk(address, source, depth) {
    const steps = [];
    if (!isCanonical(address, depth)) return { steps, end: { kind: "nonCanonical" } };
    const hasTables = source.levels === depth;
    let table = hasTables ? source.root : null;
    let rights = { r: true, w: true, x: true };
    for (const level of levelsOf(depth)) {
      const i = index(address, level);
      const step = { level, name: linuxName(level, depth), index: i, table, entry: null, rights: null };
      steps.push(step);
      if (!hasTables) continue;
      const entry = word(source, table, i);
      if (entry === null) return { steps, end: { kind: "unknown", table } };
      step.entry = entry;
      const isUserRoot = steps.length === 1 && source.userRoot !== null;
      const binding = isUserRoot ? word(source, source.userRoot, i) ?? entry : entry;
      const passes = rights.r && bit(binding, 0) === 1 && bit(binding, 2) === 1;
      rights = {
        r: passes,
        w: passes && rights.w && bit(binding, 1) === 1,
        x: passes && rights.x && bit(binding, 63) === 0,
      };
      step.rights = rights;
      if (!bit(entry, 0)) return { steps, end: absent(entry, level, address) };
      if (isLeaf(entry, level)) {
        const page = entry & leafMask(level);
        const offset = address & ((1n << level.shift) - 1n);
        return { steps, end: { kind: "page", page, offset, physical: page | offset, level } };
      }
      table = entry & MASK;
    }
    return { steps, end: { kind: "arithmetic" } };
  }

  function absent(entry, level, address) {
    if ((entry & ~0x60n & ALL) === 0n) return { kind: "absent", level };
    if (bit(entry, 8)) {
      const offset = address & ((1n << level.shift) - 1n);
      return { kind: "protNone", level, physical: (~entry & ALL & leafMask(level)) | offset };
    }
    return { kind: "swapped", level, type: entry >> 59n, offset: bits(~entry & ALL, 58, 9) };
  }

  // Fields of an entry: high bit, low bit, the manual's name, Linux's name, what it means.
  function fields(entry, level) {
    const on = (i, yes, no) => (bit(entry, i) ? yes : no);
    if (!bit(entry, 0)) return absentFields(entry, level);
    const common = [
      [5, 5, "A", "_PAGE_ACCESSED", on(5, "used by the processor", "not used since A was last cleared")],
      [4, 4, "PCD", "_PAGE_PCD", on(4, "cache disabled", "cached")],
      [3, 3, "PWT", "_PAGE_PWT", on(3, "write-through", "write-back")],
      [2, 2, "U/S", "_PAGE_USER", on(2, "user mode may pass", "the kernel only")],
      [1, 1, "R/W", "_PAGE_RW", on(1, "writes may pass", "no writes")],
      [0, 0, "P", "_PAGE_PRESENT", "present: the other bits count"],
    ];
    if (!isLeaf(entry, level)) {
      const below = LEVELS[LEVELS.indexOf(level) - 1];
      return [
        [63, 63, "XD", "_PAGE_NX", on(63, "no instruction fetches below this entry", "instructions may lie below")],
        [62, 52, "ignored", "", "of no meaning in an entry that leads to a table"],
        [51, 12, "address", "PTE_PFN_MASK", "the " + below.name + " table is at " + hex(entry & MASK)],
        [11, 9, "ignored", "_PAGE_SOFTW1-3", "free for the system; Linux leaves them clear here"],
        [8, 8, "ignored", "", "G counts in leaves only"],
        level.shift < 39n ? [7, 7, "PS", "_PAGE_PSE", "no large page: a table follows"]
          : [7, 7, "reserved", "_PAGE_PSE", "no page can be this large"],
        [6, 6, "ignored", "_PAGE_DIRTY", "set by Linux in tables, where it is ignored"],
      ].concat(common);
    }
    const low = Number(level.shift);
    const large = low > 12 ? [
      [low - 1, 13, "reserved", "", "must be zero: the page is aligned to its size"],
      [12, 12, "PAT", "_PAGE_PAT_LARGE", "one of eight cache policies, with PCD and PWT"],
    ] : [];
    return [
      [63, 63, "XD", "_PAGE_NX", on(63, "no instruction may be fetched here", "instructions may be fetched here")],
      [62, 59, "protection key", "_PAGE_PKEY_BIT0-3", "key " + bits(entry, 62, 59) + ": PKRU may forbid data accesses"],
      [58, 58, "ignored", "_PAGE_SOFTW4", "Linux 6.1 marks device memory with it (_PAGE_DEVMAP)"],
      [57, 52, "ignored", "", "free for the system; Linux 6.1 leaves them clear"],
      [51, low, "address", "PTE_PFN_MASK", "the " + level.span + " page is at " + hex(entry & leafMask(level))],
    ].concat(large, [
      [11, 11, "ignored", "_PAGE_SOFT_DIRTY",
        on(11, "written since this was last cleared", "not written since this was last cleared")],
      [10, 10, "ignored", "_PAGE_UFFD_WP", on(10, "write-protected by userfaultfd", "userfaultfd does not watch it")],
      [9, 9, "ignored", "_PAGE_SPECIAL",
        on(9, "not counted in a struct page (zero page, vDSO)", "an ordinary page with a struct page")],
      [8, 8, "G", "_PAGE_GLOBAL", on(8, "stays in the TLB when CR3 changes", "leaves the TLB when CR3 changes")],
      low > 12 ? [7, 7, "PS", "_PAGE_PSE", "a large page: the walk ends here"]
        : [7, 7, "PAT", "_PAGE_PAT", "one of eight cache policies, with PCD and PWT"],
      [6, 6, "D", "_PAGE_DIRTY", on(6, "the page was written", "the page was not written")],
    ], common);
  }

  function absentFields(entry, level) {
    const end = absent(entry, level, 0n);
    const everyBit = [63, 0, "ignored", "", "all clear: nothing is here"];
    if (end.kind === "absent") return [everyBit];
    const p = [0, 0, "P", "_PAGE_PRESENT", "absent for the processor, which ignores every other bit"];
    if (end.kind === "protNone") {
      const low = Number(level.shift);
      const below = [low - 1, 12, "ignored", "", "inverted too, below the alignment of the page"];
      return [
        [63, 52, "ignored", "", "of no meaning while P is clear"],
        [51, low, "ignored", "~PFN",
          "frame number with every bit inverted, against L1TF: the page is at " + hex(end.physical)],
      ].concat(low > 12 ? [below] : [], [
        [11, 9, "ignored", "_PAGE_SOFTW1-3", "special, uffd-wp, soft-dirty, as in a present entry"],
        [8, 8, "ignored", "_PAGE_PROTNONE", "the page is kept, every access faults"],
        [7, 1, "ignored", "", "A and D are kept; rights come back from the VMA"], p,
      ]);
    }
    return [
      [63, 59, "ignored", "swap type", "swap area " + end.type],
      [58, 9, "ignored", "~swap offset", "inverted against L1TF: offset " + end.offset],
      [8, 8, "ignored", "_PAGE_PROTNONE", "clear: no PROT_NONE page"],
      [7, 4, "ignored", "", "unused in a swap entry"],
      [3, 3, "ignored", "_PAGE_SWP_EXCLUSIVE",
        bit(entry, 3) ? "the only mapping of the page" : "perhaps one of several mappings"],
      [2, 2, "ignored", "_PAGE_SWP_UFFD_WP",
        bit(entry, 2) ? "write-protected by userfaultfd" : "userfaultfd does not watch it"],
      [1, 1, "ignored", "_PAGE_SWP_SOFT_DIRTY",
        bit(entry, 1) ? "written since this was last cleared" : "not written since this was last cleared"],
      p,
    ];
  }

  // Text from a snapshot may be anything: it only ever enters the page as text.
  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function parse(text) {
    const source = sources[state.source];
    const clean = text.trim();
    const named = /^([a-z][a-z0-9]*)(?:\+(.+))?$/i.exec(clean);
    if (named) {
      const place = source.places.find((p) => p.name === named[1]);
      if (place) return named[2] ? (place.address + parseNumber(named[2])) & ALL : place.address;
    }
    return parseNumber(clean);
  }

  function parseNumber(text) {
    const digits = text.replace(/[\s_']/g, "");
    if (digits === "") throw new Error("Which address? For example 0x7f116269a000, or heap.");
    const isDecimal = digits.startsWith("10#");
    const body = isDecimal ? digits.slice(3) : digits.replace(/^0x/i, "");
    if (!(isDecimal ? /^[0-9]+$/ : /^[0-9a-f]+$/i).test(body)) {
      throw new Error("That is neither a place nor a hexadecimal number (decimal is written 10#N).");
    }
    const value = BigInt(isDecimal ? body : "0x" + body);
    if (value > ALL) throw new Error("That is more than 64 bits: an address has at most 64.");
    return value;
  }

  let current = { steps: [], end: { kind: "arithmetic" } };
  function stepCount() { return current.steps.length + (current.end.kind === "arithmetic" ? 0 : 1); }

  function show() {
    const source = sources[state.source];
    current = walk(state.address, source, state.levels);
    state.step = Math.max(0, Math.min(state.step, Math.max(0, stepCount() - 1)));
    $("kernel").textContent = source.kernel;
    for (const radio of document.querySelectorAll("input[name=levels]")) {
      radio.checked = Number(radio.value) === state.levels;
    }
    showTrouble();
    showBits();
    showPicture();
    showStory();
    showEntry();
    showEnd();
    const isEmpty = stepCount() === 0;
    $("position").textContent = isEmpty ? "" : "step " + (state.step + 1) + " of " + stepCount();
    $("first").disabled = $("back").disabled = isEmpty || state.step === 0;
    $("forward").disabled = $("last").disabled = isEmpty || state.step === stepCount() - 1;
    writeHash();
  }

  // The address bar always has what is shown, so that it can be shared.
  function writeHash() {
    const wish = new URLSearchParams({
      tables: sources[state.source].name, address: hex(state.address), levels: state.levels, step: state.step + 1,
    });
    // A browser may refuse: in a frame, or when a key is held down for long. The page works without.
    try { history.replaceState(null, "", "#" + wish); } catch (error) { state.unshared = error; }
  }

  function showTrouble() {
    const source = sources[state.source];
    let text = "";
    if (current.end.kind === "nonCanonical") {
      const top = topBit(state.levels);
      const low = state.address & ((1n << (top + 1n)) - 1n);
      const near = bit(state.address, Number(top)) ? low | (ALL ^ ((1n << (top + 1n)) - 1n)) : low;
      text = hex(state.address) + " is not canonical: bits 63:" + (top + 1n) + " must all equal bit " + top +
        ". An access faults before any table is read. The nearest address that is one: " + hex(near) + ".";
    } else if (source.levels !== state.levels) {
      text = "These tables have " + source.levels + " levels; with " + state.levels + " only the arithmetic is shown.";
    }
    $("trouble").textContent = text;
  }

  function groups() {
    const result = [];
    const top = Number(topBit(state.levels)) + 1;
    result.push({ name: "sign", high: 63, low: top });
    const end = current.end.kind === "page" ? current.end.level : LEVELS[0];
    for (const level of levelsOf(state.levels)) {
      if (level.shift < end.shift) continue;
      const low = Number(level.shift);
      result.push({ name: linuxName(level, state.levels), kind: level.name, high: low + 8, low });
    }
    result.push({ name: "offset", high: Number(end.shift) - 1, low: 0 });
    return result;
  }

  function showBits() {
    const host = $("bits");
    host.replaceChildren();
    const step = current.steps[state.step];
    for (const group of groups()) {
      const value = bits(state.address, group.high, group.low);
      const isNow = step ? group.kind === step.level.name : group.name === "offset" && current.end.kind === "page";
      const box = make("div", "group " + (group.kind || group.name) + (isNow ? " now" : ""));
      box.append(make("small", "", group.name + " " + group.high + ":" + group.low));
      box.append(make("b", "", value.toString(2).padStart(group.high - group.low + 1, "0")));
      box.append(make("small", "", group.kind ? "= " + value : hex(value)));
      box.dataset.name = group.name;
      box.dataset.value = String(value);
      host.append(box);
    }
  }

  // An arrow and the card that it leads to; they stay together where the line is broken.
  function hop(card, isOff, from) {
    const box = make("div", "hop");
    const arrow = make("div", "arrow" + (isOff ? " off" : ""), from);
    arrow.setAttribute("aria-hidden", "true");
    arrow.insertAdjacentHTML("beforeend",
      '<svg viewBox="0 0 40 30"><path d="M2 15H30"/><polygon points="28,7 39,15 28,23"/></svg>');
    box.append(arrow, card);
    return box;
  }

  function rightsText(rights) { return (rights.r ? "r" : "-") + (rights.w ? "w" : "-") + (rights.x ? "x" : "-"); }

  function showPicture() {
    const host = $("picture");
    host.replaceChildren();
    const source = sources[state.source];
    current.steps.forEach((step, number) => {
      const card = make("div", "table" + (number <= state.step ? " seen" : "") + (number === state.step ? " now" : ""));
      card.style.setProperty("--edge", "var(--edge-" + step.level.name + ")");
      const head = make("h3", step.level.name);
      head.append(make("span", "", step.name), make("span", "", step.table === null ? "" : hex(step.table)));
      card.append(head);
      const list = make("ol");
      const row = (i) => {
        const entry = step.table === null ? null : word(source, step.table, i);
        const line = make("li", i === step.index ? "hit " + step.level.name : "");
        const value = entry === null ? "?" : entry === 0n ? "0" : long(entry);
        line.append(make("span", "", "[" + i + "]"), make("span", "", value));
        return line;
      };
      const gap = () => make("li", "gap", "...");
      if (step.index > 1) list.append(gap());
      for (let i = step.index - 1; i <= step.index + 1; i++) if (i >= 0 && i < 512) list.append(row(i));
      if (step.index < 510) list.append(gap());
      card.append(list);
      host.append(hop(card, number > state.step, number === 0 ? "CR3" : ""));
    });
    // Six cards do not fit beside each other: twice three.
    const cards = current.steps.length + (stepCount() > current.steps.length ? 1 : 0);
    host.style.setProperty("--cards", cards > 5 ? 3 : Math.max(cards, 1));
    if (current.end.kind === "arithmetic" || current.end.kind === "nonCanonical") return;
    const isLast = state.step === current.steps.length;
    const card = make("div", "table end" + (current.end.kind === "page" ? "" : " none") + (isLast ? " seen now" : ""));
    const titles = {
      page: "page", absent: "nothing", protNone: "PROT_NONE", swapped: "swapped out", unknown: "not kept",
    };
    const head = make("h3", "offset");
    const size = current.end.kind === "page" ? current.end.level.span : "";
    head.append(make("span", "", titles[current.end.kind]), make("span", "", size));
    card.append(head);
    const list = make("ol");
    const line = (name, value, hit) => {
      const item = make("li", hit ? "hit" : "");
      item.append(make("span", "", name), make("span", "", value));
      list.append(item);
    };
    if (current.end.kind === "page") {
      line("page", hex(current.end.page));
      line("+ offset", hex(current.end.offset));
      line("physical", hex(current.end.physical), true);
    } else if (current.end.kind === "protNone") {
      line("kept at", hex(current.end.physical));
    } else if (current.end.kind === "swapped") {
      line("swap area", String(current.end.type));
      line("offset", String(current.end.offset));
    } else {
      line("no page", "");
    }
    card.append(list);
    host.append(hop(card, !isLast, ""));
  }

  function conclusion() {
    const end = current.end;
    const name = end.level ? linuxName(end.level, state.levels) : "";
    switch (end.kind) {
      case "page":
        return hex(state.address) + " is at physical address " + hex(end.physical) +
          ", in a page of " + end.level.span + ".";
      case "absent":
        return "Nothing is there: the " + name + " entry is clear. Touching the address faults, and Linux then " +
          "decides by the VMAs of the process whether to make a page.";
      case "protNone":
        return "The " + name + " entry keeps the page at " + hex(end.physical) +
          ", but P is clear: every access faults (PROT_NONE).";
      case "swapped":
        return "The page is swapped out, to page " + end.offset + " of swap area " + end.type +
          ". It has no physical address until it is read back.";
      case "unknown":
        return "The table at " + hex(end.table) + " was not kept in this snapshot, so the walk cannot go on here.";
      case "nonCanonical":
        return "No table is read for this address.";
      default:
        return "Only the tables can say which page this is.";
    }
  }

  function showStory() {
    const host = $("story");
    host.replaceChildren();
    const step = current.steps[state.step];
    if (!step) {
      host.append(make("p", "", conclusion()));
      return;
    }
    const shift = step.level.shift;
    host.append(make("p", "", "Bits " + (shift + 8n) + ":" + shift + " of the address are " +
      step.index.toString(2).padStart(9, "0") + " in binary, " + step.index + ": (address >> " + shift + ") & 511."));
    if (step.table === null) return;
    const from = state.step === 0 ? "CR3" : "the " + current.steps[state.step - 1].name + " entry";
    const place = step.table + BigInt(step.index * 8);
    host.append(make("p", "", "The " + step.name + " table is at " + hex(step.table) + " (bits 51:12 of " + from +
      "). The entry is at " + hex(step.table) + " + " + step.index + " * 8 = " + hex(place) +
      (step.entry === null ? "." : " and holds " + long(step.entry) + ".")));
    const next = current.steps[state.step + 1];
    const leads = step.entry === null || !next ? conclusion()
      : "It leads to the " + next.name + " table at " + hex(next.table) + ".";
    const rights = step.rights && bit(step.entry, 0)
      ? " User mode has " + rightsText(step.rights) + " left after this level." : "";
    host.append(make("p", "", leads + rights));
    const source = sources[state.source];
    if (state.step === 0 && state.levels === 4) {
      host.append(make("p", "",
        "With four levels the p4d is folded into the pgd: p4d_val is the same number, p4d_index is 0."));
    }
    if (state.step === 0 && source.userRoot !== null) {
      const user = word(source, source.userRoot, step.index);
      host.append(make("p", "", "User mode runs on a copy of this table at " + hex(source.userRoot) +
        ", where the entry is " + (user === null ? "not kept" : long(user)) + "."));
    }
  }

  function showEntry() {
    const host = $("entry");
    const step = current.steps[Math.min(state.step, current.steps.length - 1)];
    host.replaceChildren();
    $("fields").replaceChildren();
    $("bit").textContent = "";
    if (!step || step.entry === null) {
      $("bit").textContent = "There is no entry to show: these are not the tables' levels, or no table is read.";
      return;
    }
    const list = fields(step.entry, step.level);
    const fieldOf = (i) => list.find(([high, low]) => low <= i && i <= high);
    const tell = (i) => {
      const [high, low, manual, linux, meaning] = fieldOf(i);
      const range = high === low ? "Bit " + high : "Bits " + high + ":" + low;
      $("bit").textContent = range + ", " + manual + (linux ? ", in Linux " + linux : "") + ": " + meaning + ".";
      for (const button of host.querySelectorAll("button")) {
        const n = Number(button.dataset.bit);
        button.classList.toggle("same", low <= n && n <= high);
      }
    };
    for (let nibble = 15; nibble >= 0; nibble--) {
      const box = make("div", "nibble");
      for (let i = nibble * 4 + 3; i >= nibble * 4; i--) {
        const button = make("button", bit(step.entry, i) ? "on" : "", String(bit(step.entry, i)));
        button.type = "button";
        button.dataset.bit = String(i);
        button.tabIndex = i === 63 ? 0 : -1;
        button.setAttribute("aria-label", "bit " + i + ", " + fieldOf(i)[2] + ", " + bit(step.entry, i));
        button.addEventListener("mouseenter", () => tell(i));
        button.addEventListener("focus", () => tell(i));
        box.append(button);
      }
      host.append(box);
    }
    $("bit").textContent = "Point at a bit, or move along the bits with the arrow keys.";
    const table = make("table", "fields");
    table.append(make("caption", "skip", "Fields of the " + step.name + " entry"));
    const head = make("tr");
    for (const title of ["bits", "manual", "Linux", "value", "meaning"]) {
      const cell = make("th", title === "Linux" ? "linux" : "", title);
      cell.scope = "col";
      head.append(cell);
    }
    table.append(head);
    for (const [high, low, manual, linux, meaning] of list) {
      const value = bits(step.entry, high, low);
      const row = make("tr", value === 0n ? "clear" : "");
      row.append(make("td", "mono", high === low ? String(high) : high + ":" + low), make("td", "", manual),
        make("td", "mono linux", linux), make("td", "mono", high - low > 6 ? hex(value) : String(value)),
        make("td", "", meaning));
      table.append(row);
    }
    $("fields").append(table);
  }

  function showEnd() {
    const host = $("end");
    host.replaceChildren(make("p", "", conclusion()));
    const source = sources[state.source];
    if (current.end.kind === "arithmetic" || current.end.kind === "nonCanonical") return;
    const list = make("dl");
    const row = (name, value, kind) => list.append(make("dt", "", name), make("dd", kind ? kind : "mono", value));
    if (current.end.kind === "page") {
      const { physical } = current.end;
      row("physical address", hex(physical));
      const kept = source.contents[hex(physical & ~0xfffn)];
      const start = Number(physical & 0xfffn) * 2;
      if (kept && start + 32 <= kept.length) {
        const digits = kept.slice(start, start + 32);
        const letters = digits.replace(/../g, (pair) => {
          const code = parseInt(pair, 16);
          return code > 32 && code < 127 ? String.fromCharCode(code) : ".";
        });
        row("first bytes", digits.replace(/../g, "$& ").trim() + "  " + letters);
      }
    }
    const raw = source.pagemap[hex(state.address & ~0xfffn)];
    if (raw !== undefined) {
      const entry = BigInt(raw);
      row("pagemap", long(entry));
      const frame = entry & 0x7fffffffffffffn;
      const place = current.end.physical;
      const agrees = current.end.kind === "swapped"
        ? bit(entry, 62) === 1 && (entry & 31n) === current.end.type && bits(entry, 54, 5) === current.end.offset
        : place !== undefined ? bit(entry, 63) === 1 && frame === place >> 12n : !bit(entry, 63) && !bit(entry, 62);
      row("agrees", agrees ? "the kernel says the same" : "they differ", agrees ? "good" : "bad");
    }
    host.append(list);
  }

  // Whether the text is an address; if not, what was shown stays.
  function ask(text) {
    try {
      state.address = parse(text);
    } catch (error) {
      $("trouble").textContent = error.message;
      return false;
    }
    state.step = 0;
    show();
    const option = [...$("place").options].find(({ value }) => value !== "" && BigInt(value) === state.address);
    $("place").value = option ? option.value : "";
    return true;
  }

  function fillPlaces() {
    const host = $("place");
    host.replaceChildren(new Option("(an address)", ""));
    for (const place of sources[state.source].places) host.append(new Option(place.name, hex(place.address)));
  }

  function useSource(number) {
    state.source = number;
    state.levels = sources[number].levels;
    $("source").value = String(number);
    fillPlaces();
  }

  function stop() {
    if (state.timer === null) return;
    clearInterval(state.timer);
    state.timer = null;
    $("play").textContent = "Play";
    $("play").setAttribute("aria-pressed", "false");
  }
  function play() {
    if (state.timer !== null) { stop(); return; }
    if (state.step >= stepCount() - 1) go(0);
    $("play").textContent = "Pause";
    $("play").setAttribute("aria-pressed", "true");
    state.timer = setInterval(() => { if (state.step >= stepCount() - 1) stop(); else go(state.step + 1); }, 1600);
  }
  function go(step) { state.step = step; show(); }

  sources.forEach((source, number) => $("source").append(new Option(source.name, String(number))));
  $("ask").addEventListener("submit", (event) => event.preventDefault());
  $("address").addEventListener("input", () => { stop(); ask($("address").value); });
  $("place").addEventListener("change", () => {
    stop();
    if ($("place").value === "") return;
    $("address").value = $("place").value;
    ask($("place").value);
  });
  $("source").addEventListener("change", () => {
    stop();
    const name = $("place").selectedOptions[0].text;
    useSource(Number($("source").value));
    const place = sources[state.source].places.find((p) => p.name === name);
    if (place) $("address").value = hex(place.address);
    ask($("address").value);
  });
  for (const radio of document.querySelectorAll("input[name=levels]")) {
    radio.addEventListener("change", () => { state.levels = Number(radio.value); state.step = 0; show(); });
  }
  $("first").addEventListener("click", () => { stop(); go(0); });
  $("back").addEventListener("click", () => { stop(); go(state.step - 1); });
  $("forward").addEventListener("click", () => { stop(); go(state.step + 1); });
  $("last").addEventListener("click", () => { stop(); go(stepCount() - 1); });
  $("play").addEventListener("click", play);
  $("entry").addEventListener("keydown", (event) => {
    const buttons = [...$("entry").querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const targets = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 };
    const to = targets[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (buttons[to]) buttons[to].focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    const acts = {
      ArrowLeft: () => go(state.step - 1),
      ArrowRight: () => go(state.step + 1),
      Home: () => go(0),
      End: () => go(stepCount() - 1),
    };
    const act = acts[event.key];
    if (act) {
      event.preventDefault();
      stop();
      act();
    } else if (event.key === " " && !event.target.closest("button")) {
      event.preventDefault();
      play();
    }
  });

  // A link's fragment may come from anybody: it is bounded, and what cannot be shown is told, not guessed.
  function wishOf(fragment) {
    if (fragment.length > 400) throw new Error("The link's part after # is too long to be an address.");
    const wish = new URLSearchParams(fragment);
    const name = wish.get("tables");
    const source = name === null ? state.source : sources.findIndex((one) => one.name === name);
    if (source < 0) throw new Error("The link asks for tables that this page does not have.");
    const levels = wish.get("levels");
    if (levels !== null && levels !== "4" && levels !== "5") throw new Error("The link's levels are neither 4 nor 5.");
    const step = wish.get("step");
    if (step !== null && !/^[0-9]{1,2}$/.test(step)) throw new Error("The link's step is no number.");
    return { source, address: wish.get("address"), levels, step };
  }
  function fromHash() {
    const fragment = location.hash.slice(1);
    // A jump within the page, such as the link to the walk, asks for nothing.
    const isJump = fragment !== "" && document.getElementById(fragment) !== null;
    const isShown = $("address").value !== "";
    stop();
    let trouble = "";
    let wish = { source: state.source, address: null, levels: null, step: null };
    try { if (!isJump) wish = wishOf(fragment); } catch (error) { trouble = error.message; }
    if (isShown && (isJump || trouble !== "")) {
      writeHash();
    } else {
      useSource(wish.source);
      if (wish.levels !== null) state.levels = Number(wish.levels);
      $("address").value = wish.address ?? beginning();
      if (!ask($("address").value)) {
        trouble = $("trouble").textContent;
        $("address").value = beginning();
        ask($("address").value);
      }
      if (wish.step !== null) go(Number(wish.step) - 1);
    }
    if (trouble !== "") $("trouble").textContent = trouble;
  }
  function beginning() {
    const { places } = sources[state.source];
    const place = places.find(({ name }) => name === "data") ?? places[0];
    return data.start ?? hex(place ? place.address : 0n);
  }
  window.addEventListener("hashchange", fromHash);
  fromHash();
})();
