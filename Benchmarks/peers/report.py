"""Tables, as text and as Markdown. A row is one engine at one size with one number of threads."""

TITLES = {
    "network": "Network only, float image [3,H,W] to both full-size float outputs",
    "image": "Camera image to panoptic map, 8-bit RGB to 32-bit map",
    "int8": "The network alone in int8, float image to both full-size float outputs, "
            "beside PanSECB's whole frame in fp32",
    "clustering": "Clustering alone, float outputs to panoptic map",
}
NOTES = {
    "network": "PyTorch and LiteRT leave their outputs with channels last, the others' are planar; "
               "LiteRT is given the image so too.\n"
               "Peak memory is the whole process's, Python included.",
    "image": "Peers: conversion of the image and network, plus the reference's clustering of the network's outputs "
             "in PyTorch.\n"
             "Ours: pansecb_segment_image. It computes offsets near seeds only, so that its time depends on the image.",
    "int8": "Ours is camera image to panoptic map, as above.",
    "clustering": "Made-up outputs: the reference in PyTorch, and pansecb_segment_outputs.",
}


def text(rows, table):
    """One table; nothing if it has no rows."""
    rows = [row for row in rows if row["table"] == table]
    if not rows:
        return ""
    lines = [TITLES[table] + objects_of(rows), NOTES[table], ""]
    lines.append(f"{'size':>10} threads {'engine':28} {'median ms':>10} {'min ms':>9} {'peer/ours':>9} {'foreign':>8}" +
                 (f" {'load ms':>8} {'first ms':>9} {'peak MB':>8} {'error':>8}  kernels"
                  if table == "network" else "  result"))
    for row in rows:
        line = (f"{row['size']:>10} {row['threads']:>7} {row['title']:28} {row['median']:10.1f} {row['min']:9.1f} "
                f"{ratio(row):>9} {row['foreign']:7.1f}%")
        if table == "network":
            line += f" {row['load']:8.1f} {row['first']:9.1f} {row['peak']:8.0f} {row['error']:8.1e}  {row['kernels']}"
        else:
            line += "  " + row["result"]
        lines.append(line)
    return "\n".join(lines) + "\n"


def ratio(row):
    return f"{row['ratio']:.2f}" if row["ratio"] else "-"


def objects_of(rows):
    objects = dict.fromkeys(row["objects"] for row in rows if "objects" in row)
    return f" ({'; '.join(objects)})" if objects else ""


def markdown(rows, table):
    """Engines down, sizes and threads across: median milliseconds, and how many times ours that is."""
    rows = [row for row in rows if row["table"] == table]
    if not rows:
        return ""
    columns = list(dict.fromkeys((row["size"], row["threads"]) for row in rows))
    head = [f"{size}, {threads} thread{'s' * (threads > 1)}" for size, threads in columns]
    last = columns[-1]
    with_peak = table == "network"
    if with_peak:
        head.append(f"MB at {last[0]}")
    lines = [f"{TITLES[table]}{objects_of(rows)}, ms:", "", "| | " + " | ".join(head) + " |",
             "|---" * (len(head) + 1) + "|"]
    for title in dict.fromkeys(row["title"] for row in rows):
        found = {(row["size"], row["threads"]): row for row in rows if row["title"] == title}
        cells = [cell(found.get(column)) for column in columns]
        if with_peak:
            cells.append(f"{found[last]['peak']:.0f}" if last in found else "")
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def cell(row):
    if row is None:
        return ""
    number = f"{row['median']:.0f}" if row["median"] >= 100 else f"{row['median']:.1f}"
    return number + (f" ({row['ratio']:.1f}x)" if row["ratio"] and row["engine"] != "pansecb" else "")
