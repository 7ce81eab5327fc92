import CPanSECB
import CShims

/// Weights, packed for one instruction set, and the class table. Constant after loading; any thread may use it.
public final class Model: @unchecked Sendable {
    public let architecture: Architecture
    public let classes: [ClassEntry]
    /// Size of the training images in pixels, 0 if not known.
    public let trainedWidth: Int, trainedHeight: Int
    public let licence: String, source: String
    /// Thresholds that apply where a caller gives none.
    public let defaults: pansecb_options
    public let cpu: pansecb_cpu

    let kernels: pansecb_kernels
    /// One a layer, in the architecture's order; points into `memory`.
    let layers: [PackedLayer]
    /// Class of each semantic channel; `noClass` for "some thing" and void.
    let classOfChannel: [UInt8]
    /// Class of each seed map.
    let classOfSeed: [UInt8]
    /// Semantic channel of "some thing".
    public let thingsChannel: Int?
    /// Semantic channels that can win a pixel, `[0, count)`: void, which can't, comes last.
    let competingChannels: Int
    /// Whether some layer runs in split form.
    let hasSplit: Bool
    private let packed: Memory

    static let noClass = UInt8(PANSECB_NO_CLASS)

    /// Bytes that the model holds.
    public var memory: Int { packed.bytes }

    private init(_ file: WeightFile, _ cpu: pansecb_cpu, _ packed: Memory, _ layers: [PackedLayer]) {
        architecture = file.architecture
        classes = file.classes
        trainedWidth = file.trainedWidth
        trainedHeight = file.trainedHeight
        licence = file.licence
        source = file.source
        defaults = file.defaults
        self.cpu = cpu
        kernels = CPU.kernels(cpu)
        self.packed = packed
        self.layers = layers
        hasSplit = layers.contains { $0.form == .split }
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

    /// Loads a weight file by its path; it is mapped while it is read.
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

    /// The same by a path as the system has it: bytes ended by 0, of whatever encoding.
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

    /// Loads a weight file from memory, which is not used afterwards.
    public static func load(bytes: UnsafeRawBufferPointer, cpu: pansecb_cpu = PANSECB_CPU_AUTO) throws(Failure) -> Model
    {
        let cpu = try CPU.choose(cpu)
        let file = try WeightFile.open(bytes)
        var floats = 0, largest = 0
        for index in 0..<file.architecture.layerCount {
            let layer = file.architecture.layer(index)
            floats += PackedLayer.floats(layer, PackedLayer.form(layer, cpu))
            largest = max(largest, PackedLayer.weightCount(layer, PackedLayer.form(layer, cpu)))
        }
        let packed = try Memory.take(floats * 4, for: "weights"),
            scratch = try Memory.take(largest * 4, for: "a tensor")
        var next = packed.start.assumingMemoryBound(to: Float.self), layers: [PackedLayer] = []
        for index in 0..<file.architecture.layerCount {
            let layer = file.architecture.layer(index)
            let form = PackedLayer.form(layer, cpu)
            layers.append(PackedLayer(layer, form, next))
            next += PackedLayer.floats(layer, form)
        }
        let values = scratch.start.assumingMemoryBound(to: Float.self)
        try file.forEachTensor { (index, number, tensor) throws(Failure) in
            tensor.copy(to: values)
            layers[index].set(number, values)
        }
        return Model(file, cpu, packed, layers)
    }

    /// Loads a weight file through a callback that gives its bytes in order: 0 at the end or on failure.
    public static func load(
        cpu: pansecb_cpu = PANSECB_CPU_AUTO, read: (UnsafeMutableRawBufferPointer) -> Int
    ) throws(Failure) -> Model {
        let header = try Memory.take(WeightFile.headerBytes, for: "the header")
        try fill(UnsafeMutableRawBufferPointer(start: header.start, count: WeightFile.headerBytes), read)
        let size = try WeightFile.size(
            header: UnsafeRawBufferPointer(start: header.start, count: WeightFile.headerBytes))
        let file = try Memory.take(size, for: "the weight file")
        let bytes = UnsafeMutableRawBufferPointer(start: file.start, count: size)
        bytes.copyMemory(from: UnsafeRawBufferPointer(start: header.start, count: WeightFile.headerBytes))
        try fill(UnsafeMutableRawBufferPointer(rebasing: bytes[WeightFile.headerBytes...]), read)
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

extension PackedLayer: @unchecked Sendable {}
