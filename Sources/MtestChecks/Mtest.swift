package import Grading

extension Assignment {
    /// The module `mtest`: its kinds of checks, one file each.
    package static let mtest = Assignment(
        experiments: [
            Builds.self, Loads.self, Reloads.self, UnloadsOpen.self, UnloadsAfter.self, Takes.self, Accepted.self,
            Understood.self, Refused.self, Echoed.self, FailsWith.self, RefusedSilently.self, NoProcess.self,
            BufferFault.self, SecondWrite.self, AnswersApart.self, Reads.self, NoProcessSaid.self, Returns.self,
            Lists.self, TargetVMAs.self, OnlyVMAs.self, WholeLines.self, AllVMAs.self, StableVMAs.self, MovingVMAs.self,
            Translates.self, Translation.self, Trace.self, Untranslated.self, EveryLevel.self, HighFrame.self,
            Written.self, Stored.self, Unwritten.self, CopyOnWrite.self, LastWord.self, Acts.self, Says.self,
            SaysWhy.self, LockReleased.self, ReferencesReleased.self, Locks.self, Holds.self, NoLeak.self,
            Stress.self, AnsweredLine.self, FileLine.self, FileControl.self,
        ],
        formerWords: [
            "areas": "vmas", "only-areas": "only-vmas", "all-areas": "all-vmas", "stable-areas": "stable-vmas",
            "privately": "copy-on-write", "unlocked": "lock-released", "released": "references-released",
            "thrifty": "no-leak", "survived": "stress",
        ], module: "mtest", model: "kmod-solution")
}
