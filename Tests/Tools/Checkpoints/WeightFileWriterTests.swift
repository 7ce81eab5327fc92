import Foundation
import PanSECB
import SplitMix
import Testing

@testable import Checkpoints

/// The file that is written is the one that docs/weight-file.md describes.
@Suite struct WeightFileWriterTests {
    private func made(_ name: String = "branched") throws -> ConvertedModel {
        var model = try MadeUpNetwork.model(name)
        (model.trainedWidth, model.trainedHeight) = (2048, 1024)
        model.licence = "CC0 — öffentlich"
        model.source = "made up"
        return model
    }

    private func values(_ tensor: WeightFileListing.Tensor, in file: [UInt8]) -> [Float] {
        let size = tensor.precision == "f32" ? 4 : 2
        return file.withUnsafeBytes { bytes in
            stride(from: tensor.offset, to: tensor.offset + tensor.bytes, by: size).map { offset in
                size == 4
                    ? bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)
                    : Float(bytes.loadUnaligned(fromByteOffset: offset, as: Float16.self))
            }
        }
    }

    @Test func holdsEveryTensor() throws {
        for name in MadeUpNetwork.names {
            let model = try made(name), file = try model.encoded(.float32)
            let listing = try WeightFileListing(bytes: file)
            #expect(listing.bytes == file.count)
            #expect(listing.precision == "f32")
            #expect(listing.someThingChannel == (name == "pansecb" ? 11 : nil))
            #expect(listing.tensors.map(\.name) == model.tensors.map(\.name))
            #expect(listing.tensors.map(\.shape) == model.tensors.map(\.shape))
            for (tensor, expected) in zip(listing.tensors, model.tensors) {
                #expect(tensor.offset % 64 == 0)
                #expect(values(tensor, in: file) == expected.values, "\(tensor.name)")
            }
        }
    }

    @Test func roundsToHalf() throws {
        let model = try made(), file = try model.encoded(.float16), listing = try WeightFileListing(bytes: file)
        #expect(listing.precision == "f16")
        for (tensor, expected) in zip(listing.tensors, model.tensors) {
            #expect(values(tensor, in: file) == expected.values.map { Float(Float16($0)) }, "\(tensor.name)")
        }
    }

    @Test func refusesWhatHalfCannotHold() throws {
        var model = try made()
        func set(_ value: Float) {
            let name = "encoder.layers.1.conv3x1_1.bias", index = model.tensors.firstIndex { $0.name == name }!
            model.tensors[index] = WeightTensor(
                name: name, shape: [64], values: [value] + model.tensors[index].values.dropFirst())
        }
        set(65520)
        let error = #expect(throws: CheckpointError.self) { try model.encoded(.float16) }
        #expect(error?.tensor == "encoder.layers.1.conv3x1_1.bias")
        #expect(throws: Never.self) { try model.encoded(.float32) }
        set(65519)
        #expect(throws: Never.self) { try model.encoded(.float16) }
    }

    /// What the library's reader makes of it; its own tests are beside it.
    @Test func isReadByTheLibrary() throws {
        for name in MadeUpNetwork.names {
            for precision in [WeightPrecision.float32, .float16] {
                let expected = try made(name)
                let model = try expected.encoded(precision).withUnsafeBytes { try Model.load(bytes: $0) }
                #expect(model.architecture == expected.architecture)
                #expect(model.classes == expected.table.classes)
                #expect(model.trainedWidth == 2048 && model.trainedHeight == 1024)
                #expect(model.licence == expected.licence && model.source == "made up")
                #expect(model.defaults.seed_threshold == (name == "branched" ? 0.9 : 0.5))
                #expect(model.defaults.min_pixels == 128)
            }
        }
    }

    /// Libraries that know version 1 only read what is of the full width.
    @Test func saysTheLowestVersionThatWillDo() throws {
        var model = try made()
        let full = try model.encoded(.float32)
        #expect(Array(full[8..<12]) == [1, 0, 0, 0] && Array(full[116..<128]) == [UInt8](repeating: 0, count: 12))
        for width in 1...3 {
            model.architecture.width = width
            let file = try model.encoded(.float32)
            #expect(Array(file[8..<12]) == [2, 0, 0, 0])
            #expect(Array(file[116..<128]) == [UInt8(width)] + [UInt8](repeating: 0, count: 11))
            // Nothing else but the checksum changes.
            #expect(file[16..<116] == full[16..<116] && file[128...] == full[128...])
        }
    }

    @Test func listingSurvivesDamage() throws {
        // Without the weights themselves, which no number leads to.
        let file = try made().encoded(.float16)
        for count in 0..<1200 { _ = try? WeightFileListing(bytes: Array(file.prefix(count))) }
        var random = SplitMix64(seed: 5)
        let head = Array(file.prefix(20_000))
        for _ in 0..<2000 {
            var changed = head
            changed[Int.random(in: 8..<256, using: &random)] = [0, 0x7F, 0xFF].randomElement(using: &random)!
            _ = try? WeightFileListing(bytes: changed)
        }
        #expect(throws: CheckpointError.self) { try WeightFileListing(bytes: [1, 2, 3]) }
    }
}
