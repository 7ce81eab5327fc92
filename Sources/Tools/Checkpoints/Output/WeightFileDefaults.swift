import Foundation
import PanSECB

/// Changes how objects are found by default in a weight file that exists; weights stay as they are.
public enum WeightFileDefaults {
    public static func write(_ thresholds: ConvertedModel.Thresholds, to file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CheckpointError(.cannotRead, file: file, "the file cannot be read")
        }
        var bytes = [UInt8](data)
        // Checks the file from beginning to end before anything is changed.
        _ = try bytes.withUnsafeBytes { try Model.load(bytes: $0) }
        var header: [UInt8] = []
        for threshold in [thresholds.seed, thresholds.mask, thresholds.claim, thresholds.unclaimedShare] {
            header.append(number: threshold)
        }
        header.append(number: thresholds.minPixels)
        bytes.replaceSubrange(88..<108, with: header)
        bytes.replaceSubrange(
            112..<116, with: withUnsafeBytes(of: thresholds.merge.rawValue.littleEndian) { Array($0) })
        bytes.replaceSubrange(12..<16, with: [0, 0, 0, 0])
        bytes.replaceSubrange(12..<16, with: withUnsafeBytes(of: CRC32.of(bytes).littleEndian) { Array($0) })
        _ = try bytes.withUnsafeBytes { try Model.load(bytes: $0) }
        try AtomicFile.write(bytes, to: file)
    }
}
