"""Compares overlays that went through a Y4M stream with those that were written as PNG files.

    compare_frames.py FOLDER OTHER_FOLDER

Brightness must be equal but for rounding; colours, of which a stream may have fewer samples, on the mean. PNG files are
read by ffmpeg.
"""
import pathlib
import subprocess
import sys


def pixels(path):
    return subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
                          check=True, capture_output=True).stdout


def brightness(rgb):
    return [0.299 * r + 0.587 * g + 0.114 * b for r, g, b in zip(rgb[0::3], rgb[1::3], rgb[2::3])]


worst, means = 0, []
_, folder, other = sys.argv
for path in sorted(pathlib.Path(folder).glob("*_overlay.png")):
    a, b = pixels(path), pixels(pathlib.Path(other) / path.name)
    assert len(a) == len(b) > 0, path
    means.append(sum(abs(x - y) for x, y in zip(a, b)) / len(a))
    inner = [abs(x - y) for x, y in zip(brightness(a), brightness(b))]
    worst = max(worst, sorted(inner)[int(0.99 * len(inner))])
print(f"{folder}: {len(means)} overlays, 99 % of the pixels within {worst:.1f} of their brightness, "
      f"colours {max(means):.2f} off on the mean")
assert means and worst < 3 and max(means) < 4
