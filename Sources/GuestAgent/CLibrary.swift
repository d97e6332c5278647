import CGuest

/// Why the last call of the C library failed.
var errno: Int32 { __errno_location().pointee }

/// What mmap(2) returns when it fails.
var mapFailed: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: -1) }

/// open(2); `mode` is that of a file which does not exist yet.
func open(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
    cguest_open(path, flags, mode)
}
