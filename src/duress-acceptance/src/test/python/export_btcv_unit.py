"""Wraps the PyTorch model of the real-data tests so that it takes what most teams feed a network, intensities in
[0, 1], and measures it as that team would: from the PNG files to the Dice of each organ, without Duress.

    python3 src/duress-acceptance/src/test/python/export_btcv_unit.py .duress/models/btcv-unit \\
        [../shared/models/btcv-unet-128/model.pt [../shared/data/btcv-abdomen-ct]]

Writes model.pt (TorchScript) and dice.csv: volume Dice of each judged subject, then the mean over them. Needs torch,
numpy and Pillow; takes half a minute.

A slice is resized as numbers, not as 8 bit (Pillow rounds a picture of 8 bit after each axis, which moves the Dice by
up to 0.002); labels take the nearest pixel; slices with fewer than 20 organ pixels are left out, as in training.
"""

import csv
import pathlib
import sys

import numpy as np
import torch
from PIL import Image

OUT = pathlib.Path(sys.argv[1])
MODEL = sys.argv[2] if len(sys.argv) > 2 else "../shared/models/btcv-unet-128/model.pt"
DATA = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else "../shared/data/btcv-abdomen-ct")

SIZE = (128, 128)
LEAST = 20
ORGANS = {"pancreas": [11], "kidneys": [2, 3], "liver": [6], "spleen": [1]}
TRAINED_ON = [f"s{k:02d}" for k in range(16)]
JUDGED = ["s18", "s19"]


class OfUnitInterval(torch.nn.Module):
    """The network with the mean and deviation of what it was trained on inside."""

    def __init__(self, network, mean, deviation):
        super().__init__()
        self.network = network
        self.mean = mean
        self.deviation = deviation

    def forward(self, x):
        return self.network((x - self.mean) / self.deviation)


def subject(name):
    """Slices in [0, 1] and their classes, both [n, h, w]."""
    images, classes = [], []
    for file in sorted((DATA / "images").glob(name + "_*.png")):
        ids = np.array(Image.open(DATA / "labels" / file.name).resize(SIZE, Image.NEAREST))
        own = np.zeros_like(ids)
        for k, labels in enumerate(ORGANS.values(), 1):
            own[np.isin(ids, labels)] = k
        if np.count_nonzero(own) >= LEAST:
            images.append(np.array(Image.open(file).convert("F").resize(SIZE, Image.BILINEAR)) / 255)
            classes.append(own)
    return np.stack(images).astype(np.float32), np.stack(classes)


def dice(found, there):
    return 2 * np.count_nonzero(found & there) / (np.count_nonzero(found) + np.count_nonzero(there))


values = np.concatenate([subject(name)[0].ravel() for name in TRAINED_ON])
wrapped = OfUnitInterval(torch.jit.load(MODEL).eval(), float(values.mean()), float(values.std()))
OUT.mkdir(parents=True, exist_ok=True)
torch.jit.script(wrapped.eval()).save(str(OUT / "model.pt"))
network = torch.jit.load(str(OUT / "model.pt")).eval()

rows = []
for name in JUDGED:
    images, classes = subject(name)
    with torch.no_grad():
        found = torch.cat([network(part) for part in torch.from_numpy(images)[:, None].split(16)]).argmax(1).numpy()
    rows += [(name, organ, dice(found == k, classes == k)) for k, organ in enumerate(ORGANS, 1)]
rows += [("mean", organ, np.mean([row[2] for row in rows if row[1] == organ])) for organ in ORGANS]
with open(OUT / "dice.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["subject", "organ", "dice"])
    writer.writerows((name, organ, f"{value:.6f}") for name, organ, value in rows)
print(f"mean {wrapped.mean:.4f}, deviation {wrapped.deviation:.4f} of [0, 1]")
print((OUT / "dice.csv").read_text(), end="")
