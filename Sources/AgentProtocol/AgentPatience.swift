/// The time limits that the agent keeps by itself; all others come with a request.
package enum AgentPatience {
    /// Guest milliseconds that the driver of the host's port may take to announce the port after it was loaded: it asks the
    /// host first, and a kernel thread handles the answer, late where the host is busy.
    package static let port: UInt32 = 20_000
}
