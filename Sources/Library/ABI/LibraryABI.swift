import CPanSECB
import PanSECB

@_cdecl("pansecb_version") @implementation
public func pansecb_version() -> UInt32 {
    UInt32(PANSECB_VERSION_MAJOR * 1_000_000 + PANSECB_VERSION_MINOR * 1000 + PANSECB_VERSION_PATCH)
}

@_cdecl("pansecb_cpu_best") @implementation
public func pansecb_cpu_best() -> pansecb_cpu { CPU.best }

@_cdecl("pansecb_cpu_text") @implementation
public func pansecb_cpu_text(_ cpu: pansecb_cpu) -> UnsafePointer<CChar>? { text(CPU.name(cpu)) }

@_cdecl("pansecb_status_text") @implementation
public func pansecb_status_text(_ status: pansecb_status) -> UnsafePointer<CChar>? {
    switch status {
    case PANSECB_OK: return text("success")
    case PANSECB_INVALID_ARGUMENT: return text("invalid argument")
    case PANSECB_OUT_OF_MEMORY: return text("out of memory")
    case PANSECB_CANNOT_READ: return text("cannot read")
    case PANSECB_NOT_A_MODEL: return text("not a weight file")
    case PANSECB_UNKNOWN_VERSION: return text("weight file of a newer format")
    case PANSECB_DAMAGED: return text("damaged weight file")
    case PANSECB_LIMIT: return text("beyond a limit")
    case PANSECB_UNSUPPORTED: return text("not supported")
    case PANSECB_BUSY: return text("session in use by another thread")
    case PANSECB_CANCELLED: return text("cancelled")
    case PANSECB_DEADLINE: return text("deadline passed")
    default: return text("unknown status")
    }
}
