/// A pixel's value in panoptic maps and in Cityscapes' instanceIds: label id * 1000 + k for an object of a thing class,
/// the label id alone for everything else, 0 for unlabelled pixels.
public struct PanopticID: Equatable, Sendable {
    public let value: UInt32

    @inlinable public init(_ value: UInt32) { self.value = value }
    @inlinable public init(_ value: UInt16) { self.value = UInt32(value) }

    /// Object `object` of a class, 0 ... `maxObject`. The library counts from 1, Cityscapes from 0.
    @inlinable public init(label: Int, object: Int) {
        value = UInt32(truncatingIfNeeded: label * PanopticID.perLabel + object)
    }

    @inlinable public var isObject: Bool { value >= UInt32(PanopticID.perLabel) }

    /// The label id of its class.
    @inlinable public var label: Int {
        isObject ? Int(truncatingIfNeeded: value / UInt32(PanopticID.perLabel)) : Int(truncatingIfNeeded: value)
    }

    /// Ids per label; label ids alone are smaller.
    @inlinable public static var perLabel: Int { 1000 }
    /// The highest number of an object.
    @inlinable public static var maxObject: Int { perLabel - 1 }
}
