import CPanSECB
import CShims
import PanSECB

// What all functions of the C interface share: they copy callers' structures by the size these state, pass handles, and
// write texts of failures.

/// Reads the part of a caller's structure that both sides know. Fields that the caller does not know are zero; fields
/// that this library does not know must be zero.
func read<Structure: Grown>(
    _ pointer: UnsafePointer<Structure>?, _ name: StaticString, into value: inout Structure
) throws(Failure) {
    let (size, common) = try sizes(of: pointer, name)
    let bytes = UnsafeRawBufferPointer(start: pointer, count: size)
    for i in common..<size where bytes[i] != 0 {
        throw Failure(PANSECB_INVALID_ARGUMENT, "\(name): a field is set that this library does not know")
    }
    withUnsafeMutableBytes(of: &value) {
        _ = $0.initializeMemory(as: UInt8.self, repeating: 0)
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[0..<common]))
    }
}

/// Writes the part of a structure that both sides know into the caller's, and zeros after it. The size that the caller
/// set stays.
func write<Structure: Grown>(
    _ value: Structure, to pointer: UnsafeMutablePointer<Structure>?, _ name: StaticString
) throws(Failure) {
    let (size, common) = try sizes(of: UnsafePointer(pointer), name)
    let head = MemoryLayout<UInt32>.size
    let bytes = UnsafeMutableRawBufferPointer(start: pointer, count: size)
    withUnsafeBytes(of: value) {
        UnsafeMutableRawBufferPointer(rebasing: bytes[head..<common])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[head..<common]))
    }
    _ = UnsafeMutableRawBufferPointer(rebasing: bytes[common...]).initializeMemory(as: UInt8.self, repeating: 0)
}

/// The size that a structure states in its first field, and how much of it this library knows.
private func sizes<Structure: Grown>(of pointer: UnsafePointer<Structure>?, _ name: StaticString)
    throws(Failure) -> (size: Int, common: Int)
{
    guard let pointer else { throw Failure(PANSECB_INVALID_ARGUMENT, "\(name) is NULL") }
    let size = Int(UnsafeRawPointer(pointer).loadUnaligned(as: UInt32.self))
    guard let common = Structure.commonSize(size) else {
        throw Failure(
            PANSECB_INVALID_ARGUMENT,
            "\(name): struct_size is \(size), legal are \(Structure.firstSize) to \(Structure.largestSize)")
    }
    return (size, common)
}

/// Passes an object and its ownership to the caller.
func handle<Object: AnyObject>(_ object: Object) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(object).toOpaque())
}

func object<Object: AnyObject>(_ handle: OpaquePointer?, as type: Object.Type, _ name: StaticString) throws(Failure)
    -> Object
{
    guard let handle else { throw Failure(PANSECB_INVALID_ARGUMENT, "\(name) is NULL") }
    return Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
}

func release<Object: AnyObject>(_ handle: OpaquePointer?, as type: Object.Type) {
    if let handle { Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).release() }
}

/// A caller's buffer for a text, which is cut to fit.
func copy(_ text: Message, to buffer: UnsafeMutablePointer<CChar>?, _ size: Int) {
    guard let buffer, size > 0 else { return }
    var count = 0
    text.forEachByte { byte in
        guard count < size - 1 else { return }
        buffer[count] = CChar(bitPattern: byte)
        count += 1
    }
    buffer[count] = 0
}

/// The same for texts of models.
func copy(_ text: String, to buffer: UnsafeMutablePointer<CChar>?, _ size: Int) {
    guard let buffer, size > 0 else { return }
    var count = 0
    for byte in text.utf8 where count < size - 1 {
        buffer[count] = CChar(bitPattern: byte)
        count += 1
    }
    buffer[count] = 0
}

/// A zero-terminated text that lives as long as its owner.
final class CText {
    let start: UnsafeMutablePointer<CChar>?

    init(_ text: String) {
        let count = text.utf8.count + 1
        start = pansecb_allocate(count, 16, 0)?.assumingMemoryBound(to: CChar.self)
        copy(text, to: start, count)
    }

    deinit { pansecb_free(start) }

    var pointer: UnsafePointer<CChar> { start.map { UnsafePointer($0) } ?? text("") }
}

/// A constant text.
func text(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

func log(_ log: pansecb_log?, _ user: UnsafeMutableRawPointer?, _ line: Message) {
    guard let log else { return }
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Message.capacity + 1) { text in
        copy(line, to: text.baseAddress, text.count)
        log(user, PANSECB_LOG_INFO, text.baseAddress)
    }
}
