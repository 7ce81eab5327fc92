import Images
import PanSECB

/// A made-up street as a camera in a car sees it, with the id of every pixel. The same key and size give the same
/// bytes.
public struct StreetScene: Sendable {
    public let picture: Picture
    /// Cityscapes' instanceIds: `PanopticID`s, of whose object or class the colour fills most of the pixel.
    public let instanceIds: LabelMap16
    /// A motorway: lanes one way between crash barriers, without pavements and people. A third of the scenes.
    public let isMotorway: Bool

    /// Objects of which fewer pixels would be seen are left out.
    public static let minPixels = 30
    /// Sides in pixels that a scene can be drawn in.
    public static let sides = 16...4096

    /// Throws where a side is not in `sides`. `split` and `index` name the picture within its dataset.
    public init(width: Int, height: Int, seed: UInt64, split: String, index: Int) throws {
        guard StreetScene.sides.contains(width), StreetScene.sides.contains(height) else {
            throw SceneError(width: width, height: height)
        }
        var chance = Chance(seed: seed, split: split, index: index)
        isMotorway = chance.happens(1 / 3)
        var scene = StreetScene.build(width: width, height: height, isMotorway: isMotorway, &chance)
        let foreground = Foreground(width: width, height: height, &chance)
        var lens = Lens(height: height, &chance)
        let (samples, objects) = StreetScene.visible(&scene, foreground)
        let painting = Painting(scene, samples, foreground)
        picture = try lens.picture(painting, scene)
        instanceIds = try LabelMap16(width: width, height: height, labels: StreetScene.ids(scene, objects))
    }

    private static func build(width: Int, height: Int, isMotorway: Bool, _ chance: inout Chance) -> Scene {
        let camera = Camera(width: width, height: height, above: isMotorway ? 1.2...1.6 : 1.2...1.8, &chance)
        let light = Light(&chance)
        var scene = Scene(camera: camera, light: light, edges: chance)
        var places = Places()
        // The car with the camera.
        _ = places.claim(Pose(Point(0, 0, -1), heading: 0), halfWidth: 1.2, halfLength: 4, margin: 0)
        if isMotorway {
            drawMotorway(&scene, &places, &chance)
        } else {
            drawStreet(&scene, &places, &chance)
        }
        return scene
    }

    private static func drawStreet(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        let road = Road(&chance)
        let sides = [Roadside(side: -1, road, &chance), Roadside(side: 1, road, &chance)]
        Ground(road, sides, &chance).draw(&scene, &chance)
        Frontage(road, &chance).draw(&scene, sides, &chance)
        Furniture(road: road).draw(&scene, sides, &places, &chance)
        Traffic(road: road, sides: sides).draw(&scene, &places, &chance)
        Crowd(road: road, sides: sides).draw(&scene, &places, &chance)
    }

    private static func drawMotorway(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        let motorway = Motorway(&chance)
        Carriageways(motorway, &chance).draw(&scene, &chance)
        motorway.drawBarriers(&scene, &chance)
        Countryside(motorway, &chance).draw(&scene, &chance)
        Overhead(motorway: motorway).draw(&scene, &chance)
        motorway.drawTraffic(&scene, &places, &chance)
    }

    /// Leaves out objects of which too little is seen, until none is left: each that goes shows what was behind it.
    private static func visible(_ scene: inout Scene, _ foreground: Foreground) -> (SampleMap, [Int32]) {
        for label in [Label.egoVehicle, .outOfRegion, .sky] { _ = scene.object(label) }
        var hidden = [Bool](repeating: false, count: scene.objects.count)
        while true {
            let samples = SampleMap(scene, leavingOut: hidden)
            let objects = Painting.objects(&scene, samples, foreground)
            var areas = [Int](repeating: 0, count: scene.objects.count)
            for object in objects { areas[Int(object)] += 1 }
            var isDone = true
            for (index, object) in scene.objects.enumerated() where object.label.isThing && !hidden[index] {
                guard areas[index] < minPixels else { continue }
                hidden[index] = true
                if let partner = object.partner { hidden[partner] = true }
                // What had no pixel changes nothing.
                if areas[index] > 0 || object.partner.map({ areas[$0] > 0 }) == true { isDone = false }
            }
            if isDone { return (samples, objects) }
        }
    }

    /// Numbers each class's objects in their order of creation.
    private static func ids(_ scene: Scene, _ objects: [Int32]) -> [UInt16] {
        var seen = [Bool](repeating: false, count: scene.objects.count)
        for object in objects { seen[Int(object)] = true }
        var counts: [Label: Int] = [:]
        let ids = scene.objects.enumerated().map { index, object -> UInt16 in
            guard object.label.isThing, seen[index] else { return UInt16(object.label.rawValue) }
            let number = counts[object.label, default: 0]
            counts[object.label] = number + 1
            return UInt16(PanopticID(label: object.label.rawValue, object: number).value)
        }
        return objects.map { ids[Int($0)] }
    }
}

/// A size that no scene is drawn in.
public struct SceneError: Error, CustomStringConvertible, Sendable {
    public let width: Int
    public let height: Int

    public var description: String {
        "\(height)x\(width): a side has \(StreetScene.sides.lowerBound) to \(StreetScene.sides.upperBound) pixels"
    }
}
