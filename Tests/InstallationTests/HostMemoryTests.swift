import Testing

@testable import Installation

@Suite struct HostMemoryTests {
    @Test func `the control groups of both versions are found, with those above them`() {
        let list = "9:name=systemd:/\n4:memory:/a/b\n1:cpu:/x\n0::/job/1\n"
        #expect(
            HostMemory.groups(list) == [
                "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/a", "/sys/fs/cgroup/memory/a/b",
                "/sys/fs/cgroup", "/sys/fs/cgroup/job", "/sys/fs/cgroup/job/1",
            ])
        #expect(HostMemory.groups("nonsense").isEmpty)
    }

    @Test func `a host has some memory`() throws { #expect(try #require(HostMemory.available) > 0) }
}
