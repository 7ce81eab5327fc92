/// The coordinates of pixels among embeddings: neighbours differ by the steps of the published method's images of
/// 2048 x 1024, whatever the size of the image.
public enum PixelGrid {
    @inlinable public static var stepX: Double { 2.0 / 2047 }
    @inlinable public static var stepY: Double { 1.0 / 1023 }
}
