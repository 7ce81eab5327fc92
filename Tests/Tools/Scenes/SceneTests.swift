import Foundation
import Images
import Scenes
import Testing

@Suite struct SceneTests {
    /// Sixty small scenes, drawn once for all tests that count.
    private static let sample: [StreetScene] = (0..<60).map {
        try! StreetScene(width: 512, height: 256, seed: 5, split: "train", index: $0)
    }

    private static func label(_ id: UInt16) -> Label? { Label(rawValue: Int(id) >= 1000 ? Int(id) / 1000 : Int(id)) }

    private static func areas(_ scene: StreetScene) -> [UInt16: Int] {
        var areas: [UInt16: Int] = [:]
        for id in scene.instanceIds.labels { areas[id, default: 0] += 1 }
        return areas
    }

    @Test func sameKeySameBytes() throws {
        let key = (seed: UInt64(9), split: "val", index: 3)
        let first = try StreetScene(width: 128, height: 64, seed: key.seed, split: key.split, index: key.index)
        let again = try StreetScene(width: 128, height: 64, seed: key.seed, split: key.split, index: key.index)
        #expect(first.picture == again.picture)
        #expect(first.instanceIds == again.instanceIds)
    }

    @Test(arguments: [(UInt64(10), "val", 3), (9, "train", 3), (9, "val", 4)])
    func anotherKeyAnotherStreet(seed: UInt64, split: String, index: Int) throws {
        let known = try StreetScene(width: 128, height: 64, seed: 9, split: "val", index: 3)
        let other = try StreetScene(width: 128, height: 64, seed: seed, split: split, index: index)
        #expect(known.picture != other.picture)
        #expect(known.instanceIds != other.instanceIds)
    }

    @Test func allClassesOccur() {
        var scenes: [Label: Int] = [:]
        for scene in SceneTests.sample {
            for label in Set(SceneTests.areas(scene).keys.map(SceneTests.label)) { scenes[label!, default: 0] += 1 }
        }
        for label in Label.allCases where !label.isVoid {
            // In a quarter of the scenes at least.
            #expect(scenes[label, default: 0] >= SceneTests.sample.count / 4, "\(label)")
        }
        // There is something that is not scored, but not everywhere.
        #expect((1..<SceneTests.sample.count).contains(scenes[.egoVehicle, default: 0]))
        #expect((1..<SceneTests.sample.count).contains(scenes[.outOfRegion, default: 0]))
    }

    /// A third are motorways. Each has a barrier along its left edge: mostly a guard rail or concrete, else a wall and
    /// a fence.
    @Test func motorwaysHaveBarriers() {
        let motorways = SceneTests.sample.filter(\.isMotorway)
        #expect((SceneTests.sample.count / 5...SceneTests.sample.count / 2).contains(motorways.count))
        var railed = 0
        for scene in motorways {
            var areas: [Label: Int] = [:]
            for (id, area) in SceneTests.areas(scene) { areas[SceneTests.label(id)!, default: 0] += area }
            for label in [Label.sidewalk, .person, .rider, .bicycle, .train, .trafficLight] {
                #expect(areas[label] == nil, "\(label)")
            }
            let rails = areas[.guardRail, default: 0], others = areas[.wall, default: 0]
            #expect(rails + others > 512 * 256 / 200)
            if rails > 512 * 256 / 100 { railed += 1 }
        }
        #expect(railed * 3 >= motorways.count * 2)
    }

    /// Guard rails also stand beside ordinary streets, but not beside most.
    @Test func someStreetsHaveGuardRails() {
        let streets = SceneTests.sample.filter { !$0.isMotorway }
        let railed = streets.filter { $0.instanceIds.labels.contains(UInt16(Label.guardRail.rawValue)) }
        #expect((2...streets.count / 2).contains(railed.count))
    }

    /// Ids are of known classes; numbers of a class begin at 0 without a gap; nothing is too small.
    @Test func idsAreLegal() {
        for scene in SceneTests.sample {
            let areas = SceneTests.areas(scene)
            for label in Label.allCases where label.isThing {
                let numbers = areas.keys.filter { SceneTests.label($0) == label }.map { Int($0) % 1000 }.sorted()
                #expect(numbers == Array(0..<numbers.count))
            }
            for (id, area) in areas {
                let label = SceneTests.label(id)
                #expect(label != nil, "\(id)")
                #expect((id >= 1000) == (label?.isThing == true), "\(id)")
                if id >= 1000 { #expect(area >= StreetScene.minPixels) }
            }
        }
    }

    /// Shares of all pixels, as they may be in a street.
    @Test func sharesArePlausible() {
        var share: [Label: Double] = [:]
        let pixels = Double(SceneTests.sample.count * 512 * 256)
        for scene in SceneTests.sample {
            for (id, area) in SceneTests.areas(scene) {
                share[SceneTests.label(id)!, default: 0] += Double(area) / pixels
            }
        }
        for (label, range) in [
            (Label.road, 0.15...0.45), (.sidewalk, 0.02...0.15), (.building, 0.08...0.4), (.sky, 0.02...0.3),
            (.vegetation, 0.05...0.3),
            (.car, 0.03...0.25),
            (.person, 0.005...0.1), (.pole, 0.003...0.05),
        ] { #expect(range.contains(share[label] ?? 0), "\(label): \(share[label] ?? 0)") }
    }

    /// One car hides a part of another where their pixels touch; and something hides people, too.
    @Test func objectsHideEachOther() {
        var touching = 0
        for scene in SceneTests.sample {
            let ids = scene.instanceIds
            var pairs: Set<UInt32> = []
            for i in 1..<ids.labels.count where i % ids.width > 0 {
                let a = ids.labels[i - 1], b = ids.labels[i]
                if a != b, a >= 1000, b >= 1000 { pairs.insert(UInt32(min(a, b)) << 16 | UInt32(max(a, b))) }
            }
            touching += pairs.count
        }
        #expect(touching >= 2 * SceneTests.sample.count)
    }

    /// Where the id changes the picture changes: between a thing and what surrounds it colours differ more than within
    /// it.
    @Test func idsFollowColours() {
        var across = 0.0, within = 0.0, edges = 0.0, others = 0.0
        for scene in SceneTests.sample {
            let ids = scene.instanceIds
            for i in 1..<ids.labels.count
            where i % ids.width > 0 && (ids.labels[i] >= 1000 || ids.labels[i - 1] >= 1000) {
                let step = (0..<3).map {
                    abs(Double(scene.picture.pixels[3 * i + $0]) - Double(scene.picture.pixels[3 * i - 3 + $0]))
                }
                .reduce(0, +)
                if ids.labels[i] == ids.labels[i - 1] {
                    within += step
                    others += 1
                } else {
                    across += step
                    edges += 1
                }
            }
        }
        #expect(across / edges > 3 * within / others)
    }

    /// A rider sits on something, and both are objects of their own.
    @Test func ridersHaveCycles() {
        var riders = 0, alone = 0
        for scene in SceneTests.sample {
            let labels = Set(SceneTests.areas(scene).keys.map(SceneTests.label))
            guard labels.contains(.rider) else { continue }
            riders += 1
            if labels.isDisjoint(with: [.bicycle, .motorcycle]) { alone += 1 }
        }
        #expect(riders > 10)
        #expect(alone == 0)
    }

    @Test(arguments: [(16, 16), (256, 128), (333, 97), (61, 240), (1021, 511)])
    func anySize(width: Int, height: Int) throws {
        for index in 0..<4 {
            let scene = try StreetScene(width: width, height: height, seed: 2, split: "train", index: index)
            #expect(scene.picture.width == width && scene.picture.height == height)
            #expect(scene.instanceIds.width == width && scene.instanceIds.height == height)
            #expect(scene.instanceIds.labels.contains(UInt16(Label.road.rawValue)))
        }
    }

    @Test(arguments: [(0, 64), (64, 15), (4097, 64), (-1, 64), (Int.max, Int.max)])
    func noSuchSize(width: Int, height: Int) {
        #expect(throws: SceneError.self) {
            try StreetScene(width: width, height: height, seed: 1, split: "train", index: 0)
        }
    }
}

@Suite struct SceneFolderTests {
    @Test func writesTheLayoutOfCityscapes() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("pansecb-" + UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = SceneFolder(path: path, width: 64, height: 32, seed: 4)
        try folder.make("train")
        #expect(!folder.isComplete("train", 7))
        try folder.write("train", 7)
        #expect(folder.isComplete("train", 7))
        let scene = try StreetScene(width: 64, height: 32, seed: 4, split: "train", index: 7)
        #expect(
            try Picture(contentsOf: path + "/leftImg8bit/train/synth/synth_000007_leftImg8bit.png") == scene.picture)
        #expect(
            try LabelMap16(contentsOf: path + "/gtFine/train/synth/synth_000007_gtFine_instanceIds.png")
                == scene.instanceIds)
    }
}
