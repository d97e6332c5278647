import CGuest

/// A target program that was started, and the pipes to it.
final class Target {
    let pid: Int32
    /// A pidfd, which can be read once the process has ended; negative where the kernel gave none.
    let process: Int32
    private let input: Int32
    private let output: Int32
    /// Whether it has said that it is ready, and the lines that it printed before.
    var isReady = false
    var places: [String] = []
    private var buffer: [UInt8] = []
    /// What each line of its answer begins with; nothing before the first request.
    private var mark: [UInt8] = []

    /// Starts the program at a path.
    ///
    /// - Throws: ``StartError``.
    init(program: String, arguments: [String]) throws(StartError) {
        var toTarget: [Int32] = [0, 0]
        var fromTarget: [Int32] = [0, 0]
        for ends in [cguest_pipe(&toTarget), cguest_pipe(&fromTarget)] where ends < 0 {
            throw StartError(errno: -ends)
        }
        var argv = ([program] + arguments).map { strdup($0) }
        argv.append(nil)
        let result = cguest_start(program, argv, toTarget[0], fromTarget[1])
        for argument in argv { free(argument) }
        close(toTarget[0])
        close(fromTarget[1])
        input = toTarget[1]
        output = fromTarget[0]
        pid = result
        process = result > 0 ? cguest_pidfd(result) : -1
        // What is open is closed by deinit.
        guard result > 0 else { throw StartError(errno: -result) }
    }

    deinit {
        close(input)
        close(output)
        if process >= 0 { close(process) }
    }

    /// Sends the target a line; false when it no longer reads. Its answer begins with the number of the request, which the
    /// host has drawn: what others write to the same pipe does not.
    func send(_ line: String, number: UInt32) -> Bool {
        mark = Array("#\(String(number, radix: 16)) ".utf8)
        let bytes = mark + Array(line.utf8) + [0x0a]
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// What the target printed, up to the end of a line; `foreign` is a line that it did not print for this request.
    enum Received { case line(String), foreign(String), silence, end }

    /// The target's next line, waited for until `deadline`. Its end is seen at the process, not only at the pipe, which
    /// its children hold open.
    func receive(until deadline: UInt64) -> Received {
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                let line = buffer[..<end]
                buffer.removeFirst(end + 1)
                guard line.starts(with: mark) else { return .foreign(String(decoding: line, as: UTF8.self)) }
                return .line(String(decoding: line.dropFirst(mark.count), as: UTF8.self))
            }
            // No program of the initramfs prints such a line: code in the kernel does, through the program's pipe.
            guard buffer.count < AgentLimits.line else {
                defer { buffer = [] }
                return .line(String(decoding: buffer, as: UTF8.self))
            }
            guard let ready = readable(of: output, process, until: deadline) else { return .silence }
            guard ready == output else { return .end }
            let count = piece.withUnsafeMutableBytes { read(output, $0.baseAddress, $0.count) }
            guard count > 0 else { return .end }
            buffer += piece[0..<count]
        }
    }
}

/// A program did not start.
struct StartError: Error, CustomStringConvertible {
    let errno: Int32
    var description: String { "the program did not start (errno \(errno))" }
}
