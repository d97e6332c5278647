package import Results

/// What the gradebook knows of a check of the rubric. The ``heading`` may be edited without anything being graded again;
/// its fields can be read as if they were the definition's: `definition.title`.
@dynamicMemberLookup
package struct CheckDefinition: Sendable, Hashable {
    /// What people read about the check, as in every result.
    package var heading: CheckHeading
    /// A text that changes whenever something changes that may influence a verdict.
    package var fingerprint: String

    /// A check of the rubric, and what its verdicts depend on.
    package init(_ heading: CheckHeading, fingerprint: String) {
        self.heading = heading
        self.fingerprint = fingerprint
    }

    /// A field of the heading.
    package subscript<Value>(dynamicMember field: KeyPath<CheckHeading, Value>) -> Value { heading[keyPath: field] }
}
