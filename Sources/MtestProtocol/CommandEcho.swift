/// The text after `[mtest] Got command:`, of the first record that has it: the command as the module has read it.
///
/// - Parameter lines: Records of the kernel log, oldest first, with or without time stamps.
/// - Returns: The command without blanks at its ends; nil when no line echoes one.
package func commandEcho(_ lines: [String]) -> String? {
    AnswerLine.lines(of: lines).lazy.compactMap(\.commandEcho).first
}
