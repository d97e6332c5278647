import CGuest

/// Reads a whole file; nil when it cannot be opened.
func contents(of path: String) -> [UInt8]? {
    if case .bytes(let bytes) = part(of: path, offset: 0, count: AgentLimits.file) { return bytes }
    return nil
}

/// Reads up to `count` bytes from `offset`, in as many pieces as a /proc file hands out.
func part(of path: String, offset: UInt64, count: Int) -> AgentReply {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return .failed(errno: errno) }
    defer { close(file) }
    let wanted = min(count, AgentLimits.file)
    var bytes: [UInt8] = []
    while bytes.count < wanted {
        var result = 0
        // Not cleared first: an emulated processor takes as long for that as for reading.
        let piece = [UInt8](unsafeUninitializedCapacity: min(1 << 16, wanted - bytes.count)) { piece, count in
            result = pread(
                file, piece.baseAddress, piece.count, off_t(truncatingIfNeeded: offset + UInt64(bytes.count)))
            count = max(result, 0)
        }
        if result < 0 {
            if errno == EINTR { continue }
            return bytes.isEmpty ? .failed(errno: errno) : .bytes(bytes)
        }
        if result == 0 { break }
        if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }
    return .bytes(bytes)
}

/// Copies a program; false, with errno, when that does not work.
func copy(_ path: String, to other: String) -> Bool {
    let from = open(path, O_RDONLY | O_CLOEXEC)
    guard from >= 0 else { return false }
    defer { close(from) }
    let to = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o755)
    guard to >= 0 else { return false }
    defer { close(to) }
    while true {
        let count = sendfile(to, from, nil, 1 << 30)
        if count <= 0 { return count == 0 }
    }
}

/// The names in a folder; none of them is looked up.
func names(in folder: String) -> AgentReply {
    guard let stream = opendir(folder) else { return .failed(errno: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < AgentLimits.texts, let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        names.append(name)
    }
    return .names(names)
}

/// Loads a kernel module; 0 or a negative errno.
func load(_ module: [UInt8], parameters: String) -> Int32 {
    module.withUnsafeBytes { cguest_init_module($0.baseAddress, $0.count, parameters) }
}

/// Milliseconds of guest time that only ever grow.
func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
}

/// Waits until one of the descriptors can be read, at most until `deadline` (milliseconds of ``now()``); negative ones
/// are passed over.
///
/// - Returns: the first that can be read, nil when none could in time.
func readable(of descriptors: Int32..., until deadline: UInt64) -> Int32? {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while true {
        let current = now()
        let left = Int32(deadline > current ? min(deadline - current, 1 << 30) : 0)
        let result = poll(&entries, nfds_t(entries.count), left)
        if result > 0 { return entries.first { $0.revents != 0 }?.fd }
        guard result < 0, errno == EINTR else { return nil }
    }
}
