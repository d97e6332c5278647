import WatchLoop

/// What reaches a sitting from elsewhere, in the order in which it was told.
struct WatchNews: Sendable {
    enum Item: Sendable {
        case event(WatchEvent)
        case folder(FolderWatch.News)
        case keyboard(Keyboard.News)
        case signal(Int32)
    }

    let items: AsyncStream<Item>
    private let continuation: AsyncStream<Item>.Continuation

    init() { (items, continuation) = AsyncStream.makeStream() }

    func tell(_ item: Item) { continuation.yield(item) }
}
