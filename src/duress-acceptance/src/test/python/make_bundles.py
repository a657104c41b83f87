"""Writes a bundle as MONAI's and a folder as nnU-Net's, each with a small untrained 2-D network, and what the inference
of each gives: probabilities, the gradient of a weighted sum of them, and the Dice of each organ with labels. Every step
is written out here with torch, numpy and scipy, as the two projects document it, so that it is a second opinion on what
Duress does with the same files. Each network is there once more as ONNX: MONAI's by itself, nnU-Net's in a zip of that
folder.

    python3 src/duress-acceptance/src/test/python/make_bundles.py src/duress-acceptance/src/test/resources/bundles

Needs torch, numpy, scipy and scikit-image.
"""

import itertools
import json
import math
import pathlib
import sys
import zipfile

import numpy as np
import torch
from scipy import ndimage
from skimage.transform import resize

torch.set_default_dtype(torch.float32)


class Net(torch.nn.Module):
    """One level down and up, with instance norm: what a tile holds decides what becomes of each pixel of it."""

    def __init__(self, channels, outputs, width=6):
        super().__init__()
        self.first = torch.nn.Conv2d(channels, width, 3, padding=1)
        self.norm = torch.nn.InstanceNorm2d(width, affine=True)
        self.down = torch.nn.Conv2d(width, 2 * width, 2, stride=2)
        self.up = torch.nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.last = torch.nn.Conv2d(2 * width, outputs, 1)

    def forward(self, x):
        a = torch.nn.functional.leaky_relu(self.norm(self.first(x)), 0.01)
        b = torch.nn.functional.leaky_relu(self.down(a), 0.01)
        return 3.0 * self.last(torch.cat([a, self.up(b)], 1))


def blobs(random, count, height, width, channels):
    """Smooth fields of mean 0 and deviation 1."""
    noise = random.standard_normal((count, height, width, channels))
    smooth = ndimage.gaussian_filter(noise, (0, 2, 2, 0), mode="wrap")
    return (smooth / smooth.std() + 0.1 * noise).astype(np.float32)


def anchored(old, size, step):
    """Matrix of linear interpolation at i * step, beyond the border its value."""
    matrix = np.zeros((size, old))
    for i in range(size):
        at = min(i * step, old - 1)
        low = min(int(at), max(old - 2, 0))
        matrix[i, low] += 1 - (at - low)
        if at > low:
            matrix[i, low + 1] += at - low
    return torch.tensor(matrix, dtype=torch.float32)


def mapped(x, rows, columns):
    return torch.einsum("ih,nchw,jw->ncij", rows, x, columns)


def padded(x, size):
    pads = []
    for old, tile in zip(x.shape[2:], size):
        more = max(tile - old, 0)
        pads.append((more // 2, more - more // 2))
    return torch.nn.functional.pad(x, (*pads[1], *pads[0])), pads


def blended(x, size, starts, weights, network):
    """Sliding window of one batch, the padding of small images cut off again."""
    height, width = x.shape[2:]
    x, pads = padded(x, size)
    total = 0
    count = torch.zeros(x.shape[2:])
    for top, left in itertools.product(starts(x.shape[2], size[0]), starts(x.shape[3], size[1])):
        tile = network(x[:, :, top : top + size[0], left : left + size[1]]) * weights
        spread = (left, x.shape[3] - left - size[1], top, x.shape[2] - top - size[0])
        total = total + torch.nn.functional.pad(tile, spread)
        count = count + torch.nn.functional.pad(weights, spread)
    blend = total / count
    return blend[:, :, pads[0][0] : pads[0][0] + height, pads[1][0] : pads[1][0] + width]


def write(folder, name, values, type=np.float32):
    np.save(folder / (name + ".npy"), np.ascontiguousarray(values.astype(type)))


def dice(folder, found):
    """Volume Dice of each organ over all images, against labels two rows below where the network finds it [n, h, w]."""
    rows = ["subject,organ,dice"]
    for organ, own in found.items():
        there = np.roll(own, 2, 1)
        rows.append(f"all,{organ},{2 * (own & there).sum() / (own.sum() + there.sum()):.6f}")
    write(folder, "labels", np.stack([np.roll(own, 2, 1) for own in found.values()], 3), np.uint8)
    (folder / "dice.csv").write_text("\n".join(rows) + "\n")


def reference(folder, images, scales, answer, classes, random):
    """Answers to images in standard deviations [n, h, w, c], and the gradient of sum(weights * answers)."""
    x = torch.tensor(images, requires_grad=True)
    own = x * torch.tensor([s[1] for s in scales]) + torch.tensor([s[0] for s in scales])
    probabilities = answer(own.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
    weights = random.standard_normal(tuple(probabilities.shape)).astype(np.float32)
    assert probabilities.shape[3] == classes
    (probabilities * torch.tensor(weights)).sum().backward()
    write(folder, "images", images)
    write(folder, "probabilities", probabilities.detach().numpy())
    write(folder, "weights", weights)
    write(folder, "gradient", x.grad.numpy())
    return probabilities.detach().numpy()


def export(network, channels, path):
    """As torch's users write ONNX; batch and size stay open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    axes = {0: "batch", 2: "height", 3: "width"}
    torch.onnx.export(network, torch.zeros(1, channels, 32, 32), str(path), opset_version=13, input_names=["image"],
                      output_names=["logits"], dynamic_axes={"image": axes, "logits": axes})


def dump(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def monai(folder):
    random = np.random.default_rng(3)
    torch.manual_seed(3)
    height, width, spacing, wanted = 40, 36, (1.0, 1.2), (0.9, 1.1)
    tile, overlap = (24, 32), 0.375
    network = Net(4, 3).eval()
    (folder / "models").mkdir(parents=True, exist_ok=True)
    torch.jit.script(network).save(str(folder / "models" / "model.ts"))
    export(network, 4, folder.parent / "onnx" / "monai.onnx")
    dump(folder / "configs" / "metadata.json", {
        "name": "three regions of four images",
        "network_data_format": {
            "inputs": {"image": {
                "type": "image", "num_channels": 4, "spatial_shape": ["8*n", "8*n"], "is_patch_data": True,
                "channel_def": {"0": "t1", "1": "t1ce", "2": "t2", "3": "flair"}}},
            "outputs": {"pred": {
                "type": "image", "format": "segmentation", "num_channels": 3, "spatial_shape": ["8*n", "8*n"],
                "channel_def": {"0": "whole", "1": "core", "2": "enhancing"}}}}})
    dump(folder / "configs" / "inference.json", {
        "image_key": "image",
        "preprocessing": {"_target_": "Compose", "transforms": [
            {"_target_": "LoadImaged", "keys": "@image_key"},
            {"_target_": "EnsureChannelFirstd", "keys": "@image_key"},
            {"_target_": "Orientationd", "keys": "@image_key", "axcodes": "RAS"},
            {"_target_": "Spacingd", "keys": "@image_key", "pixdim": [wanted[1], wanted[0]], "mode": "bilinear"},
            {"_target_": "ScaleIntensityRanged", "keys": "@image_key", "a_min": -200, "a_max": 300, "b_min": 0,
             "b_max": 1, "clip": True}]},
        "inferer": {"_target_": "SlidingWindowInferer", "roi_size": list(tile), "overlap": overlap, "mode": "gaussian",
                    "sw_batch_size": 2},
        "postprocessing": {"_target_": "Compose", "transforms": [
            {"_target_": "Activationsd", "keys": "pred", "sigmoid": True},
            {"_target_": "Invertd", "keys": "pred", "transform": "@preprocessing", "orig_keys": "image",
             "nearest_interp": False},
            {"_target_": "AsDiscreted", "keys": "pred", "threshold": 0.5}]}})

    def starts(size, tile_size):
        interval = tile_size if size == tile_size else max(1, int(tile_size * (1 - overlap)))
        count = math.ceil((size - tile_size) / interval) + 1
        return [min(k * interval, size - tile_size) for k in range(count)]

    def density(size):
        x = torch.arange(size, dtype=torch.float32) - (size - 1) / 2
        return torch.exp(-(x**2) / (2 * (size * 0.125) ** 2))

    weights = torch.outer(density(tile[0]), density(tile[1]))
    weights = torch.clamp(weights, min=max(float(weights.min()), 1e-3))

    def answer(x):
        # Rows grow to posterior and columns to the left; RAS has x first, to the right, then y, to anterior.
        x = torch.flip(x, (2, 3)).transpose(2, 3)
        old, new = (spacing[1], spacing[0]), (wanted[1], wanted[0])
        sizes = [round((n - 1) * o / w + 1) for n, o, w in zip(x.shape[2:], old, new)]
        there = [anchored(n, m, w / o) for n, m, o, w in zip(x.shape[2:], sizes, old, new)]
        back = [anchored(m, n, o / w) for n, m, o, w in zip(x.shape[2:], sizes, old, new)]
        x = torch.clamp((mapped(x, *there) + 200) / 500, 0, 1)
        p = mapped(torch.sigmoid(blended(x, tile, starts, weights, network)), *back)
        return torch.flip(p.transpose(2, 3), (2, 3))

    scales = [(20, 110), (60, 90), (-30, 140), (100, 80)]
    probabilities = reference(folder, blobs(random, 2, height, width, 4), scales, answer, 3, random)
    dice(folder, {organ: probabilities[..., k] > 0.5 for k, organ in enumerate(("whole", "core", "enhancing"))})


def nnunet(folder):
    random = np.random.default_rng(5)
    torch.manual_seed(5)
    height, width, spacing, wanted = 44, 37, (1.0, 1.3), (0.85, 0.95)
    patch = (32, 28)
    network = Net(2, 3).eval()
    # So that each class is found somewhere.
    network.last.bias.data += torch.tensor([0.0, 0.22, 0.5])
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.script(network).save(str(folder / "network.ts"))
    properties = {"mean": 42.5, "std": 87.25, "percentile_00_5": -110.0, "percentile_99_5": 205.5, "median": 40.0,
                  "min": -300.0, "max": 900.0}
    dump(folder / "plans.json", {
        "dataset_name": "Dataset000_none", "plans_name": "nnUNetPlans", "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2], "image_reader_writer": "NaturalImage2DIO",
        "foreground_intensity_properties_per_channel": {"0": properties, "1": properties},
        "configurations": {"2d": {
            "preprocessor_name": "DefaultPreprocessor", "patch_size": list(patch), "spacing": list(wanted),
            "normalization_schemes": ["CTNormalization", "ZScoreNormalization"], "use_mask_for_norm": [False, False],
            "resampling_fn_data": "resample_data_or_seg_to_shape",
            "resampling_fn_data_kwargs": {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None},
            "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
            "resampling_fn_probabilities_kwargs": {"is_seg": False, "order": 1, "order_z": 0,
                                                   "force_separate_z": None}}}})
    dump(folder / "dataset.json", {
        "channel_names": {"0": "CT", "1": "MR"}, "labels": {"background": 0, "liver": 1, "spleen": 2},
        "numTraining": 0, "file_ending": ".nii.gz"})
    onnx = folder.parent / "onnx" / "network.onnx"
    export(network, 2, onnx)
    with zipfile.ZipFile(folder.parent / "onnx" / (folder.name + ".zip"), "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in (folder / "plans.json", folder / "dataset.json", onnx):
            zipped.writestr(zipfile.ZipInfo(file.name, (2026, 1, 1, 0, 0, 0)), file.read_bytes())
    onnx.unlink()

    def starts(size, tile_size):
        count = math.ceil((size - tile_size) / (tile_size * 0.5)) + 1
        step = (size - tile_size) / (count - 1) if count > 1 else 0
        return [int(np.round(step * k)) for k in range(count)]

    spike = np.zeros(patch)
    spike[patch[0] // 2, patch[1] // 2] = 1
    gaussian = torch.from_numpy(ndimage.gaussian_filter(spike, [s / 8 for s in patch], 0, mode="constant", cval=0))
    gaussian = (gaussian / (gaussian.max() / 10)).to(torch.float16)
    gaussian[gaussian == 0] = gaussian[gaussian != 0].min()
    gaussian = gaussian.float()

    def spline(old, new):
        eye = np.eye(old)
        return torch.tensor(
            np.stack([ndimage.zoom(e, new / old, order=3, mode="nearest", grid_mode=True) for e in eye], 1),
            dtype=torch.float32)

    def linear(old, new):
        eye = torch.eye(old)[None]
        return torch.nn.functional.interpolate(eye, size=new, mode="linear", align_corners=False)[0].T

    def held(x, y):
        low = x.amin((2, 3), keepdim=True)
        high = x.amax((2, 3), keepdim=True)
        return torch.maximum(torch.minimum(y, high), low)

    def mirrored(x):
        flips = [(), (2,), (3,), (2, 3)]
        return sum(torch.flip(network(torch.flip(x, f)), f) for f in flips) / len(flips)

    def answer(x):
        ct = (torch.clamp(x[:, :1], -110.0, 205.5) - 42.5) / 87.25
        mr = x[:, 1:]
        mean = mr.mean((2, 3), keepdim=True)
        mr = (mr - mean) / ((mr - mean) ** 2).mean((2, 3), keepdim=True).sqrt()
        x = torch.cat([ct, mr], 1)
        sizes = [round(n * o / w) for n, o, w in zip(x.shape[2:], spacing, wanted)]
        there = [spline(n, m) for n, m in zip(x.shape[2:], sizes)]
        resampled = held(x, mapped(x, *there))
        plain = resize(x[0, 0].detach().numpy().astype(float), sizes, 3, mode="edge", anti_aliasing=False)
        assert np.abs(plain - resampled[0, 0].detach().numpy()).max() < 1e-4
        logits = blended(resampled, patch, starts, gaussian, mirrored)
        back = [linear(m, n) for n, m in zip(x.shape[2:], sizes)]
        return torch.softmax(mapped(logits, *back), 1)

    scales = [(30, 120), (300, 150)]
    classes = reference(folder, blobs(random, 2, height, width, 2), scales, answer, 3, random).argmax(3)
    dice(folder, {"liver": classes == 1, "spleen": classes == 2})


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1])
    monai(out / "monai")
    nnunet(out / "nnUNetTrainer__nnUNetPlans__2d")
