#!/usr/bin/env python3
"""Renders the printable ASCII characters of DejaVu Sans Condensed Bold into FontData.swift, so that drawing needs no
font library.

    pip install pillow
    python3 make_font.py [DejaVuSansCondensed-Bold.ttf]

The glyphs stand side by side in one grey PNG, which goes into the source as base64 text. The font's licence is in
LICENSE-DejaVu.txt beside this file.
"""
import base64
import io
import pathlib
import sys

from PIL import Image, ImageDraw, ImageFont

EM = 40          # pixels of the font's size in the atlas; text is drawn smaller than that in all but huge pictures
MARGIN = 3       # empty pixels on both sides of a glyph, so that neighbours are never sampled
CHARACTERS = [chr(code) for code in range(32, 127)]


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed-Bold.ttf"
    font = ImageFont.truetype(path, EM, layout_engine=ImageFont.Layout.BASIC)
    exact = ImageFont.truetype(path, EM * 16, layout_engine=ImageFont.Layout.BASIC)  # for advances without rounding
    ascent, descent = font.getmetrics()
    advances = [round(exact.getlength(character) / 16, 2) for character in CHARACTERS]
    widths = [int(advance + 0.5) + 2 * MARGIN for advance in advances]

    atlas = Image.new("L", (sum(widths), ascent + descent))
    pen = ImageDraw.Draw(atlas)
    x = 0
    for character, width in zip(CHARACTERS, widths):
        pen.text((x + MARGIN, 0), character, fill=255, font=font)
        x += width
    capital = -font.getbbox("H", anchor="ls")[1]

    png = io.BytesIO()
    atlas.point(lambda value: (value + 8) // 17 * 17).save(png, "PNG", optimize=True)  # 16 shades are enough
    text = base64.b64encode(png.getvalue()).decode()
    lines = [text[i:i + 112] for i in range(0, len(text), 112)]
    numbers = ["%g" % advance for advance in advances]
    rows = [", ".join(numbers[i:i + 16]) for i in range(0, len(numbers), 16)]
    pathlib.Path(__file__).with_name("FontData.swift").write_text(f'''\
// Made by make_font.py from {pathlib.Path(path).name}; do not edit. Licence: LICENSE-DejaVu.txt beside this file.

/// The characters 32 ... 126, side by side in a grey PNG; all numbers are in its pixels.
enum FontData {{
    static let em: Float = {EM}
    static let margin = {MARGIN}
    /// From the top of the atlas to the line that letters stand on.
    static let ascent: Float = {ascent}
    static let capitalHeight: Float = {capital}
    static let advances: [Float] = [
        {(","+chr(10)+"        ").join(rows)},
    ]
    static let atlas = """
        {(chr(10)+"        ").join(lines)}
        """
}}
''')


main()
