import Images

/// What a report on an evaluation tells. Qualities and shares are 0 ... 1; the report shows them times 100, as papers
/// do.
public struct ReportContents: Sendable {
    /// What of the model is measured on, e.g. `Cityscapes`.
    public var title: String
    public var model: String
    public var data: String
    public var split: String
    /// As it is to be shown.
    public var date: String
    /// How many images were evaluated.
    public var images: Int
    /// Mean IoU of the classes' pixels.
    public var meanIoU: Double?
    /// Share of the pixels with the right class.
    public var accuracy: Double?
    /// What is to be known about the figures.
    public var note: String?
    /// Names and values, e.g. thresholds.
    public var settings: [(String, String)]
    public var timing: [(String, String)]
    public var summaries: [Summary]
    public var classes: [ClassRow]
    public var confusion: Confusion?
    public var curves: [Curve]
    /// The images with the lowest quality, the worst first.
    public var worst: [ImageRow]
    /// The images with the highest quality, the best first.
    public var best: [ImageRow]

    public init(
        title: String, model: String, data: String, split: String, date: String = "", images: Int,
        meanIoU: Double? = nil,
        accuracy: Double? = nil, note: String? = nil, settings: [(String, String)] = [],
        timing: [(String, String)] = [],
        summaries: [Summary] = [],
        classes: [ClassRow] = [], confusion: Confusion? = nil, curves: [Curve] = [], worst: [ImageRow] = [],
        best: [ImageRow] = []
    ) {
        self.title = title
        self.model = model
        self.data = data
        self.split = split
        self.date = date
        self.images = images
        self.meanIoU = meanIoU
        self.accuracy = accuracy
        self.note = note
        self.settings = settings
        self.timing = timing
        self.summaries = summaries
        self.classes = classes
        self.confusion = confusion
        self.curves = curves
        self.worst = worst
        self.best = best
    }

    /// Means over a group of classes.
    public struct Summary: Sendable {
        /// `all`, `things`, `stuff`.
        public var name: String
        public var pq: Double
        public var sq: Double
        public var rq: Double
        /// How many classes count.
        public var classes: Int

        public init(name: String, pq: Double, sq: Double, rq: Double, classes: Int) {
            self.name = name
            self.pq = pq
            self.sq = sq
            self.rq = rq
            self.classes = classes
        }
    }

    /// A class's quality. Those of a class that occurs nowhere are nil.
    public struct ClassRow: Sendable {
        public var name: String
        public var red: UInt8
        public var green: UInt8
        public var blue: UInt8
        public var isThing: Bool
        public var pq: Double?
        public var sq: Double?
        public var rq: Double?
        public var truePositives: Int
        public var falsePositives: Int
        public var falseNegatives: Int
        /// Of the class's pixels, objects not told apart.
        public var iou: Double?

        public init(
            name: String, red: UInt8, green: UInt8, blue: UInt8, isThing: Bool, pq: Double? = nil, sq: Double? = nil,
            rq: Double? = nil,
            truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0, iou: Double? = nil
        ) {
            self.name = name
            self.red = red
            self.green = green
            self.blue = blue
            self.isThing = isThing
            self.pq = pq
            self.sq = sq
            self.rq = rq
            self.truePositives = truePositives
            self.falsePositives = falsePositives
            self.falseNegatives = falseNegatives
            self.iou = iou
        }
    }

    /// Pixels of each true class by the predicted one.
    public struct Confusion: Sendable {
        public var classes: [String]
        /// [true class][predicted class]; a last column, where there is one more than classes, holds pixels that got no
        /// class.
        public var counts: [[Int]]

        public init(classes: [String], counts: [[Int]]) {
            self.classes = classes
            self.counts = counts
        }
    }

    /// Quality for the values that were tried of a parameter.
    public struct Curve: Sendable {
        public var parameter: String
        public var points: [(value: Double, pq: Double)]
        public var chosen: Double

        public init(parameter: String, points: [(value: Double, pq: Double)], chosen: Double) {
            self.parameter = parameter
            self.points = points
            self.chosen = chosen
        }
    }

    /// An image with what was found in it. The four pictures have one size.
    public struct ImageRow: Sendable {
        public var name: String
        public var pq: Double
        /// Objects that were missed, and that were found where there are none.
        public var missed: Int
        public var falsePositives: Int
        /// Share of the pixels whose class is wrong.
        public var wrongClass: Double
        public var input: Picture
        /// What is there and what was found, as overlays or colour maps.
        public var truth: Picture
        public var prediction: Picture
        /// An `ErrorPicture`'s.
        public var errors: Picture

        public init(
            name: String, pq: Double, missed: Int, falsePositives: Int, wrongClass: Double, input: Picture,
            truth: Picture, prediction: Picture,
            errors: Picture
        ) {
            self.name = name
            self.pq = pq
            self.missed = missed
            self.falsePositives = falsePositives
            self.wrongClass = wrongClass
            self.input = input
            self.truth = truth
            self.prediction = prediction
            self.errors = errors
        }

        /// With the numbers and the picture of its errors.
        public init(name: String, pq: Double, input: Picture, truth: Picture, prediction: Picture, errors: ErrorPicture)
        {
            self.init(
                name: name, pq: pq, missed: errors.missed, falsePositives: errors.falsePositives,
                wrongClass: errors.wrongClass, input: input,
                truth: truth, prediction: prediction, errors: errors.picture)
        }
    }
}
