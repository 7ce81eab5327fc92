/// A tensor of a checkpoint: a view into the file's bytes. Its place was checked when it was made, so that reading
/// its values can't leave the storage, whatever offset and strides the file gave.
public struct CheckpointTensor: Sendable {
    /// Its name in the file.
    public let name: String
    public let shape: [Int]
    public let elementType: ElementType
    /// Elements.
    public let count: Int
    private let file: [UInt8]
    /// Byte of the first element.
    private let start: Int
    /// Elements from one index to the next, for each dimension.
    private let strides: [Int]
    /// Elements that the storage has.
    private let stored: Int

    /// Far above any tensor of these networks, and far below what memory holds.
    static let maxCount = 1 << 28
    static let maxRank = 16
    /// Largest tensor that may show elements of its storage more than once.
    static let maxRepeated = 1 << 16

    /// - Parameters:
    ///   - storage: bytes of the storage, a range of `file`.
    ///   - offset: element of the storage where the tensor begins.
    ///   - strides: in elements; nil: dense, last dimension fastest.
    init(
        name: String, shape: [Int], elementType: ElementType, file: [UInt8], storage: Range<Int>, offset: Int = 0,
        strides: [Int]? = nil
    ) throws(CheckpointError) {
        func damaged(_ problem: String) -> CheckpointError {
            CheckpointError(.damaged, tensor: name, problem, fix: "Copy or download the file again")
        }
        guard storage.lowerBound >= 0, storage.upperBound <= file.count else {
            throw damaged("its data lies outside the file")
        }
        guard shape.count <= CheckpointTensor.maxRank else { throw damaged("it has \(shape.count) dimensions") }
        guard let count = CheckpointTensor.elements(of: shape), count <= CheckpointTensor.maxCount else {
            throw damaged("its shape \(shape) is not legal")
        }
        let strides = strides ?? CheckpointTensor.denseStrides(of: shape)
        guard strides.count == shape.count, strides.allSatisfy({ $0 >= 0 }), offset >= 0 else {
            throw damaged("its strides \(strides) or its offset \(offset) are not legal")
        }
        if count > 0 {
            var last = offset
            for (extent, stride) in zip(shape, strides) where extent > 1 {
                let (distance, tooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
                let (sum, tooLarge) = last.addingReportingOverflow(distance)
                guard !tooFar, !tooLarge else { throw damaged("its strides \(strides) are not legal") }
                last = sum
            }
            guard last < storage.count / elementType.size else {
                throw damaged("it needs \(last) + 1 elements of a storage of \(storage.count / elementType.size)")
            }
        }
        self.name = name
        self.shape = shape
        self.elementType = elementType
        self.count = count
        self.file = file
        stored = storage.count / elementType.size
        start = count == 0 ? storage.lowerBound : storage.lowerBound + offset * elementType.size
        // A dimension of one index is never stepped along, and its stride may be any number.
        self.strides = zip(shape, strides).map { $0 == 1 ? 0 : $1 }
    }

    /// The values in the order of the indices, the last dimension fastest, converted to 32 bits.
    public func floats() throws(CheckpointError) -> [Float] {
        guard elementType.isFloatingPoint else {
            throw CheckpointError(
                .unsupported, tensor: name, "it holds \(elementType.name) values, not floating point numbers")
        }
        // Strides of 0 make a large tensor of a small file.
        guard count <= max(stored, CheckpointTensor.maxRepeated) else {
            throw CheckpointError(
                .unsupported, tensor: name, "it repeats the \(stored) elements of its storage \(count) times in all",
                fix: "Save it whole: tensor.contiguous()")
        }
        var values: [Float] = []
        values.reserveCapacity(count)
        let size = elementType.size
        file.withUnsafeBytes { bytes in
            var index = [Int](repeating: 0, count: shape.count)
            var element = 0
            for _ in 0..<count {
                values.append(elementType.float(bytes, at: start + element * size))
                var dimension = shape.count - 1
                while dimension >= 0 {
                    index[dimension] += 1
                    element += strides[dimension]
                    if index[dimension] < shape[dimension] { break }
                    element -= shape[dimension] * strides[dimension]
                    index[dimension] = 0
                    dimension -= 1
                }
            }
        }
        return values
    }

    /// Elements of a shape, or nil where a dimension is negative or their product no number.
    static func elements(of shape: [Int]) -> Int? {
        guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
        if shape.contains(0) { return 0 }
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            if overflow { return nil }
            count = product
        }
        return count
    }

    private static func denseStrides(of shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for dimension in shape.indices.dropLast().reversed() {
            strides[dimension] = strides[dimension + 1] &* shape[dimension + 1]
        }
        return strides
    }
}
