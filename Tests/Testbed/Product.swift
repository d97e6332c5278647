import Foundation

/// The programs that tests run as their users do.
package enum Product {
    /// Where they are: built for release where `MTEST_PRODUCT=release` says so, as in CI; else as `swift build` has them at
    /// hand, which saves a new machine four minutes.
    package static let folder =
        "\(projectRoot)/.build/\(ProcessInfo.processInfo.environment["MTEST_PRODUCT"] == "release" ? "release" : "debug")"

    /// The grader.
    package static let grader = "\(folder)/grader"

    /// The guest's agent: always the one that ships, since machines are kept for the agent that they were booted with.
    package static let agent = "\(projectRoot)/.build/release/guest-agent"

    /// The environment of the tests, with the agent.
    package static var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging(["MTEST_AGENT": agent]) { $1 }
    }
}
