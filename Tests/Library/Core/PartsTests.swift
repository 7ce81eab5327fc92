import CPanSECB
import GoldenFiles
import PanSECB
import Testing

/// A part of the task gives what the whole gives of it.
@Suite struct PartsTests {
    @Test func partsAreThoseOfTheWhole() throws {
        let model = try TestModel.load(), image = TestImage(HashImage("parts", width: 168, height: 104))
        let session = try Session.make(model: model, maxWidth: 168, maxHeight: 104, threads: 1)
        var options = model.defaults
        options.min_pixels = 20
        let whole = try TestMaps.of(image, session, options: options)
        options.parts = PANSECB_OBJECTS
        let objects = try TestMaps.of(image, session, options: options)
        options.parts = PANSECB_CLASSES
        let classes = try TestMaps.of(image, session, options: options)
        #expect(session.timings.instance == 0)
        #expect(objects.segments.allSatisfy { $0.thing == 1 } && !objects.segments.isEmpty)
        #expect(classes.segments.allSatisfy { $0.thing == 0 } && !classes.segments.isEmpty)
        let same = whole.panoptic.indices.allSatisfy { i in
            whole.instances[i] > 0
                ? objects.panoptic[i] == whole.panoptic[i]
                : objects.panoptic[i] == 0 && (whole.panoptic[i] == 0 || classes.panoptic[i] == whole.panoptic[i])
        }
        #expect(same)
        options.parts = PANSECB_CLASSES | PANSECB_OBJECTS
        #expect(try TestMaps.of(image, session, options: options) == whole)
    }

    @Test func aPartThatTheModelLacksIsRefused() throws {
        let model = try TestModel.load(
            Architecture(kind: .erfNet, semanticChannels: 5, sigmas: 0, things: 0), stuff: [7, 8, 11, 12, 13],
            things: [])
        let session = try Session.make(model: model, maxWidth: 16, maxHeight: 16, threads: 1)
        let image = TestImage(HashImage("parts", width: 16, height: 16))
        var options = model.defaults
        options.parts = PANSECB_OBJECTS
        do {
            _ = try TestMaps.of(image, session, options: options)
            Issue.record("accepted")
        } catch let failure as Failure {
            #expect(failure.status == PANSECB_UNSUPPORTED)
        }
        options.parts = 8
        #expect(throws: Failure.self) { try TestMaps.of(image, session, options: options) }
    }
}
