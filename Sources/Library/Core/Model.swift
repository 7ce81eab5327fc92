import CPanSECB
import CShims

/// Weights, packed for one instruction set, and the class table. Constant after loading; any thread may use it.
public final class Model: @unchecked Sendable {
    public let graph: Graph
    public var architecture: Architecture { graph.architecture }
    public let classes: [ClassEntry]
    /// Size of the training images in pixels, 0 if not known.
    public let trainedWidth: Int, trainedHeight: Int
    public let licence: String, source: String
    /// Defaults for callers that set no thresholds.
    public let defaults: pansecb_options
    public let cpu: pansecb_cpu

    let kernels: pansecb_kernels
    /// In the order of execution; `packed` holds their weights.
    let operations: [Operation]
    /// The heads that are sampled at candidates.
    let offsetHead: Head?, seedHead: Head?
    /// Class of each semantic channel; `noClass` for "some thing" and void.
    let classOfChannel: [UInt8]
    /// Class of each seed map.
    let classOfSeed: [UInt8]
    /// Semantic channel of "some thing".
    public let thingsChannel: Int?
    /// Semantic channels that can win a pixel, `[0, count)`: void, which cannot, comes last.
    let competingChannels: Int
    private let packed: Memory

    static let noClass = UInt8(PANSECB_NO_CLASS)

    /// Bytes that the model holds.
    public var memory: Int { packed.bytes }

    private init(
        _ file: WeightFile, _ graph: Graph, cpu: pansecb_cpu, kernels: pansecb_kernels, packed: Memory,
        operations: [Operation]
    ) {
        self.graph = graph
        classes = file.classes
        trainedWidth = file.trainedWidth
        trainedHeight = file.trainedHeight
        licence = file.licence
        source = file.source
        defaults = file.defaults
        self.cpu = cpu
        self.kernels = kernels
        self.packed = packed
        self.operations = operations
        func head(_ output: Node.Output) -> Head? {
            graph.head(output).flatMap { node in
                operations.first { $0.node == node }.map { unsafeDowncast($0, to: Head.self) }
            }
        }
        offsetHead = head(.offsets)
        seedHead = head(.seeds)
        let architecture = graph.architecture
        var ofChannel = [UInt8](repeating: Model.noClass, count: architecture.semanticChannels)
        var ofSeed = [UInt8](repeating: Model.noClass, count: architecture.things)
        var competing = file.thingsChannel.map { $0 + 1 } ?? 0
        for (index, entry) in file.classes.enumerated() {
            if let channel = entry.semanticChannel {
                ofChannel[channel] = UInt8(index)
                competing = max(competing, channel + 1)
            }
            if let seed = entry.seedChannel { ofSeed[seed] = UInt8(index) }
        }
        classOfChannel = ofChannel
        classOfSeed = ofSeed
        thingsChannel = file.thingsChannel
        competingChannels = competing
    }

    /// Loads a weight file by its path, through a mapping.
    public static func load(path: String, cpu: pansecb_cpu = PANSECB_CPU_AUTO) throws(Failure) -> Model {
        var failure: Failure?
        let model = path.withCString { (path) -> Model? in
            do throws(Failure) {
                return try load(cPath: path, cpu: cpu)
            } catch {
                failure = error
                return nil
            }
        }
        guard let model else { throw failure ?? Failure(PANSECB_CANNOT_READ, "\(path): cannot be read") }
        return model
    }

    /// The same for a path as the system has it: zero-terminated bytes in any encoding.
    public static func load(cPath path: UnsafePointer<CChar>, cpu: pansecb_cpu = PANSECB_CPU_AUTO) throws(Failure)
        -> Model
    {
        var data: UnsafeRawPointer?, size = 0
        let error = pansecb_map_file(path, &data, &size)
        defer { pansecb_unmap(data, size) }
        guard error == 0 else { throw Failure(PANSECB_CANNOT_READ, "\(path): \(reason(error))") }
        do throws(Failure) {
            return try load(bytes: UnsafeRawBufferPointer(start: data, count: size), cpu: cpu)
        } catch {
            throw Failure(error.status, "\(path): \(error.text)")
        }
    }

    /// Loads a weight file from memory, which the caller may free afterwards.
    public static func load(
        bytes: UnsafeRawBufferPointer, cpu: pansecb_cpu = PANSECB_CPU_AUTO
    ) throws(Failure) -> Model {
        let cpu = try CPU.choose(cpu)
        return try load(bytes: bytes, cpu: cpu, FormChoice(CPU.kernels(cpu)))
    }

    /// The same with chosen forms, on a level that `CPU.choose` returned. The scalar twins have kernels for all forms,
    /// so every machine can test each.
    package static func load(
        bytes: UnsafeRawBufferPointer, cpu: pansecb_cpu, _ choice: FormChoice
    ) throws(Failure) -> Model {
        let file = try WeightFile.open(bytes), graph = Graph(file.architecture), kernels = CPU.kernels(cpu)
        func make(_ memory: inout PackingMemory) -> [Operation] {
            file.isQuantised
                ? OperationForms.makeQuantised(graph, kernels, &memory)
                : OperationForms.make(graph, choice, kernels, &memory)
        }
        var memory = PackingMemory()
        _ = make(&memory)
        let packed = try Memory.take(memory.floats * 4, for: "weights")
        memory = PackingMemory(packed.start.assumingMemoryBound(to: Float.self))
        let operations = make(&memory)
        try file.setTensors(of: operations)
        return Model(file, graph, cpu: cpu, kernels: kernels, packed: packed, operations: operations)
    }

    /// Loads a weight file through a callback that returns its bytes in order, and 0 at the end or on failure.
    public static func load(
        cpu: pansecb_cpu = PANSECB_CPU_AUTO, read: (UnsafeMutableRawBufferPointer) -> Int
    ) throws(Failure) -> Model {
        let header = try Memory.take(WeightFileLayout.headerBytes, for: "the header")
        try fill(UnsafeMutableRawBufferPointer(start: header.start, count: WeightFileLayout.headerBytes), read)
        let size = try WeightFile.size(
            header: UnsafeRawBufferPointer(start: header.start, count: WeightFileLayout.headerBytes))
        let file = try Memory.take(size, for: "the weight file")
        let bytes = UnsafeMutableRawBufferPointer(start: file.start, count: size)
        bytes.copyMemory(from: UnsafeRawBufferPointer(start: header.start, count: WeightFileLayout.headerBytes))
        try fill(UnsafeMutableRawBufferPointer(rebasing: bytes[WeightFileLayout.headerBytes...]), read)
        return try load(bytes: UnsafeRawBufferPointer(bytes), cpu: cpu)
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, _ read: (UnsafeMutableRawBufferPointer) -> Int)
        throws(Failure)
    {
        var done = 0
        while done < buffer.count {
            let got = read(UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
            guard got > 0, got <= buffer.count - done else {
                throw Failure(PANSECB_CANNOT_READ, "the reader gave no more after \(done) of \(buffer.count) bytes")
            }
            done += got
        }
    }

    private static func reason(_ error: Int32) -> StaticString {
        switch error {
        case ENOENT: return "no such file"
        case EACCES, EPERM: return "no permission to read it"
        case EISDIR: return "not a regular file"
        case ENOMEM: return "no memory to map it"
        default: return "cannot be read"
        }
    }
}

extension WeightFile {
    /// Passes each operation the tensors of its layers.
    fileprivate func setTensors(of operations: [Operation]) throws(Failure) {
        let largest = Graph(architecture).layers.reduce(0) { largest, layer in
            let (a, b, c, d) = layer.weightShape
            return max(largest, a * b * c * d)
        }
        let scratch = try Memory.take(largest * 4, for: "a tensor")
        let values = scratch.start.assumingMemoryBound(to: Float.self)
        let scales = isQuantised ? try layerScales() : []
        var operation = 0, first = 0, next = 0
        try forEachTensor { (layer, tensor, stored) throws(Failure) in
            stored.copy(to: values)
            if layer - first >= operations[operation].layers.count {
                first += operations[operation].layers.count
                operation += 1
            }
            if isQuantised && layer == next {
                operations[operation].set(layer: layer - first, scales[layer])
                next += 1
            }
            operations[operation].set(layer: layer - first, tensor, values)
        }
    }
}
