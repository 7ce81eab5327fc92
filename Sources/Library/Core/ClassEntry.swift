/// One class of a model: a row of its class table. The row's number is what class maps and segments hold.
public struct ClassEntry: Sendable {
    /// Its label id in the data set, e.g. 26 for a car in Cityscapes; at most `maxLabelID`.
    public var labelID: Int
    public var name: String
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8
    /// Whether it has separate objects, which the network tells apart if the class has a seed map.
    public var isThing: Bool
    /// Its channel of the raw semantic output, if it has one.
    public var semanticChannel: Int?
    /// Its seed map, if it has one.
    public var seedChannel: Int?

    public init(
        labelID: Int, name: String, red: UInt8, green: UInt8, blue: UInt8, isThing: Bool, semanticChannel: Int?,
        seedChannel: Int?
    ) {
        self.labelID = labelID
        self.name = name
        self.red = red
        self.green = green
        self.blue = blue
        self.isThing = isThing
        self.semanticChannel = semanticChannel
        self.seedChannel = seedChannel
    }

    /// The ids of its objects, as `PanopticID`, must fit into 32 bits.
    public static let maxLabelID = 4_000_000
    public static let maxNameBytes = 255
}

// Comparing strings needs Unicode tables, which the embedded library does not contain.
#if !hasFeature(Embedded)
    extension ClassEntry: Equatable {}
#endif

/// The class map's value for unlabelled pixels is 255, so a table has at most this many classes.
public let maxClasses = 254
