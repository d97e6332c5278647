import Grading

/// What `help` shows; it fits on 24 rows of 60 columns.
enum Help {
    static func text(for hasCheck: Bool) -> String {
        let kinds = MachineKind.allCases.filter { $0 != .plain }.map(\.rawValue)
        let half = kinds.count / 2
        let machines = """
              machine KIND     a machine of another kind: plain,
                               \(kinds[..<half].joined(separator: ", ")),
                               \(kinds[half...].joined(separator: ", "))

            """
        let check = "  Enter            writes the check's command\n"
        return """
            Written to /proc/mtest, with a place's name for an address:
              findpage PLACE [PID]       findpage page
              writeval PLACE VALUE [PID] writeval data.end-8 1234
              listvma [PID]              listvma pid (the target's)
              write TEXT       exactly this text
              other text       as it is: a module refuses it
            Seen from outside, whatever the module says:
              true COMMAND     writes it, with the truth beside the
                               answer: true page, true listvma
              walk PLACE       the true walk, level by level
              places, vmas     of the target, with what is there
            As the kernel in the machine says it:
              maps, dmesg      /proc/PID/maps and the kernel log
            The machine:
              restart          a new one; the module is built anew
                               if a source has changed

            """ + (hasCheck ? check : machines) + "  quit             or Ctrl-D"
    }
}
