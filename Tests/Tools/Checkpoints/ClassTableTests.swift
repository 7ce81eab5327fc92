import PanSECB
import Testing

@testable import Checkpoints

/// Which class each channel means.
@Suite struct ClassTableTests {
    private let pansecb = Architecture(kind: .panSECB, semanticChannels: 4, sigmas: 1, things: 2)
    private let branched = Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 2)
    private let erfnet = Architecture(kind: .erfNet, semanticChannels: 3, sigmas: 0, things: 0)

    private func parse(_ text: String, _ architecture: Architecture) throws -> ClassTable {
        try ClassFile.parse(Array(text.utf8), for: architecture)
    }

    private func entry(_ id: Int, thing: Bool, _ more: String = "") -> String {
        #"{"id": \#(id), "name": "c\#(id)", "color": [1, 2, 3], "thing": \#(thing)\#(more)}"#
    }

    @Test func knowsCityscapes() throws {
        let table = try #require(
            ClassTable.usual(for: Architecture(kind: .panSECB, semanticChannels: 13, sigmas: 1, things: 8)))
        #expect(table.someThingChannel == 11)
        #expect(
            table.classes.map(\.labelID) == [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33])
        #expect(table.classes.compactMap(\.semanticChannel) == Array(0..<11))
        #expect(table.classes.compactMap(\.seedChannel) == Array(0..<8))
        #expect(table.classes.filter(\.isThing).first?.name == "person")

        let car = try #require(
            ClassTable.usual(for: Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 2, things: 1)))
        #expect(car.classes.map(\.labelID) == [26] && car.classes[0].seedChannel == 0)
        let things = try #require(
            ClassTable.usual(for: Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 8)))
        #expect(things.classes == table.classes.filter(\.isThing) && things.someThingChannel == nil)

        let erfnet = try #require(
            ClassTable.usual(for: Architecture(kind: .erfNet, semanticChannels: 20, sigmas: 0, things: 0)))
        #expect(
            erfnet.classes.count == 19 && erfnet.classes[18].name == "bicycle"
                && erfnet.classes[18].semanticChannel == 18)
        #expect(erfnet.classes.map(\.isThing) == Array(repeating: false, count: 11) + Array(repeating: true, count: 8))
        let withoutVoid = Architecture(kind: .erfNet, semanticChannels: 19, sigmas: 0, things: 0)
        #expect(ClassTable.usual(for: withoutVoid) == erfnet)
    }

    @Test func asksForClassesThatItDoesNotKnow() {
        for architecture in [pansecb, branched, erfnet] {
            let error = #expect(throws: CheckpointError.self) { try ClassTable.choose(for: architecture, file: nil) }
            #expect(error?.description.contains("--classes") == true)
        }
    }

    @Test func givesChannelsInOrder() throws {
        let table = try parse(
            "[\(entry(5, thing: true)), \(entry(6, thing: false)), \(entry(7, thing: true)), "
                + "\(entry(8, thing: false))]",
            pansecb)
        #expect(table.someThingChannel == 2)
        #expect(table.classes.map(\.labelID) == [6, 8, 5, 7])
        #expect(table.classes.map(\.semanticChannel) == [0, 1, nil, nil])
        #expect(table.classes.map(\.seedChannel) == [nil, nil, 0, 1])
        #expect(
            try parse("[\(entry(5, thing: true)), \(entry(6, thing: false))]", erfnet).classes.map(\.isThing) == [
                true, false,
            ])
    }

    /// Weight files once knew no things of networks without objects: Cityscapes' are known by id and name.
    @Test func thingsOfOlderFiles() throws {
        func things(_ text: String) throws -> [Bool] {
            ClassTable.withThings(try parse(text, erfnet).classes).map(\.isThing)
        }
        let car = #"{"id": 26, "name": "car", "color": [1, 2, 3], "thing": false}"#
        #expect(try things("[\(car), \(entry(24, thing: false))]") == [true, false])
        #expect(try things("[\(car), \(entry(6, thing: true))]") == [false, true])
    }

    /// What is wrong is named as what it is.
    @Test(arguments: [
        (#"[{"id": 1, "name": "a", "color": [1, 2, 300], "thing": false}]"#, "300 in \"color\""),
        (#"[{"id": 1, "name": "a", "color": [1.5, 2, 3], "thing": false}]"#, "1.5 in \"color\""),
        (#"[{"id": 1e30, "name": "a", "color": [1, 2, 3], "thing": false}]"#, "1e+30 in \"id\""),
        (#"[{"id": 0, "name": "a", "color": [1, 2, 3], "thing": false}]"#, "whole number of 1 to 4000000"),
        (#"[{"id": true, "name": "a", "color": [1, 2, 3], "thing": false}]"#, "no number as \"id\""),
        (#"[{"id": 1, "name": "a", "colour": [1, 2, 3], "thing": false}]"#, "class 0 (\"a\") has a field \"colour\""),
        (#"[{"id": 1, "name": "a", "color": [1, 2, 3], "thing": 1}]"#, "true or false"),
        (#"[{"id": 1, "name": "a", "color": [1, 2, 3]}]"#, "lacks \"thing\""),
        (#"[{"id": 1, "name": "ro\u0000ad", "color": [1, 2, 3], "thing": false}]"#, "NUL"),
        (#"[{"id": 1, "name": "a", "color": [1, 2, 3], "thing": false, "semantic": -1}]"#, "-1 in \"semantic\""),
        ("[\n  {\"id\": 1,\n   \"name\" \"a\"}\n]", "line 3"),
        ("[\n  {\"id\": 1,\n", "line 3"),
        ("{}", "not an array"), ("[1]", "class 0 is not an object"),
    ]) func saysWhatIsWrong(text: String, words: String) throws {
        let error = #expect(throws: CheckpointError.self) { try parse(text, erfnet) }
        #expect(error?.kind == .badClasses && error?.problem.contains(words) == true, "\(error?.problem ?? "")")
    }

    @Test func refusesTwoClassesOfOneName() {
        let one = #"{"id": 1, "name": "road", "color": [1, 2, 3], "thing": false}"#
        let error = #expect(throws: CheckpointError.self) {
            try parse("[\(one), \(one.replacing("1,", with: "2,", maxReplacements: 1))]", erfnet)
        }
        #expect(error?.problem.contains("two classes \"road\"") == true, "\(error?.problem ?? "")")
    }

    @Test func takesChannelsAsGiven() throws {
        let table = try parse(
            "[\(entry(6, thing: false, #", "semantic": 3"#)), "
                + "\(entry(7, thing: true, #", "semantic": 1, "seed": 1"#)), "
                + "\(entry(8, thing: true, #", "semantic": 2, "seed": 0"#)), "
                + "\(entry(9, thing: false, #", "semantic": 0"#))]",
            pansecb)
        #expect(table.someThingChannel == nil)
        #expect(table.classes.map(\.labelID) == [6, 9, 8, 7])
        #expect(table.classes.map(\.seedChannel) == [nil, nil, 0, 1])
    }

    @Test func refusesWhatDoesNotFit() {
        let stuff = entry(1, thing: false), thing = entry(2, thing: true), other = entry(3, thing: true)
        let cases: [(String, Architecture)] = [
            ("", pansecb), ("{}", pansecb), ("[]", pansecb), ("[1]", pansecb), ("[\(stuff)", pansecb),
            ("[\(stuff), \(thing)]", pansecb),  // one seed map without a class
            ("[\(stuff), \(stuff), \(thing), \(other)]", pansecb),  // the same id twice
            ("[\(thing), \(other)]", pansecb),  // four channels, no stuff
            ("[\(stuff), \(thing), \(other)]", branched),  // stuff without semantic channels
            ("[\(thing)]", branched), ("[\(stuff)]", erfnet),
            ("[\(entry(0, thing: false)), \(thing), \(other)]", erfnet),
            ("[\(entry(4_000_001, thing: false)), \(thing), \(other)]", erfnet),
            ("[\(entry(5, thing: true, #", "seed": 0"#)), \(other)]", branched),  // one given, one not
            ("[\(entry(5, thing: true, #", "seed": 0"#)), \(entry(6, thing: true, #", "seed": 0"#))]", branched),
            ("[\(entry(5, thing: true, #", "seed": 0"#)), \(entry(6, thing: true, #", "seed": 2"#))]", branched),
            (
                "[\(entry(5, thing: false, #", "semantic": 0"#)), \(entry(6, thing: false, #", "semantic": 3"#))]",
                erfnet
            ),
            (
                "[\(entry(5, thing: false, #", "semantic": 1"#)), \(entry(6, thing: false, #", "semantic": 2"#))]",
                erfnet
            ),  // 0 is void
            (#"[{"id": 1, "name": "", "color": [1, 2, 3], "thing": false}]"#, erfnet),
            (#"[{"id": 1, "name": "a", "color": [1, 2], "thing": false}, \#(thing)]"#, erfnet),
            (#"[{"id": 1, "name": "a", "color": [1, 2, 256], "thing": false}, \#(thing)]"#, erfnet),
            (#"[{"id": 1, "name": "a", "thing": false}, \#(thing)]"#, erfnet),
        ]
        for (text, architecture) in cases {
            let error = #expect(throws: CheckpointError.self, "\(text)") { try parse(text, architecture) }
            #expect(error?.kind == .badClasses, "\(text)")
        }
    }
}
