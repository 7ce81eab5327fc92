/// The coordinates of pixels in the space of embeddings. Neighbours differ by the steps of the published method's 2048
/// x 1024 images, whatever the size of the image.
public enum PixelGrid {
    @inlinable public static var stepX: Double { 2.0 / 2047 }
    @inlinable public static var stepY: Double { 1.0 / 1023 }
}
