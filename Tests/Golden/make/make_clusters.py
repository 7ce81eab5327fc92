"""Writes data/clusters/*.safetensors: what the reference's clustering makes of made-up outputs (scenes.py).

    python3 make_clusters.py        (needs torch, numpy)

A file is one scene. Tensors: `semantic`, `offsets`, `sigmas`, `seeds` [channels,H,W] I8, to be multiplied by 2 to the
power of NAME_exponent of the metadata; and for each set of options k `k.panoptic` [H,W] U16, `k.ids` [objects] I32,
`k.scores` [objects] and `k.bandwidths` [objects,2] F32, objects in order of discovery. Metadata: `stuff` and `things`
label ids, `sets` the number of option sets, `k.NAME` the options that differ from the defaults.
"""
from itertools import count

import numpy as np

import decided
import reference
import scene as exponents
from golden_file import write
from scenes import SCENES


def goldens(scene, option_sets):
    """Expected tensors of all option sets. Raises Undecided."""
    tensors = {}
    semantic, instance = scene.outputs()
    for k, options in enumerate(option_sets):
        options = dict(stuff=scene.stuff, things=scene.things, sigmas=len(scene.sigmas)) | options
        labels, found = reference.panoptic(semantic, instance, **options)
        assert np.array_equal(labels.numpy(), decided.panoptic(semantic, instance, **options))
        tensors[f"{k}.panoptic"] = labels.numpy().astype(np.uint16)
        tensors[f"{k}.ids"] = np.array([o["id"] for o in found], np.int32)
        tensors[f"{k}.scores"] = np.array([o["score"] for o in found], np.float32)
        tensors[f"{k}.bandwidths"] = np.array([o["sigma"] for o in found], np.float32).reshape(-1, 2)
    return tensors


def decided_attempt(make_scene, option_sets):
    """The first attempt at a scene that rounding can't change, and its goldens."""
    for attempt in count():
        scene = make_scene(attempt)
        try:
            return attempt, scene, goldens(scene, option_sets)
        except decided.Undecided as reason:
            assert attempt < 1000, reason


def main():
    for make_scene, option_sets in SCENES:
        attempt, scene, tensors = decided_attempt(make_scene, option_sets)
        shape = (-1, scene.height, scene.width)
        tensors |= {"offsets": scene.offsets.reshape(shape), "sigmas": scene.sigmas.reshape(shape),
                    "seeds": scene.seeds.reshape(shape)}
        if scene.stuff:
            tensors["semantic"] = scene.semantic.reshape(shape)
        metadata = {"stuff": " ".join(map(str, scene.stuff)), "things": " ".join(map(str, scene.things)),
                    "sets": str(len(option_sets)),
                    "semantic_exponent": str(exponents.SEMANTIC_EXPONENT),
                    "offsets_exponent": str(scene.offset_exponent),
                    "sigmas_exponent": str(exponents.SIGMA_EXPONENT), "seeds_exponent": str(exponents.SEED_EXPONENT)}
        for k, options in enumerate(option_sets):
            metadata |= {f"{k}.{name}": str(value) for name, value in options.items()}
        write(tensors, f"clusters/{make_scene.__name__}", metadata)

        found = " ".join(str(tensors[f"{k}.ids"].tolist()) for k in range(len(option_sets)))
        print(f"{make_scene.__name__} {scene.height}x{scene.width}, attempt {attempt}: {found}")


if __name__ == "__main__":
    main()
