import CPanSECB
import GoldenFiles
import PanSECB
import Testing

/// How images and maps lie in memory changes nothing in what they say.
@Suite struct StrideTests {
    private static let formats = [PANSECB_RGB8, PANSECB_BGR8, PANSECB_RGBA8, PANSECB_BGRA8, PANSECB_PLANAR_F32]

    @Test(arguments: TestModel.levels, [(40, 24), (17, 13), (1, 1), (31, 9)])
    func formatsAreEqual(cpu: pansecb_cpu, size: (Int, Int)) throws {
        let session = try Session.make(model: TestModel.load(cpu: cpu), maxWidth: 40, maxHeight: 24, threads: 1)
        let image = HashImage("formats", width: size.0, height: size.1)
        let expected = try session.outputs(TestImage(image))
        for format in Self.formats {
            for padding in [0, 4, 52] {
                for upwards in [false, true] {
                    let outputs = try session.outputs(TestImage(image, format, padding: padding, upwards: upwards))
                    if format == PANSECB_PLANAR_F32 {
                        // The caller's division by 255 may round otherwise than the library's.
                        #expect(largestDifference(outputs.instance, expected.instance) < 1e-5)
                    } else {
                        #expect(
                            outputs.isIdentical(to: expected),
                            "format \(format.rawValue), padding \(padding), upwards \(upwards)")
                    }
                }
            }
        }
    }

    @Test(arguments: TestModel.levels)
    func grayStandsForAllColours(cpu: pansecb_cpu) throws {
        let session = try Session.make(model: TestModel.load(cpu: cpu), maxWidth: 40, maxHeight: 24, threads: 1)
        for (width, height) in [(40, 24), (17, 13), (1, 1)] {
            let colourful = HashImage("gray", width: width, height: height)
            let expected = try session.outputs(TestImage(colourful.gray))
            for (padding, upwards) in [(0, false), (0, true), (3, false), (5, true)] {
                let outputs = try session.outputs(
                    TestImage(colourful, PANSECB_GRAY8, padding: padding, upwards: upwards))
                #expect(outputs.isIdentical(to: expected))
            }
        }
    }

    /// Rows that are padded to odd numbers of bytes, and images that begin anywhere.
    @Test func bytesNeedNoAlignment() throws {
        let session = try Session.make(model: TestModel.load(), maxWidth: 40, maxHeight: 24, threads: 1)
        let image = HashImage("alignment", width: 21, height: 11)
        let expected = try session.outputs(TestImage(image))
        for padding in 1...3 {
            #expect(try session.outputs(TestImage(image, PANSECB_RGB8, padding: padding)).isIdentical(to: expected))
            #expect(
                try session.outputs(TestImage(image, PANSECB_BGRA8, padding: padding, upwards: true)).isIdentical(
                    to: expected))
        }
    }

    @Test(arguments: ClusterGolden.all)
    func paddingOfMapsIsLeftAlone(golden: ClusterGolden) throws {
        let session = try golden.session()
        for expected in golden.results {
            let dense = try golden.maps(session, expected)
            for (padding, upwards) in [(1, false), (13, false), (0, true), (7, true)] {
                let maps = try golden.maps(session, expected, padding: padding, upwards: upwards)
                #expect(maps == dense, "padding \(padding), upwards \(upwards)")
                #expect(maps.paddingIsUntouched, "padding \(padding), upwards \(upwards)")
            }
        }
    }

    @Test(arguments: TestModel.levels, [(40, 24), (17, 13), (1, 1)])
    func paddingOfMapsOfImagesIsLeftAlone(cpu: pansecb_cpu, size: (Int, Int)) throws {
        let session = try Session.make(model: TestModel.load(cpu: cpu), maxWidth: 40, maxHeight: 24, threads: 2)
        let image = TestImage(HashImage("strides", width: size.0, height: size.1))
        let dense = try TestMaps.of(image, session)
        for (padding, upwards) in [(1, false), (13, false), (0, true), (7, true)] {
            let maps = try TestMaps.of(image, session, padding: padding, upwards: upwards)
            #expect(maps == dense)
            #expect(maps.paddingIsUntouched)
        }
    }
}

extension HashImage {
    /// Red in place of all three.
    fileprivate var gray: HashImage {
        HashImage(width: width, height: height, rgb: rgb.indices.map { rgb[$0 - $0 % 3] })
    }
}
