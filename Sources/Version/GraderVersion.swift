/// The version of the grader, which a measured result is kept under: results of another version are measured anew.
package enum GraderVersion {
    /// For people: raised with a release.
    static let release = "1.0"

    /// The release, and eight hexadecimal digits for the sources of the modules that decide verdicts, which are derived
    /// when building (`Sources/Version/decides` is the list).
    package static let current = "\(release)+\(sources)"
}
