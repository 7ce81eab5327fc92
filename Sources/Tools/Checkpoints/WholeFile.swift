import Support

/// Whole files, with the errors of this module.
enum WholeFile {
    static func read(_ file: String, limit: Int) throws(CheckpointError) -> [UInt8] {
        do throws(FileError) { return try readFile(file, limit: limit) } catch { throw CheckpointError(error) }
    }

    static func write(_ bytes: [UInt8], to file: String) throws(CheckpointError) {
        do throws(FileError) { try AtomicFile.write(bytes, to: file) } catch { throw CheckpointError(error) }
    }
}

extension CheckpointError {
    fileprivate init(_ error: FileError) {
        self.init(
            error.kind == .cannotRead ? .cannotRead : .cannotWrite, file: error.file, error.problem, fix: error.fix)
    }
}
