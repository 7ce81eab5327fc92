"""Reads with TensorBoard's own package what writeevents wrote into a folder, and compares it with what that program was
to write."""
import io
import math
import pathlib
import struct
import sys

from PIL import Image
from tensorboard.backend.event_processing import event_accumulator, event_file_loader, plugin_event_accumulator
from tensorboard.util import tensor_util

passed = failed = 0


def check(what, found, wanted):
    global passed, failed
    if found == wanted:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {what}: {found}, not {wanted}")


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


folder = sys.argv[1]
events = event_accumulator.EventAccumulator(folder, size_guidance={"scalars": 0, "images": 0, "tensors": 0})
events.Reload()
runs = [(step, 0) for step in range(6)] + [(step, 100) for step in range(6, 12)]  # step, offset

check("version", events.file_version, 2.0)
check("tags", (events.Tags()["scalars"], events.Tags()["images"], events.Tags()["tensors"]),
      (["loss/total", "strange"], ["scene"], ["options"]))
scalars = events.Scalars("loss/total")
check("scalars", [(e.step, e.value) for e in scalars],
      [(step, single(single(step + offset) / 3)) for step, offset in runs])
check("wall times", [e.wall_time for e in scalars], [1_700_000_000 + (step + offset) / 8 for step, offset in runs])
strange = [math.inf, -math.inf, math.nan, single(1e-45), -0.0, struct.unpack("f", b"\xff\xff\x7f\x7f")[0]]
check("strange values", [(e.step, repr(e.value)) for e in events.Scalars("strange")],
      [(step, repr(strange[step % 6])) for step, _ in runs])

images = events.Images("scene")
check("steps of images", [e.step for e in images], [0, 3, 6, 9])
for event, offset in zip(images, [0, 0, 100, 100]):
    picture = Image.open(io.BytesIO(event.encoded_image_string))
    check("size told", (event.width, event.height), (37, 23))
    check("size and kind", (picture.size, picture.mode, picture.format), ((37, 23), "RGB", "PNG"))
    seed = event.step + offset
    wanted = bytes((x * x * 7 + y * y * 11 + x * y * 13 + c * 85 + seed) % 256 for y in range(23) for x in range(37)
                   for c in range(3))
    check("pixels", picture.tobytes(), wanted)

text = events.Tensors("options")
check("text", [(e.step, tensor_util.make_ndarray(e.tensor_proto).item().decode()) for e in text],
      [(0, "**batch** 16, naïve")])
check("text's panel", events.SummaryMetadata("options").plugin_data.plugin_name, "text")

# What the web page is made of.
page = plugin_event_accumulator.EventAccumulator(folder, size_guidance={"tensors": 0})
page.Reload()
shown = [(e.step, tensor_util.make_ndarray(e.tensor_proto).item()) for e in page.Tensors("loss/total")]
check("scalars on the page", shown, [(e.step, e.value) for e in scalars])
shown = [tensor_util.make_ndarray(e.tensor_proto).tolist() for e in page.Tensors("scene")]  # width, height, PNG
check("images on the page", shown, [[b"37", b"23", e.encoded_image_string] for e in images])
panels = sorted(page.SummaryMetadata(tag).plugin_data.plugin_name for tag in page.Tags()["tensors"])
check("panels", panels, ["images", "scalars", "scalars", "text"])

# The records as they are, whose checksums this loader verifies.
files = sorted(pathlib.Path(folder).iterdir())
counts = [len(list(event_file_loader.EventFileLoader(str(file)).Load())) for file in files]
check("events", counts, [2 + 1 + 10 + 10 + 4, 2 + 6 + 6 + 2])

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
