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

    public init(width: Int, height: Int, semantic: [UInt8], object: [UInt16], objects: [Object]) {
        self.width = width
        self.height = height
        self.semantic = semantic
        self.object = object
        self.objects = objects
    }
}
