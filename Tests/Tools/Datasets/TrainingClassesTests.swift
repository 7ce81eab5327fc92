import Checkpoints
import Datasets
import Foundation
import Images
import PanSECB
import Testing

@Suite struct TrainingClassesTests {
    @Test func cityscapes() {
        let classes = TrainingClasses.cityscapes
        #expect(classes.stuff.map(\.labelID) == [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23])
        #expect(classes.things.map(\.labelID) == [24, 25, 26, 27, 28, 31, 32, 33])
        #expect(classes.someThingChannel == 11 && classes.voidChannel == 12 && classes.semanticChannels == 13)
        #expect(
            classes.table
                == ClassTable.usual(for: Architecture(kind: .panSECB, semanticChannels: 13, sigmas: 1, things: 8)))
    }

    @Test func camvidFromItsFile() throws {
        let classes = try TrainingClasses(file: Fixture.camvidClasses)
        #expect(classes.stuff.map(\.labelID) == [23, 11, 17, 7, 8, 21, 20, 13])
        #expect(classes.stuff.map(\.semanticChannel) == Array(0..<8))
        #expect(classes.things.map(\.labelID) == [24, 25, 26] && classes.things.map(\.seedChannel) == [0, 1, 2])
        #expect(classes.someThingChannel == 8 && classes.voidChannel == 9)
        // They are named and painted as in Cityscapes.
        let known = TrainingClasses.cityscapes.table.classes
        for entry in classes.table.classes {
            let twin = try #require(known.first { $0.labelID == entry.labelID })
            #expect(
                entry.name == twin.name && [entry.red, entry.green, entry.blue] == [twin.red, twin.green, twin.blue])
            #expect(entry.isThing == twin.isThing)
        }
    }

    private func entry(_ id: Int, thing: Bool, _ more: String = "") -> String {
        #"{"id": \#(id), "name": "c\#(id)", "color": [1, 2, 3], "thing": \#(thing)\#(more)}"#
    }

    private func read(_ entries: String..., for network: ArchitectureKind = .usual) throws -> TrainingClasses {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("classes-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("[\(entries.joined(separator: ","))]".utf8).write(to: file)
        return try TrainingClasses(file: file.path, for: network)
    }

    /// Every class has a channel of its own, its objects' pixels too; channels are those of the converter.
    @Test func classesOnly() throws {
        let cityscapes = TrainingClasses.cityscapes(for: .erfNet)
        #expect(
            cityscapes.table
                == ClassTable.usual(for: Architecture(kind: .erfNet, semanticChannels: 20, sigmas: 0, things: 0)))
        let targets = cityscapes.targets(
            of: try LabelMap16(width: 6, height: 1, labels: [7, 26, 26_000, 26_999, 0, 29_001]))
        #expect(targets.semantic == [0, 13, 13, 13, 19, 19] && targets.objects.isEmpty)
        #expect(targets.object.allSatisfy { $0 == 0 })

        // In the order of the file.
        let classes = try read(entry(5, thing: true), entry(999, thing: false), entry(6, thing: true), for: .erfNet)
        #expect(classes.stuff.map(\.labelID) == [5, 999, 6] && classes.things.isEmpty && classes.leftOut.isEmpty)
        #expect(classes.someThingChannel == nil && classes.voidChannel == 3 && classes.semanticChannels == 4)
        #expect(classes.table.classes.map(\.isThing) == [true, false, true] && classes.table.someThingChannel == nil)
        #expect(classes.targets(of: try LabelMap16(width: 2, height: 1, labels: [6_003, 999])).semantic == [2, 1])
        #expect(ClassShares(classes).semanticWeights().count == 4 && ClassShares(classes).seedWeights.isEmpty)
        let given = try read(
            entry(5, thing: true, #", "semantic": 1"#), entry(7, thing: false, #", "semantic": 0"#), for: .erfNet)
        #expect(given.stuff.map(\.labelID) == [7, 5])
        #expect(throws: CheckpointError.self) { try read(entry(1000, thing: false), for: .erfNet) }
    }

    /// Stuff is left out.
    @Test func thingsOnly() throws {
        let cityscapes = TrainingClasses.cityscapes(for: .branchedERFNet)
        #expect(cityscapes.things == TrainingClasses.cityscapes.things && cityscapes.stuff.isEmpty)
        #expect(cityscapes.leftOut == TrainingClasses.cityscapes.stuff)
        #expect(
            cityscapes.table
                == ClassTable.usual(for: Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 8))
        )

        let classes = try read(entry(7, thing: false), entry(26, thing: true), for: .branchedERFNet)
        #expect(classes.table == ClassTable(classes: classes.things, someThingChannel: nil))
        #expect(classes.things.map(\.labelID) == [26] && classes.leftOut.map(\.labelID) == [7])
        let targets = classes.targets(of: try LabelMap16(width: 4, height: 1, labels: [7, 26, 26_001, 24_001]))
        #expect(targets.object == [0, 0, 1, 0] && targets.objects.map(\.thing) == [0])
        let shares = ClassShares(classes, targets)
        #expect(shares.objectShares == [0.25] && shares.seedWeights.count == 1)
        let error = #expect(throws: CheckpointError.self) { try read(entry(7, thing: false), for: .branchedERFNet) }
        #expect(error?.description.contains("no class is a thing") == true)
    }

    /// Other labels of a class are it: stuff, objects and crowds.
    @Test func alsoOtherLabels() throws {
        let classes = try read(
            entry(11, thing: false, #", "also": [12, 300]"#), entry(26, thing: true, #", "also": [27]"#),
            entry(24, thing: true))
        let ids: [UInt16] = [11, 12, 300, 26, 27, 26_001, 27_001, 24_000, 13, 12_001]
        let targets = classes.targets(of: try LabelMap16(width: 10, height: 1, labels: ids))
        #expect(targets.semantic == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2])
        #expect(targets.objects.map(\.id) == [26_001, 27_001, 24_000] && targets.objects.map(\.thing) == [0, 0, 1])
        #expect(targets.object == [0, 0, 0, 0, 0, 1, 2, 3, 0, 0])
        // Void, to which stuff with a number belongs, and crowds may hide objects.
        #expect(targets.mayBeObject == [false, false, false, true, true, false, false, false, true, true])
        #expect(classes.table.number(ofLabel: 27) == classes.table.number(ofLabel: 26))
        #expect(classes.table.number(ofLabel: 13) == nil)
        #expect([12, 27, 27_001, 26_001, 13].map(classes.table.ownID) == [11, 26, 27_001, 26_001, 13])

        let labels = try read(
            entry(11, thing: false), entry(26, thing: true, #", "also": [27]"#), for: .erfNet)
        let semantic = labels.targets(of: try LabelMap16(width: 4, height: 1, labels: [11, 26_001, 27, 27_005]))
        #expect(semantic.semantic == [0, 1, 1, 1])
    }

    @Test(arguments: [
        (#", "also": [26]"#, "26 occurs twice"), (#", "also": [-1]"#, "-1 in \"also\""), (#", "also": 3"#, "no list"),
        (#", "also": [65]"#, "lists 65"),
    ])
    func refusesOtherLabelsThatCannotBe(also: String, problem: String) throws {
        let error = #expect(throws: CheckpointError.self) {
            _ = try read(entry(11, thing: false), entry(26, thing: true, also))
        }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    /// Only things have numbers.
    @Test func stuffWithTheNumberOfAnObjectIsVoid() throws {
        let classes = try read(entry(7, thing: false), entry(26, thing: true))
        let targets = classes.targets(of: try LabelMap16(width: 4, height: 1, labels: [7, 7_003, 26_003, 26]))
        #expect(targets.semantic == [0, 2, 1, 1] && targets.object == [0, 0, 1, 0])
        #expect(targets.mayBeObject == [false, true, false, true])
    }

    @Test func channelsAsGiven() throws {
        let classes = try read(
            entry(5, thing: true, #", "seed": 1"#), entry(6, thing: false, #", "semantic": 1"#),
            entry(7, thing: true, #", "seed": 0"#),
            entry(8, thing: false, #", "semantic": 0"#))
        #expect(classes.stuff.map(\.labelID) == [8, 6] && classes.things.map(\.labelID) == [7, 5])
        let things = try read(entry(1, thing: true), entry(64, thing: true), entry(999, thing: false))
        #expect(things.things.count == 2 && things.someThingChannel == 1)
        #expect(try read(entry(3, thing: true)).semanticChannels == 2)
    }

    @Test func refusesWhatCannotBeTrained() {
        let stuff = entry(1, thing: false), thing = entry(2, thing: true)
        let cases = [
            [], [stuff],  // no thing
            [stuff, thing, entry(65, thing: true)],  // its objects have no numbers in 16 bits
            [entry(1000, thing: false), thing],  // 1000 is an object of class 1
            [entry(1, thing: false, #", "semantic": 1"#), thing],  // channel 0 has no class
            [stuff, entry(2, thing: true, #", "semantic": 1"#)],  // a thing with a channel of its own
            [stuff, entry(2, thing: true, #", "seed": 1"#)], [stuff, stuff, thing],
        ]
        for entries in cases {
            let error = #expect(throws: CheckpointError.self) { try read(entries.joined(separator: ",")) }
            #expect(error?.kind == .badClasses && error?.description.contains("classes-") == true)
        }
        #expect(throws: CheckpointError.self) { try TrainingClasses(file: "/nowhere/classes.json") }
    }
}
