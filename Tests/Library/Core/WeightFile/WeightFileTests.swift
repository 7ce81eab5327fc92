import CPanSECB
import Checkpoints
import PanSECB
import Testing

private typealias Header = WeightFileLayout.Header
private typealias ClassRow = WeightFileLayout.ClassRow
private typealias TensorRow = WeightFileLayout.TensorRow

/// What the reader makes of weight files, whole and changed.
@Suite struct WeightFileTests {
    /// A file that can be changed, number by number.
    private struct File {
        var bytes: [UInt8]

        init() throws {
            bytes = try TestModel.weightFile(
                TestModel.cityscapes, stuff: TestModel.stuffLabels, things: TestModel.thingLabels)
        }

        func number<Number>(_ field: Field<Number>, row: Int = 0) -> Number { bytes.withUnsafeBytes { $0[field, row] } }

        /// Row of the second class and of the second tensor.
        var classRow: Int { Int(number(Header.classTable)) + WeightFileLayout.classBytes }
        var tensorRow: Int { Int(number(Header.tensorTable)) + WeightFileLayout.tensorBytes }

        mutating func set<Number>(_ field: Field<Number>, _ value: Number, row: Int = 0) {
            withUnsafeBytes(of: value.storedBits.littleEndian) {
                bytes.replaceSubrange(row + field.offset..<row + field.offset + $0.count, with: $0)
            }
        }

        /// Loads it with the checksum that it should have.
        func load() throws -> Model {
            var file = self
            file.set(Header.checksum, bytes.withUnsafeBytes(WeightFileLayout.checksum))
            return try file.loadAsItIs()
        }

        func loadAsItIs() throws -> Model { try bytes.withUnsafeBytes { try Model.load(bytes: $0) } }
    }

    private func status(_ change: (inout File) -> Void) throws -> pansecb_status {
        var file = try File()
        change(&file)
        do {
            _ = try file.load()
            return PANSECB_OK
        } catch let failure as Failure {
            return failure.status
        }
    }

    private func status<Number>(_ field: Field<Number>, _ value: Number) throws -> pansecb_status {
        try status { $0.set(field, value) }
    }

    /// Reader and writer take their places from one table, so that both would be wrong together: these are those of
    /// docs/weight-file.md.
    @Test func layoutIsThatOfTheDocument() {
        #expect(WeightFileLayout.magic == [0x89, 0x50, 0x53, 0x45, 0x43, 0x42, 0x0d, 0x0a])
        #expect(
            [WeightFileLayout.headerBytes, WeightFileLayout.classBytes, WeightFileLayout.tensorBytes] == [128, 32, 64])
        #expect(
            [
                Header.version, Header.checksum, Header.architecture, Header.semanticChannels, Header.sigmas,
                Header.things, Header.classes, Header.tensors, Header.trainedWidth, Header.trainedHeight,
                Header.classTable, Header.tensorTable, Header.strings, Header.stringBytes, Header.licence.start,
                Header.licence.length, Header.source.start, Header.source.length, Header.minPixels, Header.merge,
                Header.width,
            ].map(\.offset)
                == [8, 12, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 72, 76, 80, 84, 104, 112, 116])
        #expect(
            [Header.seedThreshold, Header.maskThreshold, Header.claimThreshold, Header.unclaimedShare].map(\.offset)
                == [88, 92, 96, 100])
        #expect(Header.fileBytes.offset == 16 && Header.someThingChannel.offset == 108)
        #expect(Header.reserved(version: 1) == 116..<128 && Header.reserved(version: 2) == 120..<128)
        #expect([ClassRow.labelID, ClassRow.name.start, ClassRow.name.length].map(\.offset) == [0, 16, 20])
        #expect([ClassRow.red, ClassRow.green, ClassRow.blue, ClassRow.isThing].map(\.offset) == [4, 5, 6, 7])
        #expect([ClassRow.semanticChannel, ClassRow.seedChannel].map(\.offset) == [8, 12])
        #expect(ClassRow.reserved.offset == 24)
        #expect(
            [TensorRow.name.start, TensorRow.name.length, TensorRow.precision, TensorRow.rank].map(\.offset)
                == [0, 4, 8, 12])
        #expect((0..<WeightFileLayout.maxRank).map { TensorRow.dimension($0).offset } == [16, 20, 24, 28])
        #expect(TensorRow.data.offset == 32 && TensorRow.dataBytes.offset == 40)
        #expect([WeightPrecision.float32, .float16, .int8].map(\.rawValue) == [1, 2, 3])
        #expect(Header.quantised.offset == 120)
    }

    @Test func readsVersions1To3() throws {
        #expect(try File().number(Header.version) == 1)
        #expect(try File().load().architecture == TestModel.cityscapes)
        var file = try File()
        file.set(Header.version, 2)
        file.set(Header.width, 4)
        #expect(try file.load().architecture == TestModel.cityscapes)
        // A model in float may have the version of quantised ones.
        file.set(Header.version, 3)
        #expect(try file.load().architecture == TestModel.cityscapes)
        file.set(Header.quantised, 2)
        #expect(throws: Failure.self) { try file.load() }
        for version: UInt32 in [0, 4, .max] {
            #expect(try status(Header.version, version) == PANSECB_UNKNOWN_VERSION)
        }
    }

    @Test func refusesWidthsThatThereAreNot() throws {
        for width: UInt32 in [0, 5, 0x104, .max] {
            let status = try status {
                $0.set(Header.version, 2)
                $0.set(Header.width, width)
            }
            #expect(status == PANSECB_DAMAGED, "width \(width)")
        }
        // In version 1 the place is reserved.
        for width: UInt32 in 1...4 { #expect(try status(Header.width, width) == PANSECB_DAMAGED) }
    }

    @Test func reservedBytesAreZero() throws {
        for version: UInt32 in 1...2 {
            for place in Header.reserved(version: version) {
                let status = try status {
                    $0.set(Header.version, version)
                    if version == 2 { $0.set(Header.width, 4) }
                    $0.bytes[place] = 1
                }
                #expect(status == PANSECB_DAMAGED, "byte \(place) of version \(version)")
            }
        }
    }

    @Test func checksumCoversEveryByte() throws {
        let file = try File()
        for place in [16, 40, 127, 128, file.tensorRow, file.bytes.count / 2, file.bytes.count - 1] {
            var changed = file
            changed.bytes[place] ^= 0x10
            #expect(throws: Failure.self, "byte \(place)") { try changed.loadAsItIs() }
        }
        var changed = file
        changed.set(Header.checksum, file.number(Header.checksum) ^ 1)
        #expect(#expect(throws: Failure.self) { try changed.loadAsItIs() }?.status == PANSECB_DAMAGED)
    }

    @Test func refusesOtherFilesAndOtherSizes() throws {
        let file = try File()
        for place in 0..<8 {
            var changed = file
            changed.bytes[place] ^= 1
            #expect(#expect(throws: Failure.self) { try changed.load() }?.status == PANSECB_NOT_A_MODEL)
        }
        for count in [8, 127, 128, file.bytes.count - 1] {
            var changed = file
            changed.bytes.removeLast(file.bytes.count - count)
            #expect(#expect(throws: Failure.self) { try changed.loadAsItIs() }?.status == PANSECB_DAMAGED)
        }
        #expect(try status(Header.fileBytes, 127) == PANSECB_DAMAGED)
        #expect(try status(Header.fileBytes, UInt64(WeightFileLayout.maxFileBytes) + 1) == PANSECB_LIMIT)
        #expect(try status(Header.fileBytes, .max) == PANSECB_LIMIT)
    }

    /// Each number of the header by itself.
    @Test func refusesWrongNumbersInTheHeader() throws {
        #expect(try status(Header.architecture, 4) == PANSECB_UNSUPPORTED)
        let file = try File()
        let wrong: [(Field<UInt32>, [UInt32])] = [
            (Header.semanticChannels, [0, 12, 257, .max]), (Header.sigmas, [0, 2, 3, .max]),
            (Header.things, [0, 7, 9, 65, .max]), (Header.classes, [0, 18, 255, .max]),
            (Header.tensors, [0, file.number(Header.tensors) - 1, .max]),
            (Header.trainedWidth, [UInt32(PANSECB_MAX_SIDE) + 1, .max]),
            (Header.trainedHeight, [UInt32(PANSECB_MAX_SIDE) + 1, .max]),
            (Header.classTable, [130, .max, UInt32(file.bytes.count) - 4]),
            (Header.tensorTable, [file.number(Header.tensorTable) + 4, .max - 7, UInt32(file.bytes.count) & ~7]),
            (Header.strings, [.max, UInt32(file.bytes.count)]), (Header.stringBytes, [0, .max]),
            (Header.licence.start, [.max]), (Header.licence.length, [.max, 65_537]),
            (Header.source.start, [.max]), (Header.source.length, [.max]),
            (Header.minPixels, [1 << 31, .max]), (Header.merge, [3, .max]),
        ]
        for (field, values) in wrong {
            for value in values {
                #expect(try status(field, value) == PANSECB_DAMAGED, "\(value) at byte \(field.offset)")
            }
        }
        for field in [Header.seedThreshold, Header.maskThreshold, Header.claimThreshold, Header.unclaimedShare] {
            for value: Float in [1, -0.1, .nan, .infinity] {
                #expect(try status(field, value) == PANSECB_DAMAGED, "\(value) at byte \(field.offset)")
            }
        }
        for channel: Int32 in [-2, 13, .max, .min] {
            #expect(try status(Header.someThingChannel, channel) == PANSECB_DAMAGED)
        }
    }

    @Test func refusesWrongClasses() throws {
        func status<Number>(_ field: Field<Number>, _ value: Number) throws -> pansecb_status {
            try self.status { $0.set(field, value, row: $0.classRow) }
        }
        for label: UInt32 in [0, UInt32(ClassEntry.maxLabelID) + 1, .max] {
            #expect(try status(ClassRow.labelID, label) == PANSECB_DAMAGED)
        }
        for kind: UInt8 in [2, 255] { #expect(try status(ClassRow.isThing, kind) == PANSECB_DAMAGED) }
        // The channel of another class, of "some thing", and none that there is.
        for channel: Int32 in [-2, 0, 11, 13] {
            #expect(try status(ClassRow.semanticChannel, channel) == PANSECB_DAMAGED)
        }
        // A seed map for stuff.
        for channel: Int32 in [-2, 0] { #expect(try status(ClassRow.seedChannel, channel) == PANSECB_DAMAGED) }
        for length: UInt32 in [256, .max] { #expect(try status(ClassRow.name.length, length) == PANSECB_DAMAGED) }
        #expect(try status(ClassRow.name.start, .max) == PANSECB_DAMAGED)
        #expect(try status(ClassRow.reserved, 1) == PANSECB_DAMAGED)
        #expect(try status(ClassRow.labelID, UInt32(ClassEntry.maxLabelID)) == PANSECB_OK)
    }

    @Test func refusesWrongTensors() throws {
        func status<Number>(_ field: Field<Number>, _ value: Number) throws -> pansecb_status {
            try self.status { $0.set(field, value, row: $0.tensorRow) }
        }
        let file = try File(), row = file.tensorRow
        for precision: UInt32 in [0, 2, 3, .max] {
            #expect(try status(TensorRow.precision, precision) == PANSECB_DAMAGED)
        }
        for rank: UInt32 in [0, 2, 4, .max] { #expect(try status(TensorRow.rank, rank) == PANSECB_DAMAGED) }
        for index in 0..<WeightFileLayout.maxRank {
            let dimension = file.number(TensorRow.dimension(index), row: row)
            for value in [0, dimension + 1, .max] {
                #expect(try status(TensorRow.dimension(index), value) == PANSECB_DAMAGED)
            }
        }
        let place = file.number(TensorRow.data, row: row), size = file.number(TensorRow.dataBytes, row: row)
        for value in [place + 4, UInt64(file.bytes.count + 63) & ~63, .max, 1 << 63] {
            #expect(try status(TensorRow.data, value) == PANSECB_DAMAGED)
        }
        for value in [0, size - 4, size + 4, .max] {
            #expect(try status(TensorRow.dataBytes, value) == PANSECB_DAMAGED)
        }
        #expect(try status(TensorRow.name.length, file.number(TensorRow.name.length, row: row) - 1) == PANSECB_DAMAGED)
        #expect(try status(TensorRow.name.start, 0) == PANSECB_DAMAGED)
    }
}
