import Foundation
import PanSECB
import Support

/// Changes how objects are found by default in a weight file that exists; weights stay as they are.
public enum WeightFileDefaults {
    public static func write(_ thresholds: ConvertedModel.Thresholds, to file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CheckpointError(.cannotRead, file: file, "the file cannot be read")
        }
        var bytes = [UInt8](data)
        // Checks the file from beginning to end before anything is changed.
        _ = try bytes.withUnsafeBytes { try Model.load(bytes: $0) }
        thresholds.write(to: &bytes)
        bytes[WeightFileLayout.Header.checksum] = bytes.withUnsafeBytes(WeightFileLayout.checksum)
        _ = try bytes.withUnsafeBytes { try Model.load(bytes: $0) }
        try AtomicFile.write(bytes, to: file)
    }
}
