import PanSECB
import Testing

@Suite struct PanopticIDTests {
    @Test func isMadeOfLabelAndObject() {
        #expect(PanopticID(label: 26, object: 0).value == 26_000)
        #expect(PanopticID(label: 26, object: 12).value == 26_012)
        #expect(PanopticID(label: 1, object: PanopticID.maxObject).value == 1999)
        // The largest label that a weight file may have.
        #expect(PanopticID(label: ClassEntry.maxLabelID, object: 999).value == 4_000_000_999)
    }

    @Test func tellsObjectsFromBareLabels() {
        for value: UInt32 in [0, 1, 7, 26, 255, 999] {
            #expect(!PanopticID(value).isObject && PanopticID(value).label == Int(value))
        }
        for (value, label) in [(1000, 1), (1999, 1), (2000, 2), (26_012, 26), (65_535, 65)] {
            #expect(PanopticID(UInt32(value)).isObject && PanopticID(UInt32(value)).label == label)
            #expect(PanopticID(UInt16(value)) == PanopticID(UInt32(value)))
        }
        #expect(PanopticID(UInt32.max).isObject && PanopticID(UInt32.max).label == 4_294_967)
    }

    @Test func everyObjectOfALabelIsItsOwn() {
        for label in [1, 24, 33, 64, ClassEntry.maxLabelID] {
            let ids = (0...PanopticID.maxObject).map { PanopticID(label: label, object: $0) }
            #expect(Set(ids.map(\.value)).count == PanopticID.perLabel)
            #expect(ids.allSatisfy { $0.isObject && $0.label == label })
        }
    }
}

@Suite struct PixelGridTests {
    /// Clustering and training work in single precision: rounding once or twice must give the same steps.
    @Test func roundsToTheStepsOfSinglePrecision() {
        #expect(Float(PixelGrid.stepX) == Float(2) / 2047)
        #expect(Float(PixelGrid.stepY) == Float(1) / 1023)
    }

    /// The corners of the published images are 2 and 1 apart.
    @Test func spansThePublishedImages() {
        #expect(abs(2047 * PixelGrid.stepX - 2) < 1e-15 && abs(1023 * PixelGrid.stepY - 1) < 1e-15)
    }
}
