import Glibc

extension Machine {
    /// Seconds of the host's processors that the machine has used so far (proc(5), fields 14 and 15 of `stat`).
    package var processorSeconds: Double {
        guard let file = fopen("/proc/\(hostProcess)/stat", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 1024)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        // The name in parentheses may hold blanks.
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Samples the registers of all processors `count` times, ``Patience/sampleInterval`` apart: they show what a machine
    /// that does not answer is doing.
    ///
    /// - Returns: for each sample the registers of each processor.
    /// - Throws: ``MachineError``.
    package func samples(_ count: Int) async throws -> [[Registers]] {
        var samples: [[Registers]] = []
        for _ in 0..<count {
            samples.append(try await whileStopped { $0 })
            try await run(forMilliseconds: Patience.sampleInterval)
        }
        return samples
    }
}
