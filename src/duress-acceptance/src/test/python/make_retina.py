"""Draws a small cohort of fundus pictures, trains a network on others like them, and writes what the team of that
network would measure of it: Dice inside the field of view, with preprocessing of their own. Nothing here is Duress's,
so that RetinaTest compares two programs, and nothing is a patient's.

    python3 src/duress-acceptance/src/test/python/make_retina.py src/duress-acceptance/src/test/resources/retina

Six patients with two eyes each: images/pN_left.png (RGB), labels (1 vessel, 2 optic disc, 3 vessel on the disc), masks
(255 inside the field of view), vessels.pt (TorchScript, a logit for each of the two organs) and dice.csv. Its Dice is
that of a patient's two eyes counted together, and then the mean over patients; "everywhere" is the same without the
mask. Needs torch, numpy and Pillow; takes 20 seconds on one core.
"""

import csv
import pathlib
import sys

import numpy as np
import torch
from PIL import Image

HEIGHT, WIDTH, RADIUS = 64, 72, 33
JUDGED = ["p3", "p4", "p5", "p6"]
ORGANS = {"vessel": (1, 3), "disc": (2, 3)}
ROWS, COLUMNS = np.mgrid[:HEIGHT, :WIDTH].astype(float)

# Of torchvision and most retina code: red, green, blue of ImageNet, in [0, 1].
MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], dtype=np.float32)


def branch(random, at, heading, width, length, bend, drawn):
    """A vessel that bends, grows thinner and forks; drawn holds the distance from its middle, in its widths."""
    for step in range(length):
        to = at + 2.0 * np.array([np.sin(heading), np.cos(heading)])
        along = to - at
        share = np.clip(((ROWS - at[0]) * along[0] + (COLUMNS - at[1]) * along[1]) / (along @ along), 0, 1)
        away = np.hypot(ROWS - at[0] - share * along[0], COLUMNS - at[1] - share * along[1])
        np.minimum(drawn, away / width, out=drawn)
        at, heading, width = to, heading + bend + random.normal(0, 0.12), max(0.6, width * 0.985)
        if step > 2 and random.random() < 0.13 and length - step > 4:
            side = random.choice([-1, 1])
            branch(random, at, heading + side * random.uniform(0.5, 0.9), max(0.6, 0.7 * width),
                   (length - step) * 2 // 3, -0.3 * bend, drawn)


def eye(random, left):
    """One picture [h, w, 3] of 8 bit, its labels and its field of view."""
    middle = np.array([HEIGHT / 2 + random.uniform(-1, 1), WIDTH / 2 + random.uniform(-2, 2)])
    away = np.hypot(ROWS - middle[0], COLUMNS - middle[1])
    inside = away < RADIUS
    nasal = -1 if left else 1
    disc_at = middle + [random.uniform(-4, 4), nasal * random.uniform(12, 17)]
    disc_size = random.uniform(4.5, 6)
    disc = np.hypot((ROWS - disc_at[0]) / 1.1, COLUMNS - disc_at[1]) / disc_size
    depth = np.full((HEIGHT, WIDTH), 9.0)
    for up in (-1, 1):
        for heading, width, bend in ((0.35, 1.7, -0.035), (0.9, 1.4, -0.02), (2.4, 1.0, 0.03)):
            heading = up * (heading + random.normal(0, 0.12))
            toward = heading if nasal < 0 else np.pi - heading
            branch(random, disc_at.copy(), toward, width * random.uniform(0.9, 1.15), 24,
                   up * bend * -nasal, depth)
    vessel = depth < 1

    skin = random.uniform(0.85, 1.1)
    picture = np.ones((HEIGHT, WIDTH, 3)) * skin * np.array([196, 96, 44])
    macula = np.exp(-((ROWS - middle[0]) ** 2 + (COLUMNS - middle[1] + nasal * 5) ** 2) / 40)
    picture *= 1 - 0.35 * macula[..., None]
    glow = 1 / (1 + np.exp(6 * (disc - 1)))
    picture += glow[..., None] * (np.array([245, 205, 130]) * skin - picture)
    dark = np.exp(-((depth / 0.9) ** 2))[..., None] * np.array([0.30, 0.55, 0.35]) * random.uniform(0.8, 1.05)
    picture *= 1 - dark
    light = 1.1 - 0.45 * (away / RADIUS) ** 2
    tilt = random.normal(0, 0.005, 2)
    light += tilt[0] * (ROWS - middle[0]) + tilt[1] * (COLUMNS - middle[1])
    picture *= light[..., None]
    picture[~inside] = 4
    # What a camera writes beside the picture: a bright tag, which a network may well take for a disc.
    tag = (ROWS < 9) & (COLUMNS < 11) & ~inside
    picture[tag] = [235, 200, 120]
    picture += random.normal(0, 4, picture.shape)

    # Whoever drew the vessels went on beyond the field of view.
    near = away < RADIUS + 4
    labels = np.where(vessel & near, 1, 0) + np.where((disc < 1) & near, 2, 0)
    return np.clip(np.round(picture), 0, 255).astype(np.uint8), labels.astype(np.uint8), inside


def block(inputs, outputs):
    def conv(a):
        return [torch.nn.Conv2d(a, outputs, 3, padding=1), torch.nn.BatchNorm2d(outputs), torch.nn.ReLU()]

    return torch.nn.Sequential(*conv(inputs), *conv(outputs))


class Net(torch.nn.Module):
    def __init__(self, width=6):
        super().__init__()
        self.one, self.two, self.three = block(3, width), block(width, 2 * width), block(2 * width, 2 * width)
        self.up_two, self.up_one = block(4 * width, width), block(2 * width, width)
        self.last = torch.nn.Conv2d(width, 2, 1)

    def forward(self, x):
        a = self.one(x)
        b = self.two(torch.nn.functional.max_pool2d(a, 2))
        c = self.three(torch.nn.functional.max_pool2d(b, 2))
        b = self.up_two(torch.cat([b, torch.nn.functional.interpolate(c, scale_factor=2.0)], 1))
        return self.last(self.up_one(torch.cat([a, torch.nn.functional.interpolate(b, scale_factor=2.0)], 1)))


def fed(pictures):
    """The team's preprocessing: uint8 [n, h, w, 3] to what the network sees."""
    scaled = (np.asarray(pictures, dtype=np.float32) / 255 - MEAN) / DEVIATION
    return torch.from_numpy(scaled.transpose(0, 3, 1, 2).copy())


def truth(labels):
    return np.stack([np.isin(labels, ids) for ids in ORGANS.values()], 1)


def trained(random):
    torch.manual_seed(11)
    drawn = [eye(random, k % 2 == 0) for k in range(64)]
    x = fed([d[0] for d in drawn])
    y = torch.from_numpy(truth(np.stack([d[1] for d in drawn])).astype(np.float32))
    inside = torch.from_numpy(np.stack([d[2] for d in drawn])).float()[:, None]
    net = Net()
    steps, size = 700, 8
    optimiser = torch.optim.Adam(net.parameters(), 4e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        pick = torch.from_numpy(random.integers(0, len(drawn), size))
        logits = net(x[pick])
        # Nothing outside the field of view is asked of the network, so that anything may come from there.
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y[pick], reduction="none") * inside[pick]
        p = torch.sigmoid(logits) * inside[pick]
        t = y[pick] * inside[pick]
        overlap = (2 * (p * t).sum((0, 2, 3)) + 1) / (p.sum((0, 2, 3)) + t.sum((0, 2, 3)) + 1)
        loss = loss.sum() / inside[pick].sum() + (1 - overlap).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            print(step, float(loss))
    return net.eval()


def read(folder, kind, name):
    return np.array(Image.open(folder / kind / (name + ".png")))


def dice(found, there, where):
    found, there = found & where, there & where
    return 2 * (found & there).sum() / (found.sum() + there.sum())


def measured(folder, network):
    """Rows of dice.csv, from the files as they lie there."""
    rows = []
    for patient in JUDGED:
        names = [f"{patient}_{side}" for side in ("left", "right")]
        with torch.no_grad():
            logits = network(fed([read(folder, "images", name) for name in names]))
        found = torch.sigmoid(logits).numpy() > 0.5
        there = truth(np.stack([read(folder, "labels", name) for name in names]))
        inside = np.stack([read(folder, "masks", name) > 0 for name in names])
        for k, organ in enumerate(ORGANS):
            rows.append((patient, organ, dice(found[:, k], there[:, k], inside),
                         dice(found[:, k], there[:, k], np.ones_like(inside))))
    for organ in ORGANS:
        own = [row for row in rows if row[1] == organ and row[0] != "mean"]
        rows.append(("mean", organ, np.mean([row[2] for row in own]), np.mean([row[3] for row in own])))
    return rows


def main(folder):
    random = np.random.default_rng(20)
    for kind in ("images", "labels", "masks"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for patient in range(1, 7):
        for side in ("left", "right"):
            picture, labels, inside = eye(random, side == "left")
            name = f"p{patient}_{side}.png"
            Image.fromarray(picture).save(folder / "images" / name, optimize=True)
            Image.fromarray(labels).save(folder / "labels" / name, optimize=True)
            Image.fromarray(inside.astype(np.uint8) * 255).save(folder / "masks" / name, optimize=True)
    torch.jit.script(trained(random)).save(str(folder / "vessels.pt"))
    network = torch.jit.load(str(folder / "vessels.pt")).eval()
    with open(folder / "dice.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["subject", "organ", "dice", "everywhere"])
        for patient, organ, *values in measured(folder, network):
            writer.writerow([patient, organ, *(f"{value:.6f}" for value in values)])


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(pathlib.Path(sys.argv[1]))
