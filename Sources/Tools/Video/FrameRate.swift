/// Frames a second, as a fraction: 30000/1001 is what television calls 29.97.
public struct FrameRate: Equatable, Sendable {
    public let frames: Int
    public let seconds: Int

    /// Nil where it is no rate.
    public init?(frames: Int, seconds: Int = 1) {
        let possible = 1...Int(Int32.max)
        guard possible.contains(frames), possible.contains(seconds) else { return nil }
        self.frames = frames
        self.seconds = seconds
    }

    /// From `25` or `30000/1001`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(parts.count), let frames = parts[0], let seconds = parts.count == 2 ? parts[1] : 1 else {
            return nil
        }
        self.init(frames: frames, seconds: seconds)
    }
}
