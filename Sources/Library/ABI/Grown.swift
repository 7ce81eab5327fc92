import CPanSECB

/// A structure of the header that grows at its end from version to version. Callers say how long theirs is; the first
/// version's size is the least.
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
    /// The largest size that a caller may say, in bytes: a number beyond it is a structure that was not filled.
    static var largestSize: Int { 1 << 16 }

    /// What both a caller whose structure has `size` bytes and this library know of it; nil where no version's
    /// structure has that size.
    static func commonSize(_ size: Int) -> Int? {
        size >= firstSize && size <= largestSize ? min(size, MemoryLayout<Self>.size) : nil
    }
}
