import Foundation

/// The processes that `mpirun` started to do one work together, each a rank: 0, 1 ... A program that was started alone
/// is the only rank, and needs no MPI. What ranks exchange is added in the order of ranks, so that each has the same
/// sums to the bit. One thread may use it, always the same.
public final class Ranks {
    public let rank: Int
    public let count: Int
    private let mpi: OpenMPI?

    /// Asked while this rank waits for others: true ends the wait with an error soon, as another may be gone.
    public var isInterrupted: () -> Bool = { false }
    /// How long an interrupted rank still waits for others, which may be about to stop at the same place.
    private static let patience = 0.5

    public var isFirst: Bool { rank == 0 }
    /// "rank 1 of 2: ", for messages; empty for the only rank.
    public var prefix: String { count > 1 ? "rank \(rank) of \(count): " : "" }

    /// The only rank.
    public init() {
        rank = 0
        count = 1
        mpi = nil
    }

    /// Those that `mpirun` started; otherwise the only rank.
    public static func fromEnvironment() throws(RanksError) -> Ranks {
        let started = ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"].flatMap { Int($0) } ?? 1
        guard started > 1 else { return Ranks() }
        let ranks = try Ranks(OpenMPI())
        guard ranks.count == started else {
            throw RanksError("mpirun started \(started) processes, and MPI knows of \(ranks.count)")
        }
        return ranks
    }

    private init(_ mpi: OpenMPI) throws(RanksError) {
        var provided: Int32 = 0, rank: Int32 = 0, count: Int32 = 0
        guard mpi.initThread(nil, nil, OpenMPI.funneled, &provided) == 0, mpi.rank(mpi.world, &rank) == 0,
            mpi.size(mpi.world, &count) == 0, provided >= OpenMPI.funneled, count > 0, (0..<count).contains(rank)
        else { throw RanksError("MPI cannot be started") }
        self.mpi = mpi
        self.rank = Int(rank)
        self.count = Int(count)
    }

    /// The works that this rank does: every so many.
    public func own<Work>(_ works: [Work]) -> [Work] {
        works.enumerated().filter { $0.offset % count == rank }.map(\.element)
    }

    /// Ends the common work; every rank calls it after its last exchange. A rank that ends without it makes `mpirun`
    /// end the others.
    public func finish() { if let mpi { _ = mpi.finalize() } }

    /// The numbers of every rank, in the order of ranks. All ranks give equally many.
    public func gather(_ numbers: [Double]) throws(RanksError) -> [[Double]] {
        guard mpi != nil else { return [numbers] }
        let all = try gatherBytes(numbers.withUnsafeBytes { Array($0) })
        return (0..<count).map { rank in
            all[rank * numbers.count * 8..<(rank + 1) * numbers.count * 8].withUnsafeBytes { bytes in
                (0..<numbers.count).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
            }
        }
    }

    /// The sum over all ranks of each number.
    public func sum(_ numbers: [Double]) throws(RanksError) -> [Double] {
        guard mpi != nil else { return numbers }
        let all = try gather(numbers)
        return numbers.indices.map { i in all.reduce(0) { $0 + $1[i] } }
    }

    /// What each rank says, in the order of ranks.
    public func gather(_ data: Data) throws(RanksError) -> [Data] {
        guard mpi != nil else { return [data] }
        let sizes = try gather([Double(data.count)]).map { Int($0[0]) }, longest = sizes.max() ?? 0
        let all = try gatherBytes([UInt8](data) + [UInt8](repeating: 0, count: longest - data.count))
        return sizes.enumerated().map { rank, size in Data(all[rank * longest..<rank * longest + size]) }
    }

    /// Adds what the ranks hold, in their order, to a total that all ranks hold alike: total + rank 0's + rank 1's ...
    /// Each rank adds one share of the numbers for all.
    /// - Parameters:
    ///   - values: this rank's numbers.
    ///   - total: [count], on all ranks the same, before and after.
    public func add(_ values: UnsafePointer<Float>, to total: UnsafeMutablePointer<Float>, count floats: Int)
        throws(RanksError)
    {
        guard let mpi else {
            for i in 0..<floats { total[i] += values[i] }
            return
        }
        // All shares have one size; the last may reach beyond the end.
        let share = (floats + count - 1) / count, padded = share * count
        var sent = [Float](repeating: 0, count: padded), received = sent
        sent.withUnsafeMutableBufferPointer { $0.baseAddress!.update(from: values, count: floats) }
        let bytes = Int32(4 * share), first = min(rank * share, floats), end = min(first + share, floats)
        try exchange(sent, &received) { mpi.allToAll($0, bytes, mpi.byte, $1, bytes, mpi.byte, mpi.world, $2) }
        var own = [Float](repeating: 0, count: share)
        for i in first..<end {
            own[i - first] = total[i]
            for rank in 0..<count { own[i - first] += received[rank * share + i - first] }
        }
        try exchange(own, &received) { mpi.allGather($0, bytes, mpi.byte, $1, bytes, mpi.byte, mpi.world, $2) }
        received.withUnsafeBufferPointer { total.update(from: $0.baseAddress!, count: floats) }
    }

    /// Memory that stays.
    private final class Abandoned {
        let sent: Any, received: Any

        init(sent: Any, received: Any) {
            self.sent = sent
            self.received = received
        }
    }

    private func gatherBytes(_ bytes: [UInt8]) throws(RanksError) -> [UInt8] {
        guard let mpi, !bytes.isEmpty else { return bytes }
        guard let size = Int32(exactly: bytes.count) else { throw RanksError("more than 2 GB to exchange") }
        var all = [UInt8](repeating: 0, count: bytes.count * count)
        try exchange(bytes, &all) { mpi.allGather($0, size, mpi.byte, $1, size, mpi.byte, mpi.world, $2) }
        return all
    }

    /// Starts a collective and waits for it without keeping a processor busy, since ranks may share one.
    private func exchange<Element>(
        _ sent: [Element], _ received: inout [Element],
        _ start: (UnsafeRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<OpenMPI.Handle?>) -> Int32
    ) throws(RanksError) {
        guard let mpi else { return }
        var isComplete = false, isAbandoned = false
        sent.withUnsafeBytes { sent in
            received.withUnsafeMutableBytes { received in
                var request: OpenMPI.Handle?, deadline: Date?
                guard start(sent.baseAddress, received.baseAddress, &request) == 0 else { return }
                for turn in 0... {
                    var flag: Int32 = 0
                    guard mpi.test(&request, &flag, nil) == 0 else { return }
                    if flag != 0 {
                        isComplete = true
                        return
                    }
                    if isInterrupted() {
                        let end = deadline ?? Date(timeIntervalSinceNow: Ranks.patience)
                        deadline = end
                        if Date() > end {
                            isAbandoned = true
                            return
                        }
                    }
                    // Briefly at first, as most answers come at once.
                    usleep(turn < 100 ? 20 : turn < 1000 ? 200 : 2000)
                }
            }
        }
        if isAbandoned {
            // The library may still write there.
            _ = Unmanaged.passRetained(Abandoned(sent: sent, received: received))
            throw RanksError("the other ranks do not answer")
        }
        if !isComplete { throw RanksError("MPI reports a failure") }
    }
}
