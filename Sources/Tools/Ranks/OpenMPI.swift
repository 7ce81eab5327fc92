import Foundation

/// The functions of Open MPI that are used here, loaded while the program runs, so that it starts without the library.
/// Handles are pointers, as in Open MPI's header; MPICH's are numbers and do not fit.
struct OpenMPI {
    typealias Handle = UnsafeMutableRawPointer
    typealias Collective =
        @convention(c) (
            UnsafeRawPointer?, Int32, Handle, UnsafeMutableRawPointer?, Int32, Handle, Handle,
            UnsafeMutablePointer<Handle?>
        ) -> Int32

    let world: Handle, byte: Handle
    let initThread:
        @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<Int32>) -> Int32
    let rank: @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
    let size: @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
    /// MPI_Iallgather and MPI_Ialltoall.
    let allGather: Collective, allToAll: Collective
    let test:
        @convention(c) (UnsafeMutablePointer<Handle?>, UnsafeMutablePointer<Int32>, UnsafeMutableRawPointer?) -> Int32
    let finalize: @convention(c) () -> Int32

    /// MPI_THREAD_FUNNELED: only one thread calls the library.
    static let funneled: Int32 = 1
    private static let files = ["libmpi.so.40", "libmpi.so"]

    init() throws(RanksError) {
        // Open MPI loads its parts as libraries of their own, which look for its symbols.
        guard let library = OpenMPI.files.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_GLOBAL) }).first else {
            throw RanksError(
                "mpirun started this process, but Open MPI's library (\(OpenMPI.files[0])) cannot be loaded. "
                    + "Install it (Debian: libopenmpi3) or start the program without mpirun")
        }
        func symbol(_ name: String) throws(RanksError) -> Handle {
            guard let address = dlsym(library, name) else {
                throw RanksError("the MPI library has no \(name): it must be Open MPI, version 3 or later")
            }
            return address
        }
        func function<Function>(_ name: String, as type: Function.Type) throws(RanksError) -> Function {
            unsafeBitCast(try symbol(name), to: type)
        }
        world = try symbol("ompi_mpi_comm_world")
        byte = try symbol("ompi_mpi_byte")
        initThread = try function(
            "MPI_Init_thread",
            as: (@convention(c) (
                UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<Int32>
            ) -> Int32).self)
        rank = try function(
            "MPI_Comm_rank", as: (@convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32).self)
        size = try function(
            "MPI_Comm_size", as: (@convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32).self)
        allGather = try function("MPI_Iallgather", as: Collective.self)
        allToAll = try function("MPI_Ialltoall", as: Collective.self)
        test = try function(
            "MPI_Test",
            as: (@convention(c) (
                UnsafeMutablePointer<Handle?>, UnsafeMutablePointer<Int32>, UnsafeMutableRawPointer?
            ) -> Int32).self)
        finalize = try function("MPI_Finalize", as: (@convention(c) () -> Int32).self)
    }
}

/// Why processes cannot work together.
public struct RanksError: Error, CustomStringConvertible, Sendable {
    public let description: String

    public init(_ description: String) { self.description = description }
}
