/// The weight file's format: the place and type of each number. docs/weight-file.md explains them. All code that reads
/// or writes weight files takes the places from here.
package enum WeightFileLayout {
    package static let magic: [UInt8] = [0x89, 0x50, 0x53, 0x45, 0x43, 0x42, 0x0d, 0x0a]
    /// The versions that a reader understands. Version 2 added the width, version 3 quantised models; a writer uses the
    /// lowest version that suffices.
    package static let versions: ClosedRange<UInt32> = 1...3
    package static let headerBytes = 128, classBytes = 32, tensorBytes = 64
    package static let classTableAlignment = 4, tensorTableAlignment = 8, dataAlignment = 64
    package static let maxFileBytes = 1 << 30, maxTextBytes = 1 << 16, maxTensorNameBytes = 255
    package static let maxRank = 4

    package enum Header {
        package static let version = Field<UInt32>(8)
        package static let checksum = Field<UInt32>(12)
        package static let fileBytes = Field<UInt64>(16)
        package static let architecture = Field<UInt32>(24)
        package static let semanticChannels = Field<UInt32>(28)
        package static let sigmas = Field<UInt32>(32)
        package static let things = Field<UInt32>(36)
        package static let classes = Field<UInt32>(40)
        package static let tensors = Field<UInt32>(44)
        package static let trainedWidth = Field<UInt32>(48)
        package static let trainedHeight = Field<UInt32>(52)
        package static let classTable = Field<UInt32>(56)
        package static let tensorTable = Field<UInt32>(60)
        package static let strings = Field<UInt32>(64)
        package static let stringBytes = Field<UInt32>(68)
        package static let licence = TextField(72)
        package static let source = TextField(80)
        package static let seedThreshold = Field<Float>(88)
        package static let maskThreshold = Field<Float>(92)
        package static let claimThreshold = Field<Float>(96)
        package static let unclaimedShare = Field<Float>(100)
        package static let minPixels = Field<UInt32>(104)
        package static let someThingChannel = Field<Int32>(108)
        package static let merge = Field<UInt32>(112)
        /// Since version 2; reserved before.
        package static let width = Field<UInt32>(116)
        /// Since version 3; reserved before: 1 for a quantised model, else 0.
        package static let quantised = Field<UInt32>(120)

        /// Bytes that are zero.
        package static func reserved(version: UInt32) -> Range<Int> {
            (version == 1 ? width.offset : version == 2 ? quantised.offset : quantised.offset + 4)..<headerBytes
        }
    }

    /// A row of the class table; offsets count from its beginning.
    package enum ClassRow {
        package static let labelID = Field<UInt32>(0)
        package static let red = Field<UInt8>(4)
        package static let green = Field<UInt8>(5)
        package static let blue = Field<UInt8>(6)
        package static let isThing = Field<UInt8>(7)
        package static let semanticChannel = Field<Int32>(8)
        package static let seedChannel = Field<Int32>(12)
        package static let name = TextField(16)
        package static let reserved = Field<UInt64>(24)
    }

    /// A row of the tensor table; offsets count from its beginning.
    package enum TensorRow {
        package static let name = TextField(0)
        /// A `WeightPrecision`.
        package static let precision = Field<UInt32>(8)
        package static let rank = Field<UInt32>(12)
        package static let data = Field<UInt64>(32)
        package static let dataBytes = Field<UInt64>(40)

        /// Dimension 0 ..< `maxRank`.
        package static func dimension(_ index: Int) -> Field<UInt32> { Field(16 + 4 * index) }
    }

    /// The checksum for a file's header: that of the whole file with zeros in the checksum's place.
    package static func checksum(_ file: UnsafeRawBufferPointer) -> UInt32 {
        let place = Header.checksum.offset
        var checksum = Checksum()
        checksum.add(UnsafeRawBufferPointer(rebasing: file[..<place]))
        withUnsafeBytes(of: UInt32(0)) { checksum.add($0) }
        checksum.add(UnsafeRawBufferPointer(rebasing: file[(place + 4)...]))
        return checksum.value
    }
}

/// How a weight file stores a tensor's numbers.
public enum WeightPrecision: UInt32, Sendable {
    case float32 = 1
    /// Half the size; each weight is rounded to 11 significant bits.
    case float16 = 2
    /// A quarter of the size: whole numbers -127 ... 127, in steps of `weight_scale`; the weights of quantised models.
    case int8 = 3

    /// Bytes of a number.
    public var bytes: Int {
        switch self {
        case .float32: return 4
        case .float16: return 2
        case .int8: return 1
        }
    }

    public var name: String {
        switch self {
        case .float32: return "f32"
        case .float16: return "f16"
        case .int8: return "i8"
        }
    }
}
