/// A number as C and the kernel log write it: `0x` and lower-case digits, without leading zeros.
package func hex(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
