/// The time limits that the agent keeps by itself; all others come with a request.
package enum AgentPatience {
    /// Guest milliseconds that the driver of the host's port may take to announce the port after it was loaded: it asks the
    /// host first, and a kernel thread handles the answer, late where the host is busy.
    package static let port: UInt32 = 20_000
    /// Guest milliseconds after which a reply has the records that were read so far: millions of bytes take an emulated
    /// processor seconds, and the host does not wait long for one reply.
    package static let reading: UInt32 = 300
    /// Guest milliseconds that a border of the log (``LogBorder``) may take to appear once it was written. Another processor
    /// may be in the middle of a record before it, and nothing behind that is readable until it is whole.
    package static let border: UInt32 = 2_000
}
