import Checkpoints
import Datasets
import Foundation
import Testing

@testable import DatasetImport

@Suite struct ImportClassesTests {
    private func source(_ categories: [(id: Int?, name: String, isThing: Bool?)]) -> ImportSource {
        var source = ImportSource(path: "labels")
        source.categories = categories.map { .init(id: $0.id, name: $0.name, isThing: $0.isThing) }
        return source
    }

    private func ids(_ categories: [(id: Int?, name: String, isThing: Bool?)]) throws -> [Int?] {
        try ImportClasses(source(categories)).labels.map { $0.map { Int($0.id) } }
    }

    @Test func idsAreKeptWhereTheyFit() throws {
        #expect(try ids([(7, "road", false), (26, "car", true), (999, "sky", false)]) == [7, 26, 999])
        // Things beyond 64, stuff beyond 999, zero, negative and doubled ones.
        #expect(
            try ids([
                (90, "brush", true), (2000, "sky", false), (1, "person", true), (0, "cat", true), (-5, "wall", false),
                (1, "dog", true), (65, "road", false),
            ]) == [2, 66, 1, 3, 67, 4, 65])
        #expect(try ids([(nil, "sky", false), (nil, "car", true), (nil, "road", nil)]) == [65, 1, 66])
    }

    /// Stuff with low ids makes room for 64 things.
    @Test func stuffMakesRoom() throws {
        let stuff = (1...60).map { (number: Int) in (id: Int?(number), name: "stuff \(number)", isThing: Bool?(false)) }
        let things = (100..<164).map { (number: Int) in
            (id: Int?(number), name: "thing \(number)", isThing: Bool?(true))
        }
        #expect(try ids(stuff + things) == Array(65...124) + Array(1...64))
        #expect(throws: ImportError.self) { _ = try ids(things + [(nil, "one more", true)]) }
    }

    @Test func theFileIsReadByTheTrainer() throws {
        try Fixture.withFolder { folder in
            let names = source([(90, "a \"quoted\" \u{1} name/", true), (7, "Straße", false), (8, "left out", false)])
            let classes = try ImportClasses(names, only: [names.categories[0].name, "Straße"], background: "ground")
            let file = try #require(try classes.writeFile(output: folder, force: false))
            let table = try TrainingClasses(file: file)
            #expect(table.things.map(\.name) == [names.categories[0].name] && table.things[0].labelID == 1)
            #expect(table.stuff.map(\.name) == ["Straße", "ground"] && table.stuff.map(\.labelID) == [7, 65])
            #expect(classes.labels[2] == nil)
            #expect(try classes.background("ground", "") == 65)
            // The same classes find their labels again, by name and by id.
            let again = try ImportClasses(file: file, source: names)
            #expect(again.labels == classes.labels)
            #expect(try ImportClasses(file: file, source: names, match: .id).labels[0] == nil)
            #expect(try classes.writeFile(output: folder, force: false) == file)
            #expect(throws: ImportError.self) {
                _ = try ImportClasses(names).writeFile(output: folder, force: false)
            }
        }
    }

    private func file(_ text: String, _ body: (String) throws -> Void) throws {
        try Fixture.withFolder { folder in
            try text.write(toFile: folder + "/c.json", atomically: true, encoding: .utf8)
            try body(folder + "/c.json")
        }
    }

    @Test func otherIdsOfAClassAreKept() throws {
        let text = """
            [{"id": 11, "name": "houses", "color": [1, 2, 3], "thing": false, "also": [0, 12]},
             {"id": 26, "name": "car", "color": [1, 2, 3], "thing": true, "also": [27]}]
            """
        try file(text) { file in
            let names = source([(11, "a", nil), (12, "b", nil), (0, "c", nil), (27, "d", nil), (5, "e", nil)])
            let classes = try ImportClasses(file: file, source: names, match: .id)
            #expect(classes.labels.map { $0?.id } == [11, 12, 0, 27, nil])
            #expect(classes.labels.map { $0?.isThing } == [false, false, false, true, nil])
            // Zero is an id of a class: void has another.
            #expect(classes.void == 1)
            let error = #expect(throws: ImportError.self) { _ = try ImportClasses(file: file, source: names) }
            #expect(error?.kind == .badClasses)
        }
    }

    @Test func earlierIdsFindRenamedClasses() throws {
        let text = """
            [{"id": 65, "name": "houses", "color": [1, 2, 3], "thing": false, "also": [68]},
             {"id": 66, "name": "wall", "color": [1, 2, 3], "thing": false}]
            """
        try file(text) { file in
            let names = source([(nil, "building", nil), (nil, "fence", nil), (nil, "wall", nil), (nil, "sky", nil)])
            let earlier = ["building": 65, "fence": 68, "wall": 65, "sky": 67]
            let classes = try ImportClasses(file: file, source: names, earlier: earlier)
            #expect(classes.labels.map { $0?.id } == [65, 68, 66, nil])
        }
    }

    @Test(arguments: [
        (65, true, ""), (1000, false, ""), (26, true, ", \"also\": [65]"), (7, false, ", \"also\": [1000]"),
        (26, true, ", \"also\": [0]"),
    ])
    func idsThatNoTrainingTakes(_ id: Int, _ isThing: Bool, _ more: String) throws {
        let text = "[{\"id\": \(id), \"name\": \"x\", \"color\": [1, 2, 3], \"thing\": \(isThing)\(more)}]"
        try file(text) { file in
            let error = #expect(throws: ImportError.self) {
                _ = try ImportClasses(file: file, source: source([(nil, "x", nil)]))
            }
            #expect(error?.kind == .badClasses)
        }
    }
}
