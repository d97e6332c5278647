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

/// The agent is PID 1 of a guest that has no shared libraries: it must link statically, and the linker setting
/// alone fails on missing symbols.
let staticSettings = settings + [.unsafeFlags(["-static-stdlib"])]
let staticLinking: [LinkerSetting] = [.unsafeFlags(["-static-executable"])]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let csv: Target.Dependency = .product(name: "SwiftCSV", package: "SwiftCSV")
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
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    ],
    targets: [
        // Leaves: values and pure functions, no I/O.
        .target(name: "Paging", swiftSettings: settings),
        .target(name: "KernelLog", swiftSettings: settings),
        .target(name: "MtestProtocol", swiftSettings: settings),
        .target(name: "AgentProtocol", swiftSettings: settings),
        .target(name: "Results", swiftSettings: settings),
        .target(name: "Skeleton", swiftSettings: settings),

        // The named mistakes: the catalogue in labs/, and the rules that name a wrong physical address.
        .target(name: "Mistakes", dependencies: ["Paging", yams], swiftSettings: settings),

        // What touches the world.
        .target(name: "CGuestStart"),
        .target(name: "CLinux"),
        .target(
            name: "VirtualMachine", dependencies: ["AgentProtocol", "CLinux", "Paging", subprocess],
            swiftSettings: settings),
        .target(name: "ModuleBuild", dependencies: [subprocess], swiftSettings: settings),
        .target(
            name: "Grading",
            dependencies: [
                "AgentProtocol", "KernelLog", "ModuleBuild", "MtestProtocol", "Paging", "Results", "VirtualMachine",
                subprocess, yams,
            ], swiftSettings: settings),
        // Templates are part of the program, so that it can be moved anywhere.
        .target(
            name: "Reporting", dependencies: ["Results", mustache], resources: [.embedInCode("Templates")],
            swiftSettings: settings),
        .target(name: "Gradebook", dependencies: ["Results", grdb, yams], swiftSettings: settings),

        .target(
            name: "Intake", dependencies: ["Gradebook", "ModuleBuild", "Results", csv, yams],
            swiftSettings: settings),
        .target(
            name: "Batching",
            dependencies: ["CLinux", "Gradebook", "Grading", "ModuleBuild", "Results", "VirtualMachine"],
            swiftSettings: settings),
        .target(name: "Slurm", dependencies: ["Batching", subprocess], swiftSettings: settings),

        // The course: what is said about a walk, how it is drawn, what is taught, and the machine it is read from.
        .target(name: "PageSnapshots", dependencies: ["Paging"], swiftSettings: settings),
        .target(name: "Explanation", dependencies: ["Mistakes", "MtestProtocol", "Paging"], swiftSettings: settings),
        .target(
            name: "Pictures", dependencies: ["Explanation", "Mistakes", "MtestProtocol", "PageSnapshots", "Paging"],
            swiftSettings: settings),
        .target(
            name: "LiveTour", dependencies: ["AgentProtocol", "PageSnapshots", "Paging", "VirtualMachine"],
            swiftSettings: settings),
        .target(name: "Lessons", dependencies: ["Mistakes", "PageSnapshots", "Paging", yams], swiftSettings: settings),

        // Programs: an executable is one line over a library of commands.
        .target(
            name: "GraderCommands",
            dependencies: [
                "Batching", "CLinux", "Gradebook", "Grading", "Intake", "KernelLog", "Lessons", "ModuleBuild",
                "Reporting",
                "Results", "Skeleton", "Slurm", "VirtualMachine", argumentParser, subprocess,
            ],
            resources: [.embedInCode("Bundles")], swiftSettings: settings),
        .target(
            name: "WalkthroughCommands",
            dependencies: [
                "Explanation", "Lessons", "LiveTour", "Mistakes", "MtestProtocol", "PageSnapshots", "Paging",
                "Pictures",
                "VirtualMachine", argumentParser,
            ],
            swiftSettings: settings),
        .executableTarget(name: "Walkthrough", dependencies: ["WalkthroughCommands"], swiftSettings: settings),
        .executableTarget(name: "Grader", dependencies: ["GraderCommands"], swiftSettings: settings),
        .executableTarget(
            name: "GuestAgent", dependencies: ["AgentProtocol", "CGuestStart", "CLinux"], swiftSettings: staticSettings,
            linkerSettings: staticLinking),

        .executableTarget(name: "SampleClass", dependencies: [yams], swiftSettings: settings),

        // What tests of several modules need.
        .target(name: "Testbed", dependencies: [subprocess], path: "Tests/Testbed", swiftSettings: settings),

        .testTarget(name: "AgentProtocolTests", dependencies: ["AgentProtocol"], swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Grading", "Results", "Testbed", subprocess, yams],
            swiftSettings: settings),
        .testTarget(name: "GraderCommandsTests", dependencies: ["GraderCommands"], swiftSettings: settings),
        .testTarget(
            name: "GradingTests",
            dependencies: [
                "AgentProtocol", "GraderCommands", "Grading", "KernelLog", "ModuleBuild", "Paging", "Results",
                "Testbed", "VirtualMachine",
            ],
            exclude: ["interleaved.log"],
            swiftSettings: settings),
        .testTarget(
            name: "SkeletonTests",
            dependencies: [
                "AgentProtocol", "Grading", "GraderCommands", "ModuleBuild", "Results", "Skeleton", "Testbed",
                "VirtualMachine", argumentParser, yams,
            ], swiftSettings: settings),
        .testTarget(name: "GradebookTests", dependencies: ["Gradebook", "Results"], swiftSettings: settings),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "Results", "Testbed"],
            exclude: ["Fixtures", "Readers"], swiftSettings: settings),
        .testTarget(
            name: "IntakeTests", dependencies: ["Gradebook", "Intake", "Results", "Testbed"], swiftSettings: settings),
        .testTarget(name: "SlurmTests", dependencies: ["Slurm"], swiftSettings: settings),
        .testTarget(
            name: "BatchTests", dependencies: ["Batching", "Gradebook", "Grading", "Results", "Testbed"],
            swiftSettings: settings),
        .testTarget(
            name: "MachineTests", dependencies: ["AgentProtocol", "Grading", "Paging", "Testbed", "VirtualMachine"],
            swiftSettings: settings),
        .testTarget(
            name: "MistakesTests", dependencies: ["Lessons", "Mistakes", "Paging", "Testbed"], swiftSettings: settings),
        .testTarget(name: "PagingTests", dependencies: ["Paging"], swiftSettings: settings),
        .testTarget(
            name: "KernelLogTests", dependencies: ["KernelLog"], resources: [.copy("Corpus")], swiftSettings: settings),
        .testTarget(
            name: "MtestProtocolTests", dependencies: ["MtestProtocol"], swiftSettings: settings),
        .testTarget(
            name: "LessonsTests", dependencies: ["Lessons", "PageSnapshots", "Testbed"],
            swiftSettings: settings),
        .testTarget(
            name: "WalkthroughTests",
            dependencies: [
                "Explanation", "LiveTour", "Mistakes", "MtestProtocol", "PageSnapshots", "Paging", "Pictures",
                "Testbed",
                "VirtualMachine",
            ], swiftSettings: settings),
        .testTarget(
            name: "KernelCatalogueTests", dependencies: ["Testbed", "VirtualMachine"], swiftSettings: settings),
        .testTarget(
            name: "ModuleBuildTests", dependencies: ["ModuleBuild", "Testbed", "VirtualMachine"],
            swiftSettings: settings),
    ]
)
