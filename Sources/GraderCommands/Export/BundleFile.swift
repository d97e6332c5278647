/// The files of bundles that are the same in each, as text.
enum BundleFile {
    static let launcher = text(PackageResources.grader_sh)
    static let prepare = text(PackageResources.prepare_sh)
    static let setup = text(PackageResources.setup_sh)
    static let runAutograder = text(PackageResources.run_autograder)
    static let probe = text(PackageResources.probe_c)
    static let containerfile = text(PackageResources.Containerfile)
    static let workflow = text(PackageResources.workflow_yml)

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
