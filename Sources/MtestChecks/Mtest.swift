package import Grading

extension Assignment {
    /// The module `mtest`: its kinds of checks, one file each.
    package static let mtest = Assignment(
        experiments: [
            Builds.self, Loads.self, Reloads.self, UnloadsOpen.self, Accepted.self, Understood.self, Refused.self,
            Echoed.self, FailsWith.self,
            RefusedSilently.self, NoProcess.self, BufferFault.self, Returns.self,
            TargetVMAs.self, OnlyVMAs.self, AllVMAs.self, StableVMAs.self,
            Translation.self, Trace.self, Untranslated.self,
            Written.self, Stored.self, Unwritten.self, CopyOnWrite.self, LastWord.self,
            LockReleased.self, ReferencesReleased.self, NoLeak.self, Stress.self,
        ],
        formerWords: [
            "areas": "vmas", "only-areas": "only-vmas", "all-areas": "all-vmas", "stable-areas": "stable-vmas",
            "privately": "copy-on-write", "unlocked": "lock-released", "released": "references-released",
            "thrifty": "no-leak", "survived": "stress",
        ])
}
