import Images
import Scenes
import Testing

@Suite struct SceneTests {
    @Test func repeats() throws {
        let a = try StreetScene(width: 64, height: 32, seed: 1, split: "train", index: 0)
        let b = try StreetScene(width: 64, height: 32, seed: 1, split: "train", index: 0)
        #expect(a.picture == b.picture)
    }
}
