/// The desired outputs for an image.
public struct Targets: Sendable {
    public struct Object: Sendable {
        /// Its class, as the number of a seed map.
        public var thing: Int

        public init(thing: Int) { self.thing = thing }
    }

    public let width: Int, height: Int
    /// Channel of the semantic output for each pixel.
    public let semantic: [UInt8]
    /// Number of the object for each pixel, from 1; 0: none.
    public let object: [UInt16]
    public let objects: [Object]
    /// For each pixel, whether it may belong to an object that the labels do not tell: its class is unknown, or it is
    /// of a crowd. Empty: no pixel.
    public let mayBeObject: [Bool]
    /// What a teacher says: the share of each semantic channel for each pixel, in a multiple of 16 of which the rest is
    /// 0. Empty: there is no teacher.
    public var taught: [Float] = []

    public init(
        width: Int, height: Int, semantic: [UInt8], object: [UInt16], objects: [Object], mayBeObject: [Bool] = []
    ) {
        self.width = width
        self.height = height
        self.semantic = semantic
        self.object = object
        self.objects = objects
        self.mayBeObject = mayBeObject
    }
}
