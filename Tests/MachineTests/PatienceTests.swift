import AgentProtocol
import Testing
import VirtualMachine

/// Guest milliseconds as seconds. A guest's clock is not faster than the host's.
private func seconds(_ milliseconds: UInt32) -> Double { Double(milliseconds) / 1000 }

@Suite struct PatienceTests {
    @Test("a machine is sampled before the agent reports a silent process, and given up after that report")
    func looks() {
        #expect(Patience.firstLook < seconds(Patience.targetReply))
        #expect(seconds(Patience.targetReply) < Patience.machineDeadline)
        #expect(Patience.firstLook < Patience.machineDeadline)
        #expect(seconds(Patience.moment) < Patience.firstLook)
    }

    @Test("the agent's own report of a slow start arrives before the host gives the machine up")
    func starts() {
        #expect(seconds(Patience.targetStart) < Patience.targetStartMachine)
        #expect(seconds(Patience.tourStart) < Patience.tourStartMachine)
        #expect(seconds(Patience.spin) < Patience.answer)
        #expect(seconds(AgentPatience.port) < Patience.boot)
    }

    @Test("every limit of work can be used up before the waiting ends")
    func work() {
        let works = [
            Patience.commandWork, Patience.preparationWork, Patience.childrenWork, Patience.shrinkWork,
            Patience.stressWork,
        ]
        for work in works {
            #expect(work <= seconds(Patience.longestSilence))
            #expect(work >= Patience.commandWork)
        }
    }

    @Test("a command that uses up its work is still waited for by the agent")
    func command() {
        #expect(Patience.commandWork < seconds(Patience.targetReply))
    }

    @Test("a probe of KVM is shorter than a boot without it, and a clone than a boot")
    func boots() {
        #expect(Patience.acceleratorProbe < Patience.boot)
        #expect(Patience.clone < Patience.boot)
    }

    @Test("samples of a machine take less than what is left of its deadline after the first look")
    func samples() {
        let left = Patience.machineDeadline - Patience.firstLook
        for count in [Patience.workSamples, Patience.hangSamples, Patience.loopSamples, Patience.idleSamples] {
            #expect(Double(count) * Double(Patience.sampleInterval) / 1000 < left)
        }
        #expect(Patience.loopSamples >= Patience.hangSamples)
    }
}
