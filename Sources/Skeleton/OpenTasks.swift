/// The tasks that a generated source still leaves open.
package struct OpenTasks: Sendable, Equatable {
    /// The names of the tasks, such as `2.3` for `TODO 2.3:`, sorted by lab and number.
    package let names: [String]
    /// The lab of the first open task; nil when none is open.
    package let firstLab: Int?

    /// Finds the open tasks in the texts of a folder's files.
    package init(in texts: [String]) {
        let found = texts.flatMap { text in
            text.matches(of: /TODO ([0-9]{1,3})\.([0-9]{1,3}):/).compactMap { match in
                Int(match.1).flatMap { lab in Int(match.2).map { (lab, $0) } }
            }
        }.sorted { $0 < $1 }
        names = found.map { "\($0.0).\($0.1)" }
        firstLab = found.first?.0
    }
}
