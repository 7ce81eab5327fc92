/// The Cityscapes label ids that scenes are made of.
public enum Label: Int, CaseIterable, Sendable {
    case egoVehicle = 1
    case outOfRegion = 3
    case staticObject = 4
    case road = 7
    case sidewalk = 8
    case building = 11
    case wall = 12
    case fence = 13
    case guardRail = 14
    case bridge = 15
    case pole = 17
    case trafficLight = 19
    case trafficSign = 20
    case vegetation = 21
    case terrain = 22
    case sky = 23
    case person = 24
    case rider = 25
    case car = 26
    case truck = 27
    case bus = 28
    case train = 31
    case motorcycle = 32
    case bicycle = 33

    /// Countable: every object has a number of its own.
    public var isThing: Bool { rawValue >= Label.person.rawValue }

    /// None of the classes that Cityscapes trains and scores.
    public var isVoid: Bool { rawValue < Label.road.rawValue || self == .guardRail || self == .bridge }
}
