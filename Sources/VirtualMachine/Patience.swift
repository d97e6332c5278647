/// Every time limit of machines, their agents and what runs in them.
///
/// Three clocks are told apart. *Host seconds* (`Double`) go on whatever the machine does; where the host is so busy that a
/// machine with work to do gets no processor, ``Machine`` waits longer. *Guest milliseconds* (`UInt32`) are the machine's
/// own clock, which the agent reads: it stands still while the machine is stopped. *Processor seconds* (`Double`) are what
/// the machine has used of the host's processors, which a busy host does not change; they bound the work of a command.
///
/// Where no other source is named, a limit was chosen to be several times what was measured on two cores without KVM. The
/// inequalities between limits are in PatienceTests.
package enum Patience {
    // MARK: - QEMU

    /// Host seconds from QEMU's start to its first answer on QMP. It maps its memory before: 0.03 s as a rule.
    package static let qemuStart = 20.0
    /// Host seconds for one QMP command. `info registers` and `stop` take milliseconds.
    package static let qemuCommand = 10.0
    /// Host seconds for reading the saved state of the devices (0.05 s, 320 KB).
    package static let restore = 30.0
    /// Host seconds that QEMU may take from closing its lines to its end: it gives its memory back to the host.
    package static let farewell = 10.0
    /// Milliseconds of the host after which the console's pipe is emptied. A guest that fills its 64 KiB sooner waits that
    /// long.
    package static let consoleInterval: Int32 = 100
    /// Milliseconds of the host between two samples of a machine that does not answer: long enough for a loop to go on.
    package static let sampleInterval: Int32 = 20
    /// Looks at a process's VMAs from outside, until they hold together: a process that maps and unmaps all the time is met
    /// in the middle of it in less than half of them (measured).
    package static let areaReadings = 8

    // MARK: - Boots and clones

    /// Host seconds for a boot, which takes 3 to 10 without KVM.
    package static let boot = 45.0
    /// Host seconds for a boot of the strict kernel, which checks each access to memory: 10 to 20 without KVM.
    package static let strictBoot = 150.0
    /// Host seconds within which the agent has to answer under KVM, where a boot takes about one. A /dev/kvm that hangs
    /// its guest is given up after them.
    package static let acceleratorProbe = 8.0
    /// Host seconds for the first answer of a clone (0.05 s).
    package static let clone = 20.0
    /// Host seconds for an answer of the agent that does not depend on a module.
    package static let answer = 10.0
    /// Times that a machine is waited for anew because the host gave it no processor: less than a quarter of one, while it
    /// had work to do.
    package static let starvedExtensions = 10

    // MARK: - The tables of a target

    /// Guest milliseconds for a target to begin to spin in user mode.
    package static let spin: UInt32 = 5_000
    /// Samples in which the spinning target is looked for; the first or second shows it as a rule, and each takes some two
    /// milliseconds. A target that never gets a processor is not found.
    package static let spinSamples = 2_000

    /// Milliseconds of the host in which a machine whose target was not found shows whether it gets a processor at all.
    package static let processorSample: Int32 = 500

    // MARK: - A session with a module

    /// Guest milliseconds for a target to set its places up, before a module is loaded (0.1 s).
    package static let targetStart: UInt32 = 10_000
    /// Host seconds for the same.
    package static let targetStartMachine = 20.0
    /// Guest milliseconds after which a process that does not reply is reported by the agent for the first time, and looked at.
    package static let firstSilence: UInt32 = 1_000
    /// Guest milliseconds after which it is looked at again, and is in a deadlock where nothing of it has gone on since.
    package static let targetReply: UInt32 = 4_000
    /// Host seconds after which a machine that does not answer is sampled for the first time: a module that keeps the only
    /// processor busy is found before the agent could report anything.
    package static let firstLook = 2.5
    /// Host seconds that a machine may take in all to answer; the agent's report of a silent process has come before.
    package static let machineDeadline = 7.0
    /// Guest milliseconds in which a process that is not stuck gets a turn, and what an unloaded module left behind, a timer
    /// or a thread, runs.
    package static let moment: UInt32 = 250
    /// Guest milliseconds for which a process at work is waited for, as long as its work is within its limit. On a busy host
    /// the guest's clock goes on while the machine gets no processor: the limit of work has to be reached first.
    package static let longestSilence: UInt32 = 400_000

    /// Looks at a process which waits again and again, and does not work, until it is given up: it may sleep for a time in
    /// each of many commands.
    package static let idleLooks = 5
    /// Processor seconds that a machine at rest uses less of between two looks at a silent process: a twentieth of them.
    package static let workOfRest = 0.3

    /// Guest milliseconds for which memory has to exist before a kernel that looks for lost memory tells of it: five seconds
    /// (MSECS_MIN_AGE, mm/kmemleak.c), waited for in two parts.
    package static let leakAge: UInt32 = 2_600
    /// Processor seconds for one look through all memory of a machine (4 without KVM).
    package static let leakScan = 40.0

    // MARK: - The work of what runs in a session

    /// Processor seconds for a command. The slowest command of a correct module, a list of five thousand VMAs, takes about a
    /// fifteenth.
    package static let commandWork = 2.0
    /// Processor seconds for what a target prepares before the first command, such as filling a huge page.
    package static let preparationWork = 6.0
    /// Processor seconds for forty-eight children that each write a command.
    package static let childrenWork = 4.0
    /// Processor seconds for the kernel's caches to give back what is free.
    package static let shrinkWork = 4.0
    /// Processor seconds for fifty commands of four processes that write them while targets are started and killed.
    package static let stressWork = 8.0

    // MARK: - Samples of the processors

    /// Samples in which a machine with nothing to do has to be seen idle, before a session is saved. A module may keep a
    /// processor busy; the session is saved then as it is.
    package static let idleSamples = 10
    /// Samples that tell whether a silent process waits for another that is at work.
    package static let workSamples = 4
    /// Samples that show where a machine or process that hangs is.
    package static let hangSamples = 8
    /// Samples that all have to show the module before its loop is called endless, since the machine is given up for it.
    package static let loopSamples = 12

    /// Samples in which a machine that a debugger holds is waited for to be at rest: the first few as a rule, of a
    /// millisecond each.
    package static let restSamples = 50

    // MARK: - The walkthrough

    /// Guest milliseconds for the walkthrough's target to set its places up: it swaps a page out and fills huge pages.
    package static let tourStart: UInt32 = 60_000
    /// Host seconds for the same.
    package static let tourStartMachine = 90.0
}
