import Glibc

/// Whether a path names a file that people write or export, which is read whole: a regular one of at most 16 MiB. Such a
/// file of a class of 10,000 has one megabyte; a device or a file of many gigabytes would fill the memory.
package func isFileOfPeople(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size <= 16 << 20
}
