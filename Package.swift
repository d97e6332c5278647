// swift-tools-version: 6.2
import PackageDescription

/// One array for every target, so that no module is written in a different language.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// The agent is PID 1 of a guest that has no shared libraries, and each clone of the guest translates its code anew: it is
/// Embedded Swift, a twelfth of the size, which is compiled as one module, in debug builds too.
let embeddedSettings =
    settings + [.enableExperimentalFeature("Embedded"), .unsafeFlags(["-whole-module-optimization"])]
let embeddedLinking: [LinkerSetting] = [
    .unsafeFlags(["-enable-experimental-feature", "Embedded", "-static-executable"]),
    .unsafeFlags(["-Xlinker", "-s"], .when(configuration: .release)),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "mtest-courseware",
    products: [
        .executable(name: "grader", targets: ["Grader"]),
        .executable(name: "guest-agent", targets: ["GuestAgent"]),
        .executable(name: "walkthrough", targets: ["Walkthrough"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    ],
    targets: [
        // Leaves: values and pure functions, no I/O.
        .target(name: "Paging", swiftSettings: settings),
        .target(name: "KernelLog", swiftSettings: settings),
        .target(name: "MtestProtocol", swiftSettings: settings),
        .target(name: "AgentProtocol", swiftSettings: settings),
        .target(name: "Results", swiftSettings: settings),
        .target(name: "Words", swiftSettings: settings),
        // Tables from outside: encodings, separators, numbers and times in any language.
        .target(name: "Sheets", dependencies: ["Words"], swiftSettings: settings),
        .target(name: "Skeleton", swiftSettings: settings),
        .target(name: "StableHash", swiftSettings: settings),
        .target(name: "TargetProtocol", swiftSettings: settings),

        // YAML of people, read with limits.
        .target(name: "BoundedYAML", dependencies: [yams], swiftSettings: settings),
        // The kernel's own structures, read from outside.
        .target(name: "KernelMemory", dependencies: ["Paging"], swiftSettings: settings),

        // The named mistakes: the catalogue in labs/, and the rules that name a wrong physical address.
        .target(name: "Mistakes", dependencies: ["BoundedYAML", "Paging", yams], swiftSettings: settings),

        // The version that results are kept under, derived from the sources of what decides verdicts.
        .target(name: "SourceVersion", swiftSettings: settings),
        .executableTarget(name: "VersionStamp", dependencies: ["SourceVersion"], swiftSettings: settings),
        .plugin(name: "StampVersion", capability: .buildTool(), dependencies: ["VersionStamp"]),
        .target(name: "Version", exclude: ["decides"], swiftSettings: settings, plugins: ["StampVersion"]),

        // What touches the world.
        .target(name: "Console", swiftSettings: settings),
        .target(name: "CGuest"),
        .target(name: "CLinux"),
        // Sums of hundreds of megabytes, which tests of debug builds wait for.
        .target(name: "CChecksum", cSettings: [.unsafeFlags(["-O2"])]),
        // Lines typed on a terminal; libedit-dev has the header, and every bundle carries the library.
        .target(name: "CLineEditing", linkerSettings: [.linkedLibrary("edit")]),
        .target(name: "LineEditing", dependencies: ["CLineEditing"], swiftSettings: settings),
        .target(
            name: "VirtualMachine",
            dependencies: [
                "AgentProtocol", "CChecksum", "CLinux", "KernelMemory", "Paging", "StableHash", "TargetProtocol",
                subprocess,
            ],
            swiftSettings: settings),
        .target(
            name: "Installation",
            dependencies: ["Console", "StableHash", "TargetProtocol", "VirtualMachine", subprocess],
            swiftSettings: settings),
        .target(name: "ModuleBuild", dependencies: ["CChecksum", subprocess], swiftSettings: settings),
        // Remarks of sparse and coccinelle, which cost no points.
        .target(name: "Advice", dependencies: ["ModuleBuild"], swiftSettings: settings),
        .target(
            name: "Grading",
            dependencies: [
                "AgentProtocol", "BoundedYAML", "Installation", "KernelLog", "KernelMemory", "Mistakes", "ModuleBuild",
                "Paging",
                "Results", "Skeleton", "StableHash", "TargetProtocol", "Version", "VirtualMachine", "Words", yams,
            ], swiftSettings: settings),
        // The course part of the engine above: the kinds of checks of the module mtest.
        .target(
            name: "MtestChecks",
            dependencies: [
                "AgentProtocol", "Grading", "Installation", "KernelMemory", "Mistakes", "ModuleBuild", "MtestProtocol",
                "Paging", "Results", "TargetProtocol", "VirtualMachine", "Words",
            ], swiftSettings: settings),
        // Templates are part of the program, so that it can be moved anywhere.
        .target(
            name: "Reporting", dependencies: ["Results", "RunHistory", "Sheets", "Words", mustache],
            resources: [.embedInCode("Templates")],
            swiftSettings: settings),
        // How the checks of a folder ended last, kept for the person at work on it.
        .target(name: "RunHistory", dependencies: ["Results", "StableHash"], swiftSettings: settings),
        // The loop of `grader watch`: a value that takes events; its screen, its keys, and the folder that it watches.
        .target(
            name: "WatchLoop", dependencies: ["CLinux", "Console", "Reporting", "Results", "Words"],
            swiftSettings: settings),
        .target(
            name: "Gradebook", dependencies: ["BoundedYAML", "Results", "Sheets", "Words", grdb, yams],
            swiftSettings: settings),

        .target(
            name: "Intake",
            dependencies: ["BoundedYAML", "Gradebook", "ModuleBuild", "Results", "Sheets", "Words", yams],
            swiftSettings: settings),
        .target(
            name: "Batching",
            dependencies: [
                "CLinux", "Gradebook", "Grading", "Installation", "Mistakes", "ModuleBuild", "MtestChecks", "Results",
                "StableHash", "Version", "VirtualMachine", "Words",
            ],
            swiftSettings: settings),
        .target(name: "Slurm", dependencies: ["Batching", subprocess], swiftSettings: settings),

        // The course: what is said about a walk, how it is drawn, what is taught, and the machine it is read from.
        .target(name: "PageSnapshots", dependencies: ["Paging", "Words"], swiftSettings: settings),
        .target(
            name: "Explanation", dependencies: ["Mistakes", "MtestProtocol", "Paging", "Words"],
            swiftSettings: settings),
        .target(
            name: "Pictures",
            dependencies: ["Explanation", "Mistakes", "MtestProtocol", "PageSnapshots", "Paging", "Words"],
            swiftSettings: settings),
        .target(
            name: "LiveTour",
            dependencies: [
                "AgentProtocol", "Installation", "PageSnapshots", "Paging", "TargetProtocol", "VirtualMachine",
            ],
            swiftSettings: settings),
        .target(
            name: "Lessons",
            dependencies: ["BoundedYAML", "Console", "Mistakes", "PageSnapshots", "Paging", "Words", yams],
            swiftSettings: settings),

        // A machine with a student's module in it, as a conversation.
        .target(
            name: "StudentShell",
            dependencies: [
                "Explanation", "Grading", "Installation", "KernelLog", "KernelMemory", "LineEditing", "Mistakes",
                "ModuleBuild", "MtestChecks", "MtestProtocol", "Paging", "Pictures", "TargetProtocol",
                "VirtualMachine", "Words",
            ], swiftSettings: settings),
        // gdb on a module in a machine of its own.
        .target(
            name: "Debugging",
            dependencies: [
                "AgentProtocol", "Explanation", "Grading", "KernelLog", "KernelMemory", "ModuleBuild", "Paging",
                "StableHash", "TargetProtocol", "VirtualMachine", "Words",
            ], swiftSettings: settings),

        // Programs: an executable is one line over a library of commands.
        .target(
            name: "GraderCommands",
            dependencies: [
                "Advice", "Batching", "CLinux", "Console", "Debugging", "Gradebook", "Grading", "Installation",
                "Intake",
                "KernelLog", "Lessons", "LineEditing", "Mistakes", "ModuleBuild", "MtestChecks", "Pictures",
                "Reporting", "Results", "RunHistory", "Skeleton", "Slurm", "Specimens", "StableHash", "StudentShell",
                "Version",
                "VirtualMachine", "WatchLoop", "Words", argumentParser, subprocess,
            ],
            resources: [.embedInCode("Bundles"), .embedInCode("Comparison")], swiftSettings: settings),
        .target(
            name: "WalkthroughCommands",
            dependencies: [
                "Console", "Explanation", "Installation", "Lessons", "LiveTour", "Mistakes",
                "MtestProtocol", "PageSnapshots", "Paging", "Pictures", "VirtualMachine", "Words",
                argumentParser,
            ],
            swiftSettings: settings),
        .executableTarget(name: "Walkthrough", dependencies: ["WalkthroughCommands"], swiftSettings: settings),
        .executableTarget(name: "Grader", dependencies: ["GraderCommands"], swiftSettings: settings),
        // No module is both Embedded Swift and not: the agent compiles the sources of AgentProtocol, by a link, as its own.
        .executableTarget(
            name: "GuestAgent", dependencies: ["CGuest"], swiftSettings: embeddedSettings,
            linkerSettings: embeddedLinking),

        // Wrong modules to try the grader with: mutants of the reference module, hostile modules in their frame.
        .target(name: "Specimens", dependencies: ["BoundedYAML", yams], swiftSettings: settings),
        .executableTarget(
            name: "SampleClass", dependencies: ["Gradebook", "Results", "Specimens"], swiftSettings: settings),

        // What tests of several modules need.
        .target(name: "Testbed", dependencies: [subprocess], path: "Tests/Testbed", swiftSettings: settings),

        // Benches that judges are tried on without a machine.
        .target(
            name: "BenchRecordings",
            dependencies: [
                "AgentProtocol", "Grading", "KernelLog", "KernelMemory", "Mistakes", "ModuleBuild", "Paging",
                "TargetProtocol",
            ], path: "Tests/BenchRecordings", swiftSettings: settings),

        // Everything that reads bytes from outside, and inputs that nobody made: `make fuzz`, and a part of it as tests.
        .target(
            name: "Fuzzing",
            dependencies: [
                "AgentProtocol", "Batching", "Explanation", "Gradebook", "Grading", "Installation", "Intake",
                "KernelLog",
                "Lessons", "Mistakes", "ModuleBuild", "MtestChecks", "MtestProtocol", "PageSnapshots", "Paging",
                "Pictures",
                "Reporting", "Results", "Skeleton", "Slurm", "TargetProtocol", "Testbed", "VirtualMachine",
                "WalkthroughCommands",
                "Words",
            ], path: "Tests/Fuzzing", swiftSettings: settings),
        .executableTarget(
            name: "Fuzz", dependencies: ["Fuzzing", "Words"], path: "Tests/Fuzz", swiftSettings: settings),

        .testTarget(name: "FuzzTests", dependencies: ["Fuzz", "Fuzzing", "Testbed"], swiftSettings: settings),
        .testTarget(name: "AgentProtocolTests", dependencies: ["AgentProtocol"], swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Grading", "Mistakes", "MtestChecks", "Results", "Specimens", "Testbed", "Version", subprocess, yams,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TargetProtocolTests", dependencies: ["TargetProtocol", "Testbed"], swiftSettings: settings),
        .testTarget(
            name: "MtestChecksTests",
            dependencies: [
                "BenchRecordings", "Grading", "Installation", "KernelMemory", "Mistakes", "ModuleBuild", "MtestChecks",
                "Paging", "Specimens", "StableHash",
                "TargetProtocol", "Testbed", "VirtualMachine",
            ], exclude: ["Recordings", "judgements.tsv", "origins.tsv"], swiftSettings: settings),
        .testTarget(
            name: "VersionTests", dependencies: ["SourceVersion", "Testbed", "Version"], swiftSettings: settings),
        .testTarget(
            name: "SpecimensTests", dependencies: ["Specimens", "Testbed"], swiftSettings: settings),
        .testTarget(
            name: "DebuggingTests",
            dependencies: ["Debugging", "GraderCommands", "Testbed"], swiftSettings: settings),
        .testTarget(name: "HouseTests", dependencies: ["Testbed"], swiftSettings: settings),
        .testTarget(
            name: "GraderCommandsTests",
            dependencies: [
                "Advice", "Gradebook", "GraderCommands", "Grading", "Installation", "MtestChecks", "Reporting",
                "Results",
                "Specimens", "Testbed", "VirtualMachine", "Words",
            ], exclude: ["Golden", "Labs"], swiftSettings: settings),
        .testTarget(
            name: "GradingTests",
            dependencies: [
                "AgentProtocol", "GraderCommands", "Grading", "Installation", "KernelLog", "Mistakes", "ModuleBuild",
                "MtestChecks", "Results", "RunHistory", "Testbed", "VirtualMachine",
            ],
            exclude: ["interleaved.log"],
            swiftSettings: settings),
        .testTarget(
            name: "SkeletonTests",
            dependencies: [
                "AgentProtocol", "GraderCommands", "Grading", "Installation", "ModuleBuild", "MtestChecks",
                "MtestProtocol", "Reporting", "Results", "Skeleton", "Specimens", "StableHash", "Testbed",
                "VirtualMachine",
                argumentParser, yams,
            ], swiftSettings: settings),
        .testTarget(name: "LineEditingTests", dependencies: ["LineEditing", "Testbed"], swiftSettings: settings),
        .testTarget(
            name: "StudentShellTests",
            dependencies: [
                "Grading", "Installation", "KernelMemory", "LineEditing", "ModuleBuild", "MtestChecks", "MtestProtocol",
                "Paging",
                "Pictures", "Specimens", "StudentShell", "Testbed", "VirtualMachine",
            ], exclude: ["Golden"], swiftSettings: settings),
        .testTarget(
            name: "GradebookTests", dependencies: ["Gradebook", "Results", "Words", grdb], swiftSettings: settings),
        .testTarget(
            name: "RunHistoryTests", dependencies: ["Results", "RunHistory", "Testbed"], swiftSettings: settings),
        .testTarget(name: "WordsTests", dependencies: ["Console", "Words"], swiftSettings: settings),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "Results", "RunHistory", "Testbed"],
            exclude: ["Fixtures", "Golden", "Readers", "Runs"], swiftSettings: settings),
        .testTarget(
            name: "IntakeTests", dependencies: ["Gradebook", "Intake", "Results", "Testbed"], swiftSettings: settings),
        .testTarget(name: "SheetsTests", dependencies: ["Sheets"], swiftSettings: settings),
        .testTarget(name: "SlurmTests", dependencies: ["Slurm"], swiftSettings: settings),
        .testTarget(
            name: "BatchTests",
            dependencies: [
                "Batching", "Gradebook", "Installation", "Results", "Specimens", "Testbed",
            ], exclude: ["durations.txt"], swiftSettings: settings),
        .testTarget(
            name: "MachineTests",
            dependencies: [
                "AgentProtocol", "Grading", "Installation", "KernelMemory", "Paging", "Testbed", "VirtualMachine",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MistakesTests", dependencies: ["Lessons", "Mistakes", "Paging", "Testbed"], swiftSettings: settings),
        .testTarget(
            name: "WatchLoopTests", dependencies: ["Results", "Testbed", "WatchLoop"], exclude: ["Golden"],
            swiftSettings: settings),
        .testTarget(name: "PagingTests", dependencies: ["Paging"], swiftSettings: settings),
        .testTarget(name: "KernelMemoryTests", dependencies: ["KernelMemory", "Paging"], swiftSettings: settings),
        .testTarget(
            name: "KernelLogTests", dependencies: ["KernelLog"], resources: [.copy("Corpus")], swiftSettings: settings),
        .testTarget(
            name: "MtestProtocolTests", dependencies: ["MtestProtocol", "Testbed"], exclude: ["Dialects"],
            swiftSettings: settings),
        .testTarget(
            name: "LessonsTests", dependencies: ["Lessons", "PageSnapshots", "Testbed"],
            swiftSettings: settings),
        .testTarget(
            name: "WalkthroughTests",
            dependencies: [
                "AgentProtocol", "Explanation", "Installation", "LiveTour", "Mistakes",
                "MtestProtocol", "PageSnapshots", "Paging", "Pictures", "TargetProtocol", "Testbed",
                "VirtualMachine", "Words",
            ], swiftSettings: settings),
        .testTarget(
            name: "InstallationTests",
            dependencies: ["Installation", "StableHash", "TargetProtocol", "Testbed", "VirtualMachine"],
            swiftSettings: settings),
        .testTarget(
            name: "AdviceTests", dependencies: ["Advice", "Installation", "ModuleBuild", "Specimens", "Testbed"],
            exclude: ["Idioms"], swiftSettings: settings),
        .testTarget(
            name: "ModuleBuildTests", dependencies: ["Installation", "ModuleBuild", "Testbed", "VirtualMachine"],
            exclude: ["Eras"],
            swiftSettings: settings),
    ]
)
