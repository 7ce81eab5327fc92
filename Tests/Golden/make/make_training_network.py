"""Writes data/training/pictures, network_step, network_20_steps and so on: Pan-SECB trained on made-up pictures. Its
relatives are in make_training_relatives.py.

    python3 make_training_network.py          (needs torch, numpy; takes minutes)

pictures: ids uint16 [4,H,W], metadata with sums of the images' bytes. Batches are pictures 0, 1 and pictures 2, 3.
Networks start from training_weights.network with the noise of the metadata. Dropout is off.

network_step: one batch forward and backward. `losses` (those of LOSSES), digests (digest.py) `initial` (parameters and
statistics), `gradients`, and `statistics` as they are afterwards.

The other files: what STEPS says, with Adam (training_reference.train). `losses` [steps, LOSSES], digests `parameters`
and `statistics` at the end. A step takes its micro-batches in turn; losses are means over them.

The encoder's output_conv takes no part: it has no gradient, and weight decay leaves it alone too.

All is computed in double precision and rounded. Drift, of losses too (`losses.drift`, a number for each name, or for
each step and name), is the largest difference of runs in single precision: with one thread, with two, with channels
last, with weights whose last bits were changed.
"""
import numpy as np
import torch

import digest
import hashing
import training_pictures
import training_weights
from golden_file import write
from reference import PanSECB
from training_reference import losses, train, training_mode

STEP_NOISE, STEPS_NOISE = "step 9", "training 1"   # chosen so that rounding decides little
LOSSES = ("total", "cross_entropy", "embedding", "lovasz", "variance", "seed", "iou")
LIMIT = 256

# file: steps, frozen statistics, micro-batches a step
STEPS = {
    "network_20_steps": (20, False, 1),
    "network_accumulated": (5, False, 2),
    "network_frozen": (5, True, 2),
}

# of runs in single precision: threads, channels last, units in the last place by which weights are changed
SINGLE = [(1, False, 0), (2, False, 0), (1, True, 0), (1, False, 1), (2, False, -1), (1, False, 4)]


def build(noise, frozen, decided, make=PanSECB):
    """Frozen statistics are noise, to show whether they are used."""
    return training_weights.network(make(), noise, fresh=not frozen, decided=decided)


def statistics(model):
    return {name: b.clone() for name, b in model.named_buffers() if not name.endswith("num_batches_tracked")}


def parameters(model):
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def prepare(noise, frozen, decided, make, dtype, threads=2, channels_last=False, ulps=0):
    """A model and batches to train it with."""
    torch.set_num_threads(threads)
    model = build(noise, frozen, decided, make)
    with torch.no_grad():
        for name, p in model.named_parameters():
            p *= 1 + ulps * 2.0 ** -23 * hashing.uniform(f"{name} ulps {ulps}", tuple(p.shape), -1, 1).sign()
    layout = torch.channels_last if channels_last else torch.contiguous_format
    return (training_mode(model, frozen).to(dtype).to(memory_format=layout),
            [(images.to(dtype).contiguous(memory_format=layout), ids) for images, ids in training_pictures.batches()])


def one_step(noise, make=PanSECB, options={}, **how):
    """Losses of the first batch, and gradients and statistics after it. options: of `losses`."""
    model, batches = prepare(noise, False, False, make, **how)
    values = losses(*model(batches[0][0]), batches[0][1], **options)
    values["total"].backward()
    gradients = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
    return {name: v.detach() for name, v in values.items()}, {"gradients": gradients, "statistics": statistics(model)}


def many_steps(noise, steps, frozen, accumulate, make=PanSECB, options={}, **how):
    model, batches = prepare(noise, frozen, True, make, **how)
    history = train(model, batches, steps, frozen, accumulate, options)
    table = {name: torch.tensor([h[name] for h in history], dtype=torch.float64) for name in LOSSES}
    return table, {"parameters": parameters(model), "statistics": statistics(model)}


def repeat(run, limit=LIMIT):
    """The run in double precision, and its drift: of losses as a number for each value, of digests by key and name."""
    values, tensors = run(dtype=torch.float64)
    others = [run(dtype=torch.float32, threads=t, channels_last=c, ulps=u) for t, c, u in SINGLE]
    loss_drift = {n: torch.stack([(o[n].double() - values[n]).abs() / values[n].abs().clamp(min=1e-3)
                                  for o, _ in others]).amax(0)
                  for n in LOSSES}
    return values, tensors, loss_drift, {key: digest.drifts([o[key] for _, o in others], truth, limit)
                                         for key, truth in tensors.items()}


def save(name, noise, values, tensors, loss_drift, drift, metadata, limit=LIMIT):
    arrays, metadata = {}, metadata | {"noise": noise, "names": " ".join(LOSSES)}
    for key, table in (("losses", values), ("losses.drift", loss_drift)):
        arrays[key] = torch.stack([table[n].double() for n in LOSSES], -1).float().numpy()
    for key, truth in tensors.items():
        digest.add(arrays, metadata, key, truth, limit, drift.get(key))
    write(arrays, f"training/{name}", metadata)


def report(name, values, loss_drift, drift):
    last = {n: v[-1] if v.ndim else v for n, v in values.items()}
    print(f"{name}: " + ", ".join(f"{n} {float(last[n]):.4f}" for n in LOSSES))
    print(f"  drift of losses {max(float(v.max()) for v in loss_drift.values()):.1e}")
    for key, found in drift.items():
        print(f"  drift of {key}:")
        for column, what in enumerate(("kept elements", "all elements", "as a whole")):
            share = {name: float(d[column]) for name, d in found.items()}
            worst = sorted(share, key=share.get, reverse=True)[:4]
            print(f"    {what}: median {np.median(list(share.values())):.1e}, "
                  f"above 1e-4 {sum(v > 1e-4 for v in share.values())},"
                  f" above 1e-3 {sum(v > 1e-3 for v in share.values())} of {len(share)}; " + ", ".join(
                      f"{n} {share[n]:.1e}" for n in worst),
                  flush=True)


def main():
    pixels = [training_pictures.image(n) for n in range(4)]
    write({"ids": torch.stack([training_pictures.instance_ids(s)
                               for s in training_pictures.SCENES]).numpy().astype(np.uint16)},
          "training/pictures",
          {"noise": training_pictures.NOISE, "images": " ".join(str(int(p.sum(dtype=np.uint64))) for p in pixels)})

    values, tensors, loss_drift, drift = repeat(lambda **how: one_step(STEP_NOISE, **how))
    report("network_step", values, loss_drift, drift)
    start = build(STEP_NOISE, False, False)
    tensors["initial"] = parameters(start) | statistics(start)
    save("network_step", STEP_NOISE, values, tensors, loss_drift, drift,
         {"bits": str(hashing.bit_sum(tensors["initial"].values()))})

    for name, (steps, frozen, accumulate) in STEPS.items():
        values, tensors, loss_drift, drift = repeat(lambda **how: many_steps(STEPS_NOISE, steps, frozen, accumulate,
                                                                             **how))
        report(name, values, loss_drift, drift)
        start = build(STEPS_NOISE, frozen, True)
        save(name, STEPS_NOISE, values, tensors, loss_drift, drift,
             {"steps": str(steps), "frozen": str(frozen).lower(), "accumulate": str(accumulate),
              "bits": str(hashing.bit_sum((parameters(start) | statistics(start)).values()))})


if __name__ == "__main__":
    main()
