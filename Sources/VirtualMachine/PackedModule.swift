import Glibc
import Subprocess

/// A module of a kernel as it is on the disk: as it is, or packed, as some distributions have it (Debian from 13 on with
/// xz).
enum PackedModule {
    /// Programs that unpack to standard output, by the ending of the file; the empty ending needs none.
    private static let unpackers = ["": nil, ".xz": "xz", ".zst": "zstd", ".gz": "gzip"]

    /// No module that a machine loads is larger when unpacked: bytes.
    private static let limit = 16 << 20

    /// The module at `path`, which ends in `.ko`, unpacked; nil where it is not there in any form.
    ///
    /// - Throws: ``MachineError/file(path:reason:)``; `CancellationError`.
    static func contents(of path: String) async throws -> [UInt8]? {
        for (ending, unpacker) in unpackers where access(path + ending, R_OK) == 0 {
            guard let unpacker else { return try MachineParts.read(path) }
            return try await unpacked(path + ending, by: unpacker)
        }
        return nil
    }

    private static func unpacked(_ path: String, by program: String) async throws -> [UInt8] {
        do {
            let result = try await run(
                .name(program), arguments: ["-dc", path], output: .bytes(limit: limit), error: .string(limit: 1 << 12))
            guard result.terminationStatus.isSuccess else {
                throw MachineError.file(path: path, reason: "cannot be unpacked: \(result.standardError)")
            }
            return result.standardOutput
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw MachineError.file(path: path, reason: "cannot be unpacked, because \(program) is missing: install it")
        }
    }
}
