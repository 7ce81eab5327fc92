import CPanSECB
import Testing

@testable import PanSECB

/// What callers hand in is refused before anything is read through it. Pointers here lead nowhere: nothing reads them.
@Suite struct ArgumentChecksTests {
    private static let pixels = UnsafeRawPointer(bitPattern: 1 << 20)!

    private func image(
        _ format: pansecb_format = PANSECB_RGB8, width: UInt32 = 10, height: UInt32 = 4, stride: Int = 30
    ) -> pansecb_image {
        pansecb_image_of(format, Self.pixels, width, height, stride)
    }

    private func status(_ image: pansecb_image) -> pansecb_status {
        do throws(Failure) {
            try ImageCheck.check(image, maxWidth: 16, maxHeight: 8)
            return PANSECB_OK
        } catch { return error.status }
    }

    @Test func sizesAreThoseOfTheSession() {
        #expect(status(image()) == PANSECB_OK)
        #expect(status(image(width: 16, height: 8, stride: 48)) == PANSECB_OK)
        #expect(status(image(width: 17, stride: 51)) == PANSECB_LIMIT)
        #expect(status(image(height: 9)) == PANSECB_LIMIT)
        #expect(status(image(width: 0)) == PANSECB_INVALID_ARGUMENT)
        #expect(status(image(height: 0)) == PANSECB_INVALID_ARGUMENT)
        #expect(status(image(width: .max, height: .max)) == PANSECB_LIMIT)
        #expect(status(image(pansecb_format(rawValue: 99))) == PANSECB_UNSUPPORTED)
    }

    @Test func stridesHoldARow() {
        for stride in [30, -30, 1 << 40, -(1 << 40)] { #expect(status(image(stride: stride)) == PANSECB_OK) }
        for stride in [29, -29, 0, (1 << 40) + 1, .max, .min] {
            #expect(status(image(stride: stride)) == PANSECB_INVALID_ARGUMENT)
            #expect(status(image(height: 1, stride: stride)) == PANSECB_OK, "one row needs no stride")
        }
    }

    @Test func planesOfOtherFormatsAreIgnored() {
        var picture = image()
        picture.planes.1 = UnsafeRawPointer(bitPattern: 1)
        picture.strides = (30, .max, .min, -1)
        #expect(status(picture) == PANSECB_OK)
        picture.planes.0 = nil
        #expect(status(picture) == PANSECB_INVALID_ARGUMENT)
    }

    @Test func planesOfFloatsAreAligned() {
        var picture = image(PANSECB_PLANAR_F32, stride: 40)
        picture.planes = (Self.pixels, Self.pixels + 160, Self.pixels + 320, nil)
        picture.strides = (40, -44, 48, 0)
        #expect(status(picture) == PANSECB_OK)
        var other = picture
        other.planes.2 = nil
        #expect(status(other) == PANSECB_INVALID_ARGUMENT)
        other = picture
        other.planes.1 = Self.pixels + 161
        #expect(status(other) == PANSECB_INVALID_ARGUMENT)
        other = picture
        other.strides.2 = 42
        #expect(status(other) == PANSECB_INVALID_ARGUMENT)
        #expect(throws: Failure.self) {
            try OutputCheck.check((Self.pixels + 2).assumingMemoryBound(to: Float.self), "semantic")
        }
    }

    @Test func resultsHaveRoomForARow() {
        func status(_ change: (inout pansecb_result, inout pansecb_options) -> Void, height: Int = 4) -> pansecb_status
        {
            var result = pansecb_result_empty(), options = pansecb_options()
            result.panoptic_map = UnsafeMutableRawPointer(mutating: Self.pixels).assumingMemoryBound(to: UInt32.self)
            result.panoptic_stride = 10
            change(&result, &options)
            do throws(Failure) {
                _ = try ResultCheck.check(options, result, width: 10, height: height)
                return PANSECB_OK
            } catch { return error.status }
        }
        #expect(status { _, _ in } == PANSECB_OK)
        #expect(status { result, _ in result.panoptic_stride = -10 } == PANSECB_OK)
        for stride in [9, -9, .max, .min] {
            #expect(status { result, _ in result.panoptic_stride = stride } == PANSECB_INVALID_ARGUMENT)
            #expect(status({ result, _ in result.panoptic_stride = stride }, height: 1) == PANSECB_OK)
        }
        #expect(status { result, _ in result.panoptic_map = UnsafeMutablePointer(bitPattern: 6) } != PANSECB_OK)
        #expect(status { result, _ in result.segments = UnsafeMutablePointer(bitPattern: 6) } != PANSECB_OK)
        for threshold in [-0.1, 1, .nan, .infinity] as [Float] {
            #expect(status { _, options in options.mask_threshold = threshold } == PANSECB_INVALID_ARGUMENT)
        }
        #expect(status { _, options in options.parts = 4 } == PANSECB_INVALID_ARGUMENT)
        #expect(status { _, options in options.merge = 3 } == PANSECB_INVALID_ARGUMENT)
    }
}
