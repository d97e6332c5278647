import Sheets

/// What a column of a roster holds, by its heading: those of the platforms' exports, in several languages.
enum RosterHeading: String {
    case id, sis, login, email, canvas, moodle, gradescope, name, first, last, submitted, group

    /// Whether the column tells who a row is about.
    var identifies: Bool { self != .submitted && self != .group && self != .first }

    /// What people are numbered by, so that it is not the same for two.
    static let numbers: [RosterHeading] = [.id, .sis, .login, .email, .canvas, .moodle, .gradescope]

    /// The columns of a heading that are understood, by their numbers. Of two with one meaning the first counts.
    static func columns(_ headings: [String]) -> [Int: RosterHeading] {
        let names = headings.map(plain)
        // In a Canvas gradebook, `ID` is the platform's number and not the school's.
        let isCanvas = names.contains("sis user id") || names.contains("sis login id")
        let isCanvasGroups = names.contains("canvas_user_id")
        var columns: [Int: RosterHeading] = [:]
        for (at, name) in names.enumerated() {
            var heading = known[name]
            if isCanvas, name == "id" { heading = .canvas }
            if isCanvasGroups, name == "user_id" { heading = .sis }
            if let heading, !columns.values.contains(heading) { columns[at] = heading }
        }
        // Moodle's worksheet is known in every language by two headings that differ in a bracket only:
        // `Last modified (submission)`, `Last modified (grade)`. Its first column then holds `Participant 123`.
        if let at = moodlePair(names) {
            columns[0] = .moodle
            if !columns.values.contains(.submitted) { columns[at] = .submitted }
            if !columns.values.contains(.name), names.count > 1, columns[1] == nil { columns[1] = .name }
        }
        return columns
    }

    /// The first of two columns side by side whose headings are equal before a bracket.
    private static func moodlePair(_ names: [String]) -> Int? {
        names.indices.dropFirst(2).dropLast().first { at in
            let (one, other) = (stem(names[at]), stem(names[at + 1]))
            return one != nil && one == other && names[at] != names[at + 1]
        }
    }

    /// What stands before the bracket at a heading's end.
    private static func stem(_ name: String) -> Substring? {
        guard name.last == ")" || name.last == "）", let open = name.lastIndex(where: { $0 == "(" || $0 == "（" }),
            open > name.startIndex
        else { return nil }
        return name[..<open]
    }

    private static func plain(_ heading: String) -> String {
        DelimitedFile.trimmed(heading).lowercased().split { $0.isWhitespace }.joined(separator: " ")
            .replacing("’", with: "'")
    }

    private static let known: [String: RosterHeading] = {
        let words: [RosterHeading: [String]] = [
            .id: [
                "id", "student id", "id number", "idnumber", "student number", "student no", "studentid",
                "orgdefinedid",
                "matrikelnummer", "id-nummer", "numéro d'identification", "numéro d'étudiant", "número de id",
                "número de identificación", "número de identificação", "matrícula", "numero di matricola", "学号", "學號",
                "学籍番号",
            ],
            .sis: ["sis user id", "sis id"],
            .login: [
                "sis login id", "login", "login id", "login_id", "username", "user name", "user", "anmeldename",
                "nutzername", "nom d'utilisateur", "nombre de usuario", "nome de usuário", "nome utente",
                "gebruikersnaam", "用户名", "帳號", "使用者名稱",
            ],
            .canvas: ["canvas_user_id"],
            .moodle: ["identifier", "identifiant", "identificador"],
            .gradescope: ["sid"],
            .name: [
                "student", "name", "full name", "fullname", "display name", "student name", "vollständiger name",
                "nom complet", "nombre completo", "nome completo", "volledige naam", "全名", "姓名", "氏名",
            ],
            .first: ["first name", "firstname", "given name", "vorname", "prénom", "nombre", "voornaam", "名"],
            .last: [
                "last name", "lastname", "surname", "family name", "nachname", "nom", "nom de famille", "apellido",
                "apellido(s)", "apellidos", "sobrenome", "cognome", "achternaam", "姓",
            ],
            .email: [
                "email", "email address", "e-mail", "e-mail-adresse", "adresse de courriel", "adresse e-mail",
                "courriel", "dirección de correo", "correo electrónico", "endereço de email", "indirizzo email",
                "e-mailadres", "电子邮件", "电子邮件地址", "電子郵件", "電子郵件信箱", "メールアドレス",
            ],
            .submitted: ["submitted", "submission time", "submitted at", "date submitted", "submission date"],
            .group: [
                "group", "groups", "group name", "group_name", "team", "gruppe", "gruppen", "groupe", "groupes",
                "grupo",
                "grupos", "gruppo", "groep", "小组", "群組", "組別",
            ],
        ]
        return Dictionary(words.flatMap { heading, names in names.map { ($0, heading) } }) { first, _ in first }
    }()
}
