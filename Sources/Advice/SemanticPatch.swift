/// A search in C for a way out of a function on which something is still held, in coccinelle's language.
///
/// It prefers silence: what another function of the module might give back, what is kept in a structure or returned, what
/// was taken under a condition, and what the caller had taken already, is never reported.
struct SemanticPatch: Sendable {
    /// What the starred lines of a match are.
    enum Shape: Sendable {
        /// Lines that take, and the ways out on which it is still held.
        case wayOut
        /// Lines that take what the function never gives back.
        case never
    }

    let resource: Resource
    let shape: Shape
    /// The file's content.
    let text: String

    /// The searches that suit a module; none where nothing is taken that these know.
    static func all(for scan: SourceScan) -> [SemanticPatch] {
        Resource.all.flatMap { resource -> [SemanticPatch] in
            let source = PatchSource(resource, scan)
            guard source.isWanted else { return [] }
            let texts: [(Shape, String)] =
                resource.isReference
                ? [(.wayOut, source.referenceOnWayOut), (.never, source.referenceForEver)]
                : [(.wayOut, source.lockOnWayOut)]
            return texts.map { SemanticPatch(resource: resource, shape: $0.0, text: $0.1) }
        }
    }
}
