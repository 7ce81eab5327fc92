import Foundation
import Testing

@testable import DatasetImport

/// What readers make of files; Tests/Command/import.sh compares whole data sets.
@Suite struct FormatTests {
    private func cvat(_ shapes: String, _ body: (ImportSource) throws -> Void) throws {
        try Fixture.withFolder { folder in
            let text = """
                <?xml version="1.0" encoding="utf-8"?>
                <annotations><meta><job><labels><label><name> a &amp; b </name><color>#0102ff</color><attributes>
                <attribute><name>no label</name></attribute></attributes></label></labels></job></meta>
                <image id="0" name="x.png" width="9" height="7">\(shapes)</image></annotations>
                """
            try text.write(toFile: folder + "/a.xml", atomically: true, encoding: .utf8)
            try body(try CVATFile.read(folder + "/a.xml"))
        }
    }

    private func pixels(_ source: ImportSource) throws -> [String] {
        guard case .shapes(let shapes, let smallerOnTop) = source.pictures[0].content else { return [] }
        var canvas = try SegmentCanvas(width: 9, height: 7)
        try canvas.draw(shapes, smallerOnTop: smallerOnTop)
        return (0..<7).map { row in canvas.map[row * 9..<row * 9 + 9].map { $0 == 0 ? "." : "\($0)" }.joined() }
    }

    @Test func labelsHaveNamesAndColours() throws {
        try cvat("<box label=\"other\" xtl=\"1\" ytl=\"2\" xbr=\"3\" ybr=\"4\"/>") { source in
            #expect(source.categories == [.init(name: "a & b", colour: [1, 2, 255]), .init(name: "other")])
            #expect(source.pictures.count == 1 && source.pictures[0].width == 9)
        }
    }

    @Test func higherLiesOnTop() throws {
        let shapes = """
            <box label="a &amp; b" xtl="1" ytl="1" xbr="5" ybr="4" z_order="2"/>
            <box label="a &amp; b" xtl="0" ytl="0" xbr="9" ybr="3" z_order="-1"/>
            <box label="a &amp; b" xtl="4" ytl="2" xbr="7" ybr="6" z_order="2" group_id="3"/>
            <polyline label="a &amp; b" points="1,1;2,2"/>
            """
        try cvat(shapes) { source in
            let rows = try pixels(source)
            #expect(
                rows == [
                    "111111111",
                    "122221111",
                    "122233311",
                    ".222333..",
                    "....333..",
                    "....333..",
                    ".........",
                ])
            #expect(source.leftOut == ["polyline": 1])
        }
    }

    @Test func boxesTurnAroundTheirMiddle() throws {
        try cvat("<box label=\"x\" xtl=\"1\" ytl=\"3\" xbr=\"8\" ybr=\"4\" rotation=\"90\"/>") { source in
            let rows = try pixels(source)
            #expect(rows == Array(repeating: "....1....", count: 7))
        }
    }

    @Test(arguments: ["../x.png", "/x.png", "a/../../x", "", "a\0b", "..", String(repeating: "a", count: 5000)])
    func pathsStayInTheirFolder(_ name: String) {
        let error = #expect(throws: ImportError.self) { _ = try PictureFolder.parts(name, labels: "labels") }
        #expect(error?.kind == .invalid)
    }

    @Test func picturesAreFound() throws {
        try Fixture.withFolder { folder in
            for file in ["a/x.png", "b/x.jpg", "b/y.jpeg", "b/c_leftImg8bit.png", "a/y.png", "b/.z.png", "b/n.txt"] {
                let path = URL(fileURLWithPath: folder + "/" + file)
                try FileManager.default.createDirectory(
                    at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data().write(to: path)
            }
            let pictures = try PictureFolder(folder)
            #expect(try pictures.find("a/x.png", labels: "") == "a/x.png")
            #expect(try pictures.find("./b//x.jpg", labels: "") == "b/x.jpg")
            #expect(try pictures.find("elsewhere/x.jpg", labels: "") == "b/x.jpg")
            #expect(try pictures.find("c_gtFine_leftImg8bit.png", labels: "") == "b/c_leftImg8bit.png")
            #expect(try pictures.find(stem: "b/x", labels: "") == "b/x.jpg")
            #expect(throws: ImportError.self) { _ = try pictures.find(stem: "y", labels: "") }
            #expect(throws: ImportError.self) { _ = try pictures.find("n.txt", labels: "") }
            #expect(throws: ImportError.self) { _ = try pictures.find(".z.png", labels: "") }
        }
    }
}
