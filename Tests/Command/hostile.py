"""Writes the files of hostile.sh: hostile.py KIND ..."""
import json
import pickle
import struct
import sys
import zlib


def progress(source, target, change):
    """A training's checkpoint with its state `p` changed by a line of Python."""
    data = open(source, "rb").read()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    p = json.loads(header["__metadata__"]["pansecb_training"])
    exec(change)
    header["__metadata__"]["pansecb_training"] = json.dumps(p)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(target, "wb").write(len(text).to_bytes(8, "little") + text + data[8 + size:])


def name(module, attribute):
    return b"c" + module + b"\n" + attribute + b"\n"


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value


def legacy(target, body):
    """A file of the old torch.save with one storage of one number, which `body` has as value 1 of its memo."""
    storage = b"(" + text(b"storage") + name(b"torch", b"FloatStorage") + text(b"0") + text(b"cpu") + b"K\x01tQq\x010"
    magic = pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2) + pickle.dumps({"little_endian": True}, 2)
    keys = pickle.dumps(["0"], 2)
    open(target, "wb").write(magic + b"\x80\x02" + storage + body + b"." + keys + struct.pack("<qf", 1, 0.5))


def tensor(shape, strides):
    return name(b"torch._utils", b"_rebuild_tensor_v2") + b"(h\x01K\x00" + shape + strides + b"\x89" \
        + name(b"collections", b"OrderedDict") + b")RtR"


def shapes(target, numbers=100_000, tensors=20_000):
    """One tuple of many numbers is the shape of many tensors."""
    shape = b"(" + b"K\x01" * numbers + b"tq\x02" + b"0"
    entries = b"".join(text(b"%d" % i) + tensor(b"h\x02", b"h\x02") for i in range(tensors))
    legacy(target, shape + b"}(" + entries + b"u")


def repeated(target):
    """Large tensors with strides of 0."""
    def integers(values):
        return b"(" + b"".join(b"J" + struct.pack("<i", value) for value in values) + b"t"
    outputs = {b"image": 3, b"semantic": 13, b"instance": 11}
    entries = b"".join(
        text(key) + tensor(integers((channels, 4000, 4000)), integers((0, 0, 0))) for key, channels in outputs.items())
    legacy(target, b"}(" + entries + b"u")


def aliases(target, levels=11):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += ["a%d: &a%d [%s]" % (i, i, ", ".join(9 * ["*a%d" % (i - 1)])) for i in range(1, levels)]
    open(target, "w").write("\n".join(lines) + "\n")


def picture(target, side):
    """A PNG of one value."""
    side = int(side)
    packer = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 1)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    open(target, "wb").write(b"\x89PNG\r\n\x1a\n" + chunks)


globals()[sys.argv[1]](*sys.argv[2:])
