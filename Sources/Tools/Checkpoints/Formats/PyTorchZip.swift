/// What torch.save writes since version 1.6: a zip archive with one folder, in it `data.pkl`, `byteorder`, and the
/// storages `data/0`, `data/1` ...
enum PyTorchZip {
    static func read(_ bytes: [UInt8], file: String) throws(CheckpointError) -> Checkpoint {
        let archive = try ZipArchive(bytes)
        guard let folder = archive.folder(of: "data.pkl") else {
            throw CheckpointError(
                .unknownFormat, "this zip archive is not a PyTorch file: it has no data.pkl",
                fix: "Unpack it if the checkpoint is inside")
        }
        if archive.entries.keys.contains(where: { $0.hasPrefix(folder + "code/") }) {
            throw CheckpointError(
                .unsupported, "this is a TorchScript program, not the weights of a model alone",
                fix: "Load it with torch.jit.load and save: torch.save(model.state_dict(), \"model.pth\")")
        }
        if archive.entries[folder + "byteorder"] != nil {
            let order = try archive.contents(of: folder + "byteorder")
            if bytes[order].elementsEqual("big".utf8) { throw PyTorchLegacy.bigEndian }
        }
        var reader = try ByteReader(bytes, in: try archive.contents(of: folder + "data.pkl"))
        let pickle = try PickleMachine.run(&reader)
        let state = try StateDictionary(in: pickle)

        var places: [String: Range<Int>] = [:]
        for (_, tensor) in state.entries {
            let key = pickle.storages[pickle.tensors[tensor].storage].key
            if places[key] == nil { places[key] = try archive.contents(of: "\(folder)data/\(key)") }
        }
        return try state.checkpoint(format: .pyTorchZip, file: file, bytes: bytes, pickle: pickle, places: places)
    }
}
