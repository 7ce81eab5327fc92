import CPanSECB
import CShims
import PanSECB

/// What a pansecb_session points to: the session, the text of its last failure, and whether a thread is using it.
final class SessionHandle {
    let session: Session
    /// Zero-terminated text of the last failure.
    let error: UnsafeMutablePointer<CChar>
    /// 1 while a call is under way.
    let busy: UnsafeMutablePointer<UInt32>

    static let errorSize = 256

    private init(_ session: Session, _ memory: UnsafeMutableRawPointer) {
        self.session = session
        busy = memory.bindMemory(to: UInt32.self, capacity: 1)
        busy.initialize(to: 0)
        error = (memory + 64).bindMemory(to: CChar.self, capacity: SessionHandle.errorSize)
        error.initialize(repeating: 0, count: SessionHandle.errorSize)
    }

    deinit { pansecb_free(busy) }

    static func make(_ session: Session) throws(Failure) -> SessionHandle {
        guard let memory = pansecb_allocate(64 + errorSize, 64, 0) else {
            throw Failure(PANSECB_OUT_OF_MEMORY, "no memory for a session")
        }
        return SessionHandle(session, memory)
    }

    /// Runs a call and keeps the text of its failure. Only one thread may use the session; another one is turned away
    /// without touching it, and thread-local storage remembers that.
    func enter(_ body: (Session) throws(Failure) -> Void) -> pansecb_status {
        guard pansecb_swap32(busy, 1) == 0 else {
            pansecb_set_busy_session(busy)
            return PANSECB_BUSY
        }
        defer { pansecb_store32(busy, 0) }
        pansecb_set_busy_session(nil)
        error[0] = 0
        do throws(Failure) {
            try HostFloatingPoint.setAside { (_) throws(Failure) in try body(session) }
            return PANSECB_OK
        } catch {
            copy(error.text, to: self.error, SessionHandle.errorSize)
            return error.status
        }
    }

    /// The text of this thread's last failure. A thread that was turned away, or comes while a call runs, gets another
    /// text.
    var message: UnsafePointer<CChar> {
        if pansecb_busy_session() == UnsafeRawPointer(busy) || pansecb_load32(busy) != 0 {
            return text("session in use by another thread")
        }
        return UnsafePointer(error)
    }
}

private func enter(_ session: OpaquePointer?, _ body: (Session) throws(Failure) -> Void) -> pansecb_status {
    guard let session else { return PANSECB_INVALID_ARGUMENT }
    return Unmanaged<SessionHandle>.fromOpaque(UnsafeRawPointer(session)).takeUnretainedValue().enter(body)
}

@_cdecl("pansecb_session_memory") @implementation
public func pansecb_session_memory(
    _ model: OpaquePointer?, _ options: UnsafePointer<pansecb_session_options>?, _ bytes: UnsafeMutablePointer<UInt64>?
) -> pansecb_status {
    do throws(Failure) {
        let model = try object(model, as: ModelHandle.self, "model").model
        var read = pansecb_session_options()
        try PanSECBABI.read(options, "options", into: &read)
        guard let bytes else { return PANSECB_INVALID_ARGUMENT }
        bytes.pointee = UInt64(
            try Session.memory(
                model: model, maxWidth: Int(read.max_width), maxHeight: Int(read.max_height), threads: Int(read.threads)
            ))
        return PANSECB_OK
    } catch { return error.status }
}

@_cdecl("pansecb_session_create") @implementation
public func pansecb_session_create(
    _ model: OpaquePointer?, _ options: UnsafePointer<pansecb_session_options>?,
    _ session: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<CChar>?, _ error_size: Int
) -> pansecb_status {
    copy("", to: error, error_size)
    let errorBuffer = error
    do throws(Failure) {
        guard let session else { throw Failure(PANSECB_INVALID_ARGUMENT, "session is NULL") }
        session.pointee = nil
        let model = try object(model, as: ModelHandle.self, "model").model
        var read = pansecb_session_options()
        try PanSECBABI.read(options, "options", into: &read)
        let refusals = pansecb_refusals()
        let made = try Session.make(
            model: model, maxWidth: Int(read.max_width), maxHeight: Int(read.max_height), threads: Int(read.threads))
        let handle = try SessionHandle.make(made)
        guard pansecb_refusals() == refusals else { throw Failure(PANSECB_OUT_OF_MEMORY, "no memory for a session") }
        session.pointee = PanSECBABI.handle(handle)
        log(
            read.log, read.log_user,
            "session for \(read.max_width) x \(read.max_height), \(made.workers) threads, \(made.memory) bytes")
        return PANSECB_OK
    } catch {
        copy(error.text, to: errorBuffer, error_size)
        return error.status
    }
}

@_cdecl("pansecb_session_release") @implementation
public func pansecb_session_release(_ session: OpaquePointer?) { release(session, as: SessionHandle.self) }

@_cdecl("pansecb_session_error") @implementation
public func pansecb_session_error(_ session: OpaquePointer?) -> UnsafePointer<CChar>? {
    guard let session else { return text("session is NULL") }
    return Unmanaged<SessionHandle>.fromOpaque(UnsafeRawPointer(session)).takeUnretainedValue().message
}

/// The caller's options; nil stands for the model's defaults.
private func options(_ pointer: UnsafePointer<pansecb_options>?) throws(Failure) -> pansecb_options? {
    guard pointer != nil else { return nil }
    var value = pansecb_options()
    try read(pointer, "options", into: &value)
    return value
}

/// Reads the caller's result, lets `body` fill it, and writes back what is not a place for results: from
/// `segment_count` on, the last field of the first version.
private func withResult(
    _ pointer: UnsafeMutablePointer<pansecb_result>?, _ body: (inout pansecb_result) throws(Failure) -> Void
) throws(Failure) {
    var value = pansecb_result()
    try read(UnsafePointer(pointer), "result", into: &value)
    let size = Int(value.segment_size), least = pansecb_segment.firstSize, most = pansecb_segment.largestSize
    guard value.segments == nil || pansecb_segment.commonSize(size) != nil else {
        throw Failure(PANSECB_INVALID_ARGUMENT, "result: segment_size is \(size), legal are \(least) to \(most)")
    }
    try body(&value)
    let first = pansecb_result.firstSize - MemoryLayout<UInt32>.size
    guard let pointer, let common = pansecb_result.commonSize(Int(value.struct_size)) else { return }
    withUnsafeBytes(of: value) {
        (UnsafeMutableRawPointer(pointer) + first).copyMemory(
            from: $0.baseAddress! + first, byteCount: common - first)
    }
}

@_cdecl("pansecb_segment_image") @implementation
public func pansecb_segment_image(
    _ session: OpaquePointer?, _ image: UnsafePointer<pansecb_image>?, _ options: UnsafePointer<pansecb_options>?,
    _ result: UnsafeMutablePointer<pansecb_result>?
) -> pansecb_status {
    enter(session) { (session) throws(Failure) in
        var picture = pansecb_image()
        try read(image, "image", into: &picture)
        let options = try PanSECBABI.options(options)
        try withResult(result) { (result) throws(Failure) in
            try session.segment(picture, options: options, result: &result)
        }
    }
}

@_cdecl("pansecb_forward") @implementation
public func pansecb_forward(
    _ session: OpaquePointer?, _ image: UnsafePointer<pansecb_image>?, _ semantic: UnsafeMutablePointer<Float>?,
    _ instance: UnsafeMutablePointer<Float>?
) -> pansecb_status {
    enter(session) { (session) throws(Failure) in
        var picture = pansecb_image()
        try read(image, "image", into: &picture)
        try session.forward(picture, semantic: semantic, instance: instance)
    }
}

@_cdecl("pansecb_segment_outputs") @implementation
public func pansecb_segment_outputs(
    _ session: OpaquePointer?, _ semantic: UnsafePointer<Float>?, _ instance: UnsafePointer<Float>?, _ width: UInt32,
    _ height: UInt32,
    _ options: UnsafePointer<pansecb_options>?, _ result: UnsafeMutablePointer<pansecb_result>?
) -> pansecb_status {
    enter(session) { (session) throws(Failure) in
        let options = try PanSECBABI.options(options)
        try withResult(result) { (result) throws(Failure) in
            try session.segmentOutputs(
                semantic: semantic, instance: instance, width: Int(width), height: Int(height), options: options,
                result: &result)
        }
    }
}

@_cdecl("pansecb_session_timings") @implementation
public func pansecb_session_timings(_ session: OpaquePointer?, _ timings: UnsafeMutablePointer<pansecb_timings>?)
    -> pansecb_status
{
    enter(session) { (session) throws(Failure) in try write(session.timings, to: timings, "timings") }
}
