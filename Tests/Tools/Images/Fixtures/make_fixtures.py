#!/usr/bin/env python3
"""Writes the picture files of the tests.

    pip install pillow
    python3 make_fixtures.py

PNG files are put together here, byte by byte, so that they owe nothing to libpng; their pixels follow a formula that
the tests know. JPEG files are Pillow's, each with the pixels that Pillow reads from it beside it (.rgb: width * height
* 3).
"""
import pathlib
import struct
import zlib

from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 23, 17
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
WHOLE = [(0, 0, 1, 1)]
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def value(x, y, channel, bits):
    """The formula."""
    if bits == 16:
        return (x * 2111 + y * 977 + channel * 20011) % 65536
    return (x * 11 + y * 5 + channel * 71) % (1 << bits)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def scanline(y, columns, kind, bits):
    samples = [value(x, y, channel, bits) for x in columns for channel in range(CHANNELS[kind])]
    text = "".join(format(sample, "0%db" % bits) for sample in samples)
    text += "0" * (-len(text) % 8)
    return b"\0" + int(text, 2).to_bytes(len(text) // 8, "big")


def png(name, kind, bits, transparency=b"", interlaced=False, extra=b""):
    lines = b""
    for left, top, right, down in ADAM7 if interlaced else WHOLE:
        columns = range(left, WIDTH, right)
        for y in range(top, HEIGHT, down):
            if columns:
                lines += scanline(y, columns, kind, bits)
    data = b"\x89PNG\r\n\x1a\n"
    data += chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, kind, 0, 0, int(interlaced)))
    data += extra
    if kind == PALETTE:
        data += chunk(b"PLTE",
                      bytes(part for i in range(1 << bits) for part in (i * 37 % 256, (i * 91 + 30) % 256, 255 - i)))
    if transparency:
        data += chunk(b"tRNS", transparency)
    data += chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")
    (HERE / name).write_bytes(data)


def jpeg(name, image, **options):
    path = HERE / name
    image.save(path, "JPEG", **options)
    upright = ImageOps.exif_transpose(Image.open(path))
    path.with_suffix(".rgb").write_bytes(upright.convert("RGB").tobytes())


def main():
    for bits in (1, 2, 4, 8, 16):
        png(f"grey{bits}.png", GREY, bits)
    for bits in (1, 2, 4, 8):
        png(f"palette{bits}.png", PALETTE, bits)
    png("palette4-transparent.png", PALETTE, 4, bytes(range(0, 256, 17)))
    for bits in (8, 16):
        png(f"rgb{bits}.png", RGB, bits)
        png(f"greyalpha{bits}.png", GREY_ALPHA, bits)
        png(f"rgba{bits}.png", RGBA, bits)
    png("grey8-transparent.png", GREY, 8, struct.pack(">H", 66))
    png("rgb8-transparent.png", RGB, 8, struct.pack(">HHH", 11, 82, 153))
    png("rgb8-interlaced.png", RGB, 8, interlaced=True)
    png("grey4-interlaced.png", GREY, 4, interlaced=True)
    png("grey16-interlaced.png", GREY, 16, interlaced=True)
    gamma, text = chunk(b"gAMA", struct.pack(">I", 100000)), chunk(b"tEXt", b"Comment\0none")
    png("rgb8-chunks.png", RGB, 8, extra=gamma + text[:-1] + b"!")  # the text's checksum is wrong
    huge = (HERE / "rgb8.png").read_bytes()
    header = struct.pack(">IIBBBBB", 16000, 16000, 8, RGB, 0, 0, 0)
    (HERE / "short-of-pixels.png").write_bytes(huge[:8] + chunk(b"IHDR", header) + huge[33:])
    header = struct.pack(">IIBBBBB", 16385, 1, 1, GREY, 0, 0, 0)
    line = zlib.compress(bytes(1 + 16385 // 8 + 1), 9)
    (HERE / "too-wide.png").write_bytes(huge[:8] + chunk(b"IHDR", header) + chunk(b"IDAT", line) + chunk(b"IEND", b""))

    photograph = Image.new("RGB", (WIDTH, HEIGHT))
    photograph.putdata([(11 * x, 15 * y, 255 - 11 * x) for y in range(HEIGHT) for x in range(WIDTH)])
    jpeg("baseline.jpg", photograph, quality=90, subsampling=2)
    jpeg("full-colour.jpg", photograph, quality=95, subsampling=0)
    jpeg("progressive.jpg", photograph, quality=90, progressive=True)
    jpeg("restart.jpg", photograph, quality=90, restart_marker_blocks=1)
    jpeg("grey.jpg", photograph.convert("L"), quality=90)
    black = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    jpeg("cmyk.jpg", Image.merge("CMYK", (*photograph.split(), black)), quality=95)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        jpeg(f"orientation{orientation}.jpg", photograph, quality=90, exif=exif)
    baseline = (HERE / "baseline.jpg").read_bytes()
    (HERE / "arithmetic.jpg").write_bytes(baseline.replace(b"\xff\xc0", b"\xff\xc9"))
    frame = baseline.index(b"\xff\xc0") + 5
    for name, side in ("short-of-pixels.jpg", 16000), ("too-wide.jpg", 16385):
        (HERE / name).write_bytes(baseline[:frame] + struct.pack(">HH", 1 if side > 16000 else side, side)
                                  + baseline[frame + 4:])


main()
