import Foundation

/// The folder of Package.swift: tests read the labs, the reference module and one another's material there.
package let projectRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
