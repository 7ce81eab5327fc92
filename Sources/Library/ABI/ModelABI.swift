import CPanSECB
import CShims
import PanSECB

/// What a pansecb_model points to: the model, and its texts as C strings.
final class ModelHandle {
    let model: Model
    let licence: CText, source: CText
    let names: [CText]

    init(_ model: Model) {
        self.model = model
        licence = CText(model.licence)
        source = CText(model.source)
        names = model.classes.map { CText($0.name) }
    }
}

private func load(
    _ options: UnsafePointer<pansecb_model_options>?, into model: UnsafeMutablePointer<OpaquePointer?>?,
    error errorBuffer: UnsafeMutablePointer<CChar>?, size errorSize: Int,
    _ load: (pansecb_cpu, inout HostFloatingPoint) throws(Failure) -> Model
) -> pansecb_status {
    copy("", to: errorBuffer, errorSize)
    do throws(Failure) {
        guard let model else { throw Failure(PANSECB_INVALID_ARGUMENT, "model is NULL") }
        model.pointee = nil
        var read = pansecb_model_options()
        if options != nil { try PanSECBABI.read(options, "options", into: &read) }
        let refusals = pansecb_refusals()
        let loaded = try HostFloatingPoint.setAside { (host) throws(Failure) in try load(read.cpu, &host) }
        let handle = ModelHandle(loaded)
        guard pansecb_refusals() == refusals else { throw Failure(PANSECB_OUT_OF_MEMORY, "no memory for a model") }
        model.pointee = PanSECBABI.handle(handle)
        log(
            read.log, read.log_user,
            "model of \(loaded.classes.count) classes, \(loaded.memory) bytes, \(CPU.name(loaded.cpu)) kernels")
        return PANSECB_OK
    } catch {
        copy(error.text, to: errorBuffer, errorSize)
        return error.status
    }
}

@_cdecl("pansecb_model_load") @implementation
public func pansecb_model_load(
    _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<pansecb_model_options>?,
    _ model: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<CChar>?, _ error_size: Int
) -> pansecb_status {
    load(options, into: model, error: error, size: error_size) { (cpu, _) throws(Failure) in
        guard let path else { throw Failure(PANSECB_INVALID_ARGUMENT, "path is NULL") }
        return try Model.load(cPath: path, cpu: cpu)
    }
}

@_cdecl("pansecb_model_load_memory") @implementation
public func pansecb_model_load_memory(
    _ data: UnsafeRawPointer?, _ size: Int, _ options: UnsafePointer<pansecb_model_options>?,
    _ model: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<CChar>?, _ error_size: Int
) -> pansecb_status {
    load(options, into: model, error: error, size: error_size) { (cpu, _) throws(Failure) in
        guard let data, size >= 0 else { throw Failure(PANSECB_INVALID_ARGUMENT, "data is NULL") }
        return try Model.load(bytes: UnsafeRawBufferPointer(start: data, count: size), cpu: cpu)
    }
}

@_cdecl("pansecb_model_load_reader") @implementation
public func pansecb_model_load_reader(
    _ read: pansecb_read?, _ user: UnsafeMutableRawPointer?, _ options: UnsafePointer<pansecb_model_options>?,
    _ model: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<CChar>?, _ error_size: Int
) -> pansecb_status {
    load(options, into: model, error: error, size: error_size) { (cpu, host) throws(Failure) in
        guard let read else { throw Failure(PANSECB_INVALID_ARGUMENT, "read is NULL") }
        return try Model.load(cpu: cpu) { bytes in host.call { read(user, bytes.baseAddress, bytes.count) } }
    }
}

@_cdecl("pansecb_model_release") @implementation
public func pansecb_model_release(_ model: OpaquePointer?) { release(model, as: ModelHandle.self) }

@_cdecl("pansecb_model_get_info") @implementation
public func pansecb_model_get_info(_ model: OpaquePointer?, _ info: UnsafeMutablePointer<pansecb_model_info>?)
    -> pansecb_status
{
    status { () throws(Failure) in
        let handle = try object(model, as: ModelHandle.self, "model"), model = handle.model
        var value = pansecb_model_info()
        value.architecture = pansecb_architecture(rawValue: model.architecture.kind.rawValue)
        value.cpu = model.cpu
        value.class_count = UInt32(model.classes.count)
        value.thing_count = UInt32(model.architecture.things)
        value.semantic_channels = UInt32(model.architecture.semanticChannels)
        value.instance_channels = UInt32(model.architecture.instanceChannels)
        value.sigmas = UInt32(model.architecture.sigmas)
        value.trained_width = UInt32(model.trainedWidth)
        value.trained_height = UInt32(model.trainedHeight)
        value.memory = UInt64(model.memory)
        value.licence = handle.licence.pointer
        value.source = handle.source.pointer
        try write(value, to: info, "info")
    }
}

@_cdecl("pansecb_model_get_class") @implementation
public func pansecb_model_get_class(
    _ model: OpaquePointer?, _ index: UInt32, _ entry: UnsafeMutablePointer<pansecb_class>?
) -> pansecb_status {
    status { () throws(Failure) in
        let handle = try object(model, as: ModelHandle.self, "model")
        guard index < UInt32(handle.model.classes.count) else {
            throw Failure(
                PANSECB_INVALID_ARGUMENT, "index \(index): the model has \(handle.model.classes.count) classes")
        }
        let source = handle.model.classes[Int(index)]
        var value = pansecb_class()
        value.label_id = UInt32(source.labelID)
        value.name = handle.names[Int(index)].pointer
        value.red = source.red
        value.green = source.green
        value.blue = source.blue
        // A network without objects may have things, but does not tell theirs apart.
        value.thing = source.isThing && source.seedChannel != nil ? 1 : 0
        try write(value, to: entry, "entry")
    }
}

@_cdecl("pansecb_model_get_options") @implementation
public func pansecb_model_get_options(_ model: OpaquePointer?, _ options: UnsafeMutablePointer<pansecb_options>?)
    -> pansecb_status
{
    status { () throws(Failure) in
        try write(try object(model, as: ModelHandle.self, "model").model.defaults, to: options, "options")
    }
}

/// The status of a call that returns no text.
private func status(_ body: () throws(Failure) -> Void) -> pansecb_status {
    do throws(Failure) {
        try body()
        return PANSECB_OK
    } catch { return error.status }
}
