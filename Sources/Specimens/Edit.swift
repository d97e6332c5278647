/// A change of the reference module's text.
package struct Edit: Hashable, Sendable {
    /// The file that it changes.
    package let file: String
    /// A text that the file has exactly once.
    package let find: String
    /// What stands there afterwards.
    package let replace: String

    /// An edit; of mtest.c unless another file is named.
    package init(file: String = "mtest.c", find: String, replace: String) {
        self.file = file
        self.find = find
        self.replace = replace
    }

    /// Makes the change.
    ///
    /// - Parameter sources: The text of each file, by name.
    /// - Throws: `Misfit` when the text to be found is not in the file, or is there twice.
    package func apply(to sources: inout [String: String]) throws(Misfit) {
        guard let text = sources[file] else { throw Misfit(edit: self, count: 0) }
        let places = text.ranges(of: find)
        guard places.count == 1 else { throw Misfit(edit: self, count: places.count) }
        sources[file] = text.replacing(find, with: replace)
    }

    /// The edit does not fit the reference module any more.
    package struct Misfit: Error, CustomStringConvertible {
        /// Which edit.
        package let edit: Edit
        /// How many places of the file have the text.
        package let count: Int

        /// The file, the number of places, and the text.
        package var description: String {
            "\(edit.file) has this text in \(count) places, not in one; change the edit:\n\(edit.find)"
        }
    }
}
