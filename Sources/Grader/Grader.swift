@main enum Grader { static func main() {} }
