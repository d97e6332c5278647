import Results

/// Points as people write them: at most two decimals, none where there is nothing behind the point.
package enum Points {
    /// For example `4`, `2.5` or `0.33`; a value that is no number is shown as Swift shows it.
    package static func text(_ value: Double, decimalPoint: Character = ".") -> String {
        guard value.isFinite, abs(value) < 1e11 else { return "\(value)" }
        let number = Hundredths(value).count
        let (whole, rest) = (abs(number) / 100, abs(number) % 100)
        var text = (number < 0 ? "-" : "") + "\(whole)"
        if rest > 0 {
            text.append(decimalPoint)
            text += rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0\(rest)" : "\(rest)")
        }
        return text
    }
}
