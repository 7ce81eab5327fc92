import Ranks
import Support

/// The processes of one `mpirun`, where a command shares its work among them.
enum CommonWork {
    nonisolated(unsafe) private static var joined: Ranks?

    /// The ranks, or this process alone. Only the first says how far it is.
    static func join() throws -> Ranks {
        let ranks = try joined ?? Ranks.fromEnvironment()
        joined = ranks
        StandardStreams.isQuiet = !ranks.isFirst
        ProgressLine.isSilent = !ranks.isFirst
        return ranks
    }

    /// After a success. A rank that fails ends without it, and `mpirun` then ends the others.
    static func finish() { joined?.finish() }
}
