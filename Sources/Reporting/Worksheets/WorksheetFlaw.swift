package import Sheets

/// Why a platform's file cannot be filled in. The instructor can fix the file; nothing was written.
package typealias WorksheetFlaw = SheetFlaw
