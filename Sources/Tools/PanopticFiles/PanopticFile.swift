/// COCO's panoptic format: one JSON file, and for each annotation a PNG file whose pixels are numbers of segments, R +
/// 256 G + 65536 B.
public struct PanopticFile: Codable, Equatable, Sendable {
    public var images: [Image]?
    public var annotations: [Annotation]
    /// A prediction may leave them out: those of the truth count.
    public var categories: [Category]?

    public init(images: [Image]? = nil, annotations: [Annotation], categories: [Category]? = nil) {
        self.images = images
        self.annotations = annotations
        self.categories = categories
    }

    /// A photograph; its file is not read here.
    public struct Image: Codable, Equatable, Sendable {
        public var id: ImageID
        public var width: Int
        public var height: Int
        public var fileName: String

        enum CodingKeys: String, CodingKey {
            case id, width, height
            case fileName = "file_name"
        }
    }

    /// The segments of an image.
    public struct Annotation: Codable, Equatable, Sendable {
        public var imageID: ImageID
        /// The PNG file, in the folder of the annotations.
        public var fileName: String
        public var segments: [Segment]

        enum CodingKeys: String, CodingKey {
            case imageID = "image_id"
            case fileName = "file_name"
            case segments = "segments_info"
        }
    }

    public struct Segment: Codable, Equatable, Sendable {
        /// Its number in the PNG file, 1 ... 16777215; 0 is void and no segment.
        public var id: Int
        public var category: Int
        /// Pixels.
        public var area: Int?
        /// x, y, width, height.
        public var box: [Int]?
        /// Objects that are not told apart. Predictions need not say it.
        public var isCrowd: YesOrNo?

        enum CodingKeys: String, CodingKey {
            case id, area
            case category = "category_id"
            case box = "bbox"
            case isCrowd = "iscrowd"
        }
    }

    public struct Category: Codable, Equatable, Sendable {
        public var id: Int
        public var name: String
        public var color: [Int]?
        public var supercategory: String?
        public var isThing: YesOrNo

        enum CodingKeys: String, CodingKey {
            case id, name, color, supercategory
            case isThing = "isthing"
        }
    }
}
