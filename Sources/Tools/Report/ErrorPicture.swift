import Evaluation
import Images

/// The picture with everything that is wrong in a prediction.
///
/// Each pixel has the first of these that holds:
/// - truth is void: the picture, dark and grey. There nothing is counted.
/// - **red**: a thing of the truth that was missed: no predicted object of its class has an IoU above a half with it.
/// - **blue**: a predicted thing that matches none of the truth (what lies mostly on void or on a crowd of its class is
///   not counted).
/// - red and blue **stripes**: both, e.g. a car that was called a bus.
/// - **yellow**: the predicted class is not that of the truth, or there is none: stuff that was confused, and borders
///   of matched objects.
/// - else the class is right: the picture, pale and grey.
///
/// Missed and false objects have a full outline.
public struct ErrorPicture: Sendable {
    /// As large as the input.
    public let picture: Picture
    /// Things that were missed.
    public let missed: Int
    /// Predicted things that match none.
    public let falsePositives: Int
    /// Of the pixels that are not void, the share that has a wrong class, 0 ... 1.
    public let wrongClass: Double

    /// - Parameters:
    ///   - truth: a segment's number for each pixel, e.g. instanceIds; 0 and numbers without a segment are void.
    ///   - isThing: whether segments of a category are countable objects.
    ///
    /// Throws where a map is not as large as the picture.
    public init(
        picture: Picture, truth: [UInt32], _ truthSegments: [PanopticQuality.Segment], prediction: [UInt32],
        _ predictedSegments: [PanopticQuality.Segment], isThing: (Int) -> Bool
    ) throws {
        for map in [truth, prediction] where map.count != picture.width * picture.height {
            throw ImageError(
                .invalidArgument, "a map of \(map.count) values for a picture of \(picture.width)x\(picture.height)")
        }
        let matches = SegmentMatches(truth: truth, truthSegments, prediction: prediction, predictedSegments)
        let truths = Dictionary(truthSegments.map { ($0.id, $0) }) { first, _ in first }
        let predictions = Dictionary(predictedSegments.map { ($0.id, $0) }) { first, _ in first }
        let missed = matches.missed.filter { id in truths[id].map { isThing($0.category) } ?? false }
        let falsePositives = matches.falsePositives.filter { id in predictions[id].map { isThing($0.category) } ?? false
        }

        var errors = ErrorMap(width: picture.width, height: picture.height)
        var wrong = 0, counted = 0
        forEachRun(truth, prediction) { range in
            let t = truths[truth[range.lowerBound]], p = predictions[prediction[range.lowerBound]]
            guard let t else { return errors.set(range, .void) }
            counted += range.count
            let isWrong = t.category != p?.category
            if isWrong { wrong += range.count }
            switch (missed.contains(t.id), p.map { falsePositives.contains($0.id) } ?? false) {
            case (true, true): errors.set(range, .missedAndFalse)
            case (true, false): errors.set(range, .missed)
            case (false, true): errors.set(range, .falsePositives)
            case (false, false): errors.set(range, isWrong ? .wrongClass : .right)
            }
        }
        errors.outline(truth, missed)
        errors.outline(prediction, falsePositives)
        self.picture = try errors.painted(on: picture)
        self.missed = missed.count
        self.falsePositives = falsePositives.count
        wrongClass = counted == 0 ? 0 : Double(wrong) / Double(counted)
    }

    /// With what the colours mean written below.
    public var captioned: Picture {
        func caption(_ name: String, _ amount: String, _ colour: (red: UInt8, green: UInt8, blue: UInt8))
            -> ColourCaption
        {
            ColourCaption(name: name, amount: amount, red: colour.red, green: colour.green, blue: colour.blue)
        }
        return picture.captioned([
            caption("missed", "\(missed)", ErrorColours.missed),
            caption("false", "\(falsePositives)", ErrorColours.falsePositives),
            caption("wrong class", "\(HTML.percent(wrongClass)) %", ErrorColours.wrongClass),
        ])
    }
}

/// Ranges of pixels that are alike in both maps.
private func forEachRun(_ truth: [UInt32], _ prediction: [UInt32], _ body: (Range<Int>) -> Void) {
    var start = 0
    while start < truth.count {
        var end = start + 1
        while end < truth.count, truth[end] == truth[start], prediction[end] == prediction[start] { end += 1 }
        body(start..<end)
        start = end
    }
}
