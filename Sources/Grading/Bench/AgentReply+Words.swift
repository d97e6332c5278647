import AgentProtocol
import Words

extension AgentReply {
    /// The answer in words, for a message about one that was not expected.
    var words: String {
        switch self {
        case .done: "it is done"
        case .failed(let errno): errnoName(errno)
        case .started(let pid, _): "process \(pid) was started"
        case .line(let line): "it said \(line.prefix(80))"
        case .silent(let pid): "the process \(pid) says nothing"
        // wait(2): the signal is in the low seven bits, the exit status in the byte above.
        case .exited(let status) where status & 0x7f == 0: "the process ended with status \(status >> 8 & 0xff)"
        case .exited(let status): "the process was killed by signal \(status & 0x7f)"
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .records(let records, _, _): "\(records.count) records of the log"
        case .names(let names): "\(names.count) names"
        case .misunderstood: "the request was not understood"
        case .foreign(let line): "something else than the process wrote \(line.prefix(80))"
        }
    }
}
