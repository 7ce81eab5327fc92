import PanSECB

/// The classes of Cityscapes that are evaluated, with the data set's label ids, names and colours, in the order of its
/// train ids.
enum Cityscapes {
    struct Label {
        let id: Int
        let name: String
        let color: (UInt8, UInt8, UInt8)

        init(_ id: Int, _ name: String, _ color: (UInt8, UInt8, UInt8)) {
            self.id = id
            self.name = name
            self.color = color
        }

        /// A class that has a semantic channel; the network does not tell its objects apart, if it has any.
        func entry(semantic: Int, isThing: Bool) -> ClassEntry {
            ClassEntry(
                labelID: id, name: name, red: color.0, green: color.1, blue: color.2, isThing: isThing,
                semanticChannel: semantic, seedChannel: nil)
        }

        /// A class that has a seed map.
        func entry(seed: Int) -> ClassEntry {
            ClassEntry(
                labelID: id, name: name, red: color.0, green: color.1, blue: color.2, isThing: true,
                semanticChannel: nil,
                seedChannel: seed)
        }
    }

    static let stuff = [
        Label(7, "road", (128, 64, 128)),
        Label(8, "sidewalk", (244, 35, 232)),
        Label(11, "building", (70, 70, 70)),
        Label(12, "wall", (102, 102, 156)),
        Label(13, "fence", (190, 153, 153)),
        Label(17, "pole", (153, 153, 153)),
        Label(19, "traffic light", (250, 170, 30)),
        Label(20, "traffic sign", (220, 220, 0)),
        Label(21, "vegetation", (107, 142, 35)),
        Label(22, "terrain", (152, 251, 152)),
        Label(23, "sky", (70, 130, 180)),
    ]

    static let car = Label(26, "car", (0, 0, 142))

    static let things = [
        Label(24, "person", (220, 20, 60)),
        Label(25, "rider", (255, 0, 0)),
        car,
        Label(27, "truck", (0, 0, 70)),
        Label(28, "bus", (0, 60, 100)),
        Label(31, "train", (0, 80, 100)),
        Label(32, "motorcycle", (0, 0, 230)),
        Label(33, "bicycle", (119, 11, 32)),
    ]
}
