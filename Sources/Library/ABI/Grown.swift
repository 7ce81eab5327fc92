import CPanSECB

/// A structure of the header that grows at its end from version to version. Callers state their size, which is at least
/// that of the first version.
protocol Grown {
    static var firstSize: Int { get }
}

extension pansecb_model_options: Grown { static var firstSize: Int { Int(PANSECB_FIRST_MODEL_OPTIONS) } }
extension pansecb_model_info: Grown { static var firstSize: Int { Int(PANSECB_FIRST_MODEL_INFO) } }
extension pansecb_class: Grown { static var firstSize: Int { Int(PANSECB_FIRST_CLASS) } }
extension pansecb_session_options: Grown { static var firstSize: Int { Int(PANSECB_FIRST_SESSION_OPTIONS) } }
extension pansecb_image: Grown { static var firstSize: Int { Int(PANSECB_FIRST_IMAGE) } }
extension pansecb_options: Grown { static var firstSize: Int { Int(PANSECB_FIRST_OPTIONS) } }
extension pansecb_segment: Grown { static var firstSize: Int { Int(PANSECB_FIRST_SEGMENT) } }
extension pansecb_result: Grown { static var firstSize: Int { Int(PANSECB_FIRST_RESULT) } }
extension pansecb_timings: Grown { static var firstSize: Int { Int(PANSECB_FIRST_TIMINGS) } }

extension Grown {
    /// The largest size in bytes that a caller may state: a larger number means an uninitialised structure.
    static var largestSize: Int { 1 << 16 }

    /// How much of a structure of `size` bytes both the caller and this library know; nil if no version has that size.
    static func commonSize(_ size: Int) -> Int? {
        size >= firstSize && size <= largestSize ? min(size, MemoryLayout<Self>.size) : nil
    }
}
