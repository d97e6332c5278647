/// Why a module does not build, where a remark shows it.
package enum BuildCause: Sendable, Hashable {
    /// The code is for another kernel.
    case otherKernel(KernelChange)
    /// The kernel has the name, and does not export it to modules.
    case notExported(String, instead: String?)
    /// Neither the submission nor the kernel defines the name.
    case undefined(String)
    /// A function is used without the header that declares it.
    case headerMissing(String, header: String)
    /// There is no `MODULE_LICENSE()`.
    case licenceMissing
    /// The licence is not the GPL, and the name is exported to modules under the GPL only.
    case licenceForeign(String)

    /// The compiler knows both sizes of a copy, and the buffer is the smaller one.
    case copyTooLarge

    /// A sentence without a full stop: what is wrong, and what to write instead.
    package var sentence: String {
        switch self {
        case .otherKernel(let change): change.sentence
        case .notExported(let name, let instead):
            "\(name) is not exported to modules" + (instead.map { ": use \($0)" } ?? "")
        case .undefined(let name): "nothing defines \(name): neither the module nor what the kernel exports to modules"
        case .headerMissing(let name, let header): "\(name) is declared in <\(header)>, which is not included"
        case .copyTooLarge: "more is copied than the buffer holds"
        case .licenceMissing: "the line MODULE_LICENSE(\"GPL\"); is missing"
        case .licenceForeign(let name):
            "\(name) is exported to modules under the GPL only, and MODULE_LICENSE() says something else"
        }
    }

    /// The cause of a remark of the compiler or of modpost on a kernel; nil where it shows none. Whether the kernel
    /// declares a name that modpost missed is asked of `isDeclared`.
    init?(_ message: String, on kernel: KernelVersion?, isDeclared: (String) -> Bool) {
        if let symbol = Self.undefinedSymbol(message) {
            let known = KernelName.alternatives[symbol]
            self = known != nil || isDeclared(symbol) ? .notExported(symbol, instead: known) : .undefined(symbol)
        } else if message.hasPrefix("missing MODULE_LICENSE() in ") {
            self = .licenceMissing
        } else if message.hasPrefix("call to '__bad_copy_to' declared ")
            || message.hasPrefix("call to '__bad_copy_from' declared ")
        {
            self = .copyTooLarge
        } else if message.hasPrefix("GPL-incompatible module "),
            let symbol = message.split(separator: "'").dropFirst().first
        {
            self = .licenceForeign(String(symbol))
        } else if let complaint = Complaint(message) {
            if let kernel, let change = KernelChange.behind(complaint, on: kernel) {
                self = .otherKernel(change)
            } else if case .undeclared(let name) = complaint, let header = KernelName.headers[name] {
                self = .headerMissing(name, header: header)
            } else {
                return nil
            }
        } else {
            return nil
        }
    }

    /// The name in modpost's `"find_task_by_vpid" [mtest.ko] undefined!`.
    static func undefinedSymbol(_ message: String) -> String? {
        guard message.hasPrefix("\""), message.hasSuffix(".ko] undefined!") else { return nil }
        return message.split(separator: "\"").first.map(String.init)
    }

    /// The name that a symbol of the linker must have for this cause; nil where the compiler itself knew the place.
    var symbol: String? {
        switch self {
        case .notExported(let name, _), .undefined(let name), .licenceForeign(let name): name
        case .otherKernel, .headerMissing, .copyTooLarge, .licenceMissing: nil
        }
    }
}

extension CompilerRemark {
    /// The remark without gcc's guess, where the guess would mislead: a name whose history is known, or one that is no
    /// spelling of what was written.
    var withoutGuess: CompilerRemark {
        guard let guess = message.firstRange(of: "; did you mean '") else { return self }
        let suggested = message[guess.upperBound...].prefix { $0 != "'" }
        if cause == nil, let name = Complaint(message)?.name, Self.differ(Array(name), Array(suggested)) <= 2 {
            return self
        }
        var remark = self
        remark.message = String(message[..<guess.lowerBound])
        return remark
    }

    /// How many letters have to be added, dropped or replaced.
    private static func differ(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (line, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let replaced = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column + 1] + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
