"""What writeevents left where some of its records did not fit: whole records only, small ones also after a large one
that was lost."""
import pathlib
import struct
import sys

from tensorboard.compat.proto import event_pb2

folder, errors = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).read_text().splitlines()
written = gone_on = 0
for file in sorted(folder.iterdir()):
    data, place, found = file.read_bytes(), 0, set()
    while place < len(data):
        (length,) = struct.unpack_from("<Q", data, place)
        assert place + 16 + length <= len(data), f"{file} ends within a record"
        event = event_pb2.Event.FromString(data[place + 12 : place + 12 + length])
        found |= {(value.tag, event.step) for value in event.summary.value}
        place += 16 + length
    written += len(found)
    gone_on += sum(("scene", step) not in found and ("strange", step + 1) in found for step in range(0, 12, 3))
lost = len(errors)
assert written + lost == 1 + 2 * 16 + 6, (written, lost)
assert gone_on > 0, "nothing was written after a picture that was lost"
assert all(str(folder) in error and "File too large" in error for error in errors), errors
print(f"full disk: {written} events written, {lost} lost, each with an error")
