"""Where and how goldens are written: safetensors, the same bytes each time (the package safetensors orders metadata by
chance)."""
import json
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data"
TYPES = {"float32": "F32", "int8": "I8", "int32": "I32", "uint16": "U16"}


def write(arrays, name, metadata):
    """arrays: name -> NumPy array; name: folder/file below data; metadata: text -> text."""
    header, data = {"__metadata__": metadata}, b""
    for key, array in sorted(arrays.items(), key=lambda item: (-item[1].itemsize, item[0])):   # so that all are aligned
        header[key] = {"dtype": TYPES[array.dtype.name], "shape": list(array.shape),
                       "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = FOLDER / f"{name}.safetensors"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
