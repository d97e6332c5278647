@main enum GuestAgent { static func main() {} }
