"""Writes bundles as MONAI's and folders as nnU-Net's, each with a small untrained network of slices or of volumes, and
what the inference of each gives: probabilities, the gradient of a weighted sum of them, and the Dice of each organ with
labels. Every step is written out here with torch, numpy and scipy, as the two projects document it, so that it is a
second opinion on what Duress does with the same files. Networks are there once more as ONNX: MONAI's by themselves,
nnU-Net's of slices in a zip of that folder.

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

    def __init__(self, channels, outputs, width=6, axes=2):
        super().__init__()
        convolution, norm, transposed = {
            2: (torch.nn.Conv2d, torch.nn.InstanceNorm2d, torch.nn.ConvTranspose2d),
            3: (torch.nn.Conv3d, torch.nn.InstanceNorm3d, torch.nn.ConvTranspose3d)}[axes]
        self.first = convolution(channels, width, 3, padding=1)
        self.norm = norm(width, affine=True)
        self.down = convolution(width, 2 * width, 2, stride=2)
        self.up = transposed(2 * width, width, 2, stride=2)
        self.last = convolution(2 * width, outputs, 1)

    def forward(self, x):
        a = torch.nn.functional.leaky_relu(self.norm(self.first(x)), 0.01)
        b = torch.nn.functional.leaky_relu(self.down(a), 0.01)
        return 3.0 * self.last(torch.cat([a, self.up(b)], 1))


def blobs(random, count, *sizes):
    """Smooth fields of mean 0 and deviation 1; the last size is the channels."""
    noise = random.standard_normal((count, *sizes))
    smooth = ndimage.gaussian_filter(noise, (0, *[2] * (len(sizes) - 1), 0), mode="wrap")
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


def mapped(x, *axes):
    """A matrix for each axis behind image and channel."""
    for axis, matrix in enumerate(axes, 2):
        x = torch.movedim(torch.tensordot(matrix, x, dims=([1], [axis])), 0, axis)
    return x


def padded(x, size):
    pads = []
    for old, tile in zip(x.shape[2:], size):
        more = max(tile - old, 0)
        pads.append((more // 2, more - more // 2))
    return torch.nn.functional.pad(x, [end for pad in reversed(pads) for end in pad]), pads


def blended(x, size, starts, weights, network):
    """Sliding window of one batch, the padding of small images cut off again."""
    old = x.shape[2:]
    x, pads = padded(x, size)
    total = 0
    count = torch.zeros(x.shape[2:])
    for corner in itertools.product(*[starts(whole, tile) for whole, tile in zip(x.shape[2:], size)]):
        window = tuple(slice(at, at + tile) for at, tile in zip(corner, size))
        tile = network(x[(slice(None), slice(None), *window)]) * weights
        ends = [(at, whole - at - tile) for at, tile, whole in zip(corner, size, x.shape[2:])]
        spread = [end for pair in reversed(ends) for end in pair]
        total = total + torch.nn.functional.pad(tile, spread)
        count = count + torch.nn.functional.pad(weights, spread)
    inner = tuple(slice(pad[0], pad[0] + whole) for pad, whole in zip(pads, old))
    return (total / count)[(slice(None), slice(None), *inner)]


def write(folder, name, values, type=np.float32):
    np.save(folder / (name + ".npy"), np.ascontiguousarray(values.astype(type)))


def dice(folder, found):
    """Volume Dice of each organ over all images, against labels two rows below where the network finds it [n, ..]."""
    rows = ["subject,organ,dice"]
    for organ, own in found.items():
        there = np.roll(own, 2, own.ndim - 2)
        rows.append(f"all,{organ},{2 * (own & there).sum() / (own.sum() + there.sum()):.6f}")
    write(folder, "labels", np.stack([np.roll(own, 2, own.ndim - 2) for own in found.values()], -1), np.uint8)
    (folder / "dice.csv").write_text("\n".join(rows) + "\n")


def reference(folder, images, scales, answer, classes, random):
    """Answers to images in standard deviations [n, .., c], and the gradient of sum(weights * answers)."""
    x = torch.tensor(images, requires_grad=True)
    own = x * torch.tensor([s[1] for s in scales]) + torch.tensor([s[0] for s in scales])
    probabilities = torch.movedim(answer(torch.movedim(own, -1, 1)), 1, -1)
    weights = random.standard_normal(tuple(probabilities.shape)).astype(np.float32)
    assert probabilities.shape[-1] == classes
    (probabilities * torch.tensor(weights)).sum().backward()
    write(folder, "images", images)
    write(folder, "probabilities", probabilities.detach().numpy())
    write(folder, "weights", weights)
    write(folder, "gradient", x.grad.numpy())
    return probabilities.detach().numpy()


def bounds(foreground):
    """The slices of the smallest box around what is true [z, y, x]."""
    return tuple(slice(int(at.min()), int(at.max()) + 1) for at in foreground.nonzero(as_tuple=True))


def uncut(values, box, size):
    """0 around what was cut out."""
    ends = [(part.start, whole - part.stop) for part, whole in zip(box, size)]
    return torch.nn.functional.pad(values, [end for pair in reversed(ends) for end in pair])


def shares(values):
    """Of values that sum to 1 or less, each class's share; background where there is none."""
    total = values.sum(1, keepdim=True)
    background = torch.zeros_like(values)
    background[:, 0] = 1
    return torch.where(total > 0, values / total.clamp(min=1e-30), background)


def export(network, channels, path, spatial=2):
    """As torch's users write ONNX; batch and size stay open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ["batch", "channels", *["depth", "height", "width"][-spatial:]]
    axes = {axis: name for axis, name in enumerate(names) if axis != 1}
    image = torch.zeros(1, channels, *[32] * spatial)
    torch.onnx.export(network, image, str(path), opset_version=13, input_names=["image"],
                      output_names=["logits"], dynamic_axes={"image": axes, "logits": axes})


def dump(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def monai_starts(overlap):
    def starts(size, tile_size):
        interval = tile_size if size == tile_size else max(1, int(tile_size * (1 - overlap)))
        count = math.ceil((size - tile_size) / interval) + 1
        return [min(k * interval, size - tile_size) for k in range(count)]

    return starts


def monai_weights(tile):
    def density(size):
        x = torch.arange(size, dtype=torch.float32) - (size - 1) / 2
        return torch.exp(-(x**2) / (2 * (size * 0.125) ** 2))

    weights = density(tile[0])
    for size in tile[1:]:
        weights = weights.unsqueeze(-1) * density(size)
    return torch.clamp(weights, min=max(float(weights.min()), 1e-3))


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

    starts = monai_starts(overlap)
    weights = monai_weights(tile)

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


def nnunet_starts(size, tile_size):
    count = math.ceil((size - tile_size) / (tile_size * 0.5)) + 1
    step = (size - tile_size) / (count - 1) if count > 1 else 0
    return [int(np.round(step * k)) for k in range(count)]


def nnunet_weights(patch):
    spike = np.zeros(patch)
    spike[tuple(size // 2 for size in patch)] = 1
    gaussian = torch.from_numpy(ndimage.gaussian_filter(spike, [s / 8 for s in patch], 0, mode="constant", cval=0))
    gaussian = (gaussian / (gaussian.max() / 10)).to(torch.float16)
    gaussian[gaussian == 0] = gaussian[gaussian != 0].min()
    return gaussian.float()


def spline(old, new):
    eye = np.eye(old)
    return torch.tensor(
        np.stack([ndimage.zoom(e, new / old, order=3, mode="nearest", grid_mode=True) for e in eye], 1),
        dtype=torch.float32)


def linear(old, new):
    eye = torch.eye(old)[None]
    return torch.nn.functional.interpolate(eye, size=new, mode="linear", align_corners=False)[0].T


def nearest(old, new):
    """What map_coordinates of order 0 takes, of places whose edges lie on each other."""
    at = old / new * (np.arange(new) + 0.5) - 0.5
    taken = ndimage.map_coordinates(np.arange(old), at[None], order=0, mode="nearest")
    return torch.eye(old)[torch.tensor(taken)]


def held(x, y, axes):
    low = x.amin(axes, keepdim=True)
    high = x.amax(axes, keepdim=True)
    return torch.maximum(torch.minimum(y, high), low)


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

    gaussian = nnunet_weights(patch)
    starts = nnunet_starts

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
        resampled = held(x, mapped(x, *there), (2, 3))
        plain = resize(x[0, 0].detach().numpy().astype(float), sizes, 3, mode="edge", anti_aliasing=False)
        assert np.abs(plain - resampled[0, 0].detach().numpy()).max() < 1e-4
        logits = blended(resampled, patch, starts, gaussian, mirrored)
        back = [linear(m, n) for n, m in zip(x.shape[2:], sizes)]
        return torch.softmax(mapped(logits, *back), 1)

    scales = [(30, 120), (300, 150)]
    classes = reference(folder, blobs(random, 2, height, width, 2), scales, answer, 3, random).argmax(3)
    dice(folder, {"liver": classes == 1, "spleen": classes == 2})


def monai_volumes(folder):
    """As most of the zoo: CT of one channel, exclusive classes, RAS, a spacing, a window, Gaussian windows. Around what
    is shown there is air, which is cut off."""
    random = np.random.default_rng(13)
    torch.manual_seed(13)
    sizes, spacing, wanted = (12, 20, 18), (2.0, 1.0, 1.2), (1.6, 0.9, 1.1)  # planes, rows, columns
    tile, overlap = (16, 18, 8), 0.5  # x, y, z
    network = Net(1, 3, axes=3).eval()
    network.last.bias.data += torch.tensor([0.0, 0.3, 0.1])
    (folder / "models").mkdir(parents=True, exist_ok=True)
    torch.jit.script(network).save(str(folder / "models" / "model.ts"))
    export(network, 1, folder.parent / "onnx" / "monai-volumes.onnx", spatial=3)
    dump(folder / "configs" / "metadata.json", {
        "name": "two organs of volumes",
        "network_data_format": {
            "inputs": {"image": {
                "type": "image", "num_channels": 1, "spatial_shape": [16, 18, 8], "is_patch_data": True,
                "channel_def": {"0": "CT"}}},
            "outputs": {"pred": {
                "type": "image", "format": "segmentation", "num_channels": 3, "spatial_shape": [16, 18, 8],
                "channel_def": {"0": "background", "1": "liver", "2": "spleen"}}}}})
    dump(folder / "configs" / "inference.json", {
        "preprocessing": {"_target_": "Compose", "transforms": [
            {"_target_": "LoadImaged", "keys": "image"},
            {"_target_": "EnsureChannelFirstd", "keys": "image"},
            {"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"},
            {"_target_": "Spacingd", "keys": "image", "pixdim": list(reversed(wanted)), "mode": "bilinear"},
            {"_target_": "ScaleIntensityRanged", "keys": "image", "a_min": -150, "a_max": 250, "b_min": 0,
             "b_max": 1, "clip": True},
            {"_target_": "CropForegroundd", "keys": "image", "source_key": "image", "mode": ["minimum"]},
            {"_target_": "NormalizeIntensityd", "keys": "image"}]},
        "inferer": {"_target_": "SlidingWindowInferer", "roi_size": list(tile), "overlap": overlap,
                    "mode": "gaussian"},
        "postprocessing": {"_target_": "Compose", "transforms": [
            {"_target_": "Activationsd", "keys": "pred", "softmax": True},
            {"_target_": "Invertd", "keys": "pred", "transform": "@preprocessing", "orig_keys": "image",
             "nearest_interp": False},
            {"_target_": "AsDiscreted", "keys": "pred", "argmax": True}]}})
    starts = monai_starts(overlap)
    weights = monai_weights(tile)

    def answer(x):
        # Planes grow to superior, rows to posterior, columns to the left; RAS has x, y and z.
        x = torch.flip(x, (3, 4)).permute(0, 1, 4, 3, 2)
        old, new = tuple(reversed(spacing)), tuple(reversed(wanted))
        large = [round((n - 1) * o / w + 1) for n, o, w in zip(x.shape[2:], old, new)]
        there = [anchored(n, m, w / o) for n, m, o, w in zip(x.shape[2:], large, old, new)]
        back = [anchored(m, n, o / w) for n, m, o, w in zip(x.shape[2:], large, old, new)]
        x = torch.clamp((mapped(x, *there) + 150) / 400, 0, 1)
        box = bounds((x[0] > 0).any(0))
        assert all(part.start > 0 and part.stop < whole for part, whole in zip(box, large))
        x = x[(slice(None), slice(None), *box)]
        x = (x - x.mean()) / x.std(unbiased=False)
        assert all(whole > part for whole, part in zip(x.shape[2:], tile))
        p = uncut(torch.softmax(blended(x, tile, starts, weights, network), 1), box, large)
        # MONAI takes the greatest of these; their shares have the same.
        p = shares(mapped(p, *back))
        return torch.flip(p.permute(0, 1, 4, 3, 2), (3, 4))

    images = np.full((1, *sizes, 1), (-1000 - 40) / 120, np.float32)
    inner = (0, slice(1, 11), slice(2, 19), slice(1, 17))
    images[inner] = blobs(random, 1, *sizes, 1)[inner]
    classes = reference(folder, images, [(40, 120)], answer, 3, random).argmax(-1)
    dice(folder, {"liver": classes == 1, "spleen": classes == 2})


def nnunet_volumes(folder):
    """Planes far apart, each resampled by itself; the network has columns before rows. What is 0 around is cut off."""
    random = np.random.default_rng(15)
    torch.manual_seed(15)
    sizes, spacing = (9, 22, 19), (4.0, 1.0, 1.1)  # planes, rows, columns
    order = [0, 2, 1]
    wanted, patch = (3.0, 0.95, 0.9), (8, 16, 14)  # planes, columns, rows
    network = Net(2, 3, axes=3).eval()
    network.last.bias.data += torch.tensor([0.0, 0.25, 0.4])
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.script(network).save(str(folder / "network.ts"))
    properties = {"mean": 42.5, "std": 87.25, "percentile_00_5": -110.0, "percentile_99_5": 205.5, "median": 40.0,
                  "min": -300.0, "max": 900.0}
    dump(folder / "plans.json", {
        "dataset_name": "Dataset000_none", "plans_name": "nnUNetPlans", "transpose_forward": order,
        "transpose_backward": order, "image_reader_writer": "SimpleITKIO",
        "foreground_intensity_properties_per_channel": {"0": properties, "1": properties},
        "configurations": {"3d_fullres": {
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
    gaussian = nnunet_weights(patch)

    def mirrored(x):
        flips = [axes for count in range(4) for axes in itertools.combinations((2, 3, 4), count)]
        return sum(torch.flip(network(torch.flip(x, f)), f) for f in flips) / len(flips)

    def answer(x):
        x = x.permute(0, 1, *[axis + 2 for axis in order])
        whole = x.shape[2:]
        box = bounds((x[0] != 0).any(0))
        assert all(part.start > 0 and part.stop < size for part, size in zip(box, whole))
        x = x[(slice(None), slice(None), *box)]
        old = [spacing[axis] for axis in order]
        ct = (torch.clamp(x[:, :1], -110.0, 205.5) - 42.5) / 87.25
        mr = x[:, 1:]
        mr = (mr - mr.mean()) / mr.std(unbiased=False)
        x = torch.cat([ct, mr], 1)
        large = [round(n * o / w) for n, o, w in zip(x.shape[2:], old, wanted)]
        assert old[0] / min(old) > 3 and large[0] != x.shape[2]
        planes = held(x, mapped(x, torch.eye(x.shape[2]), *[spline(n, m) for n, m in zip(x.shape[3:], large[1:])]),
                      (3, 4))
        plain = resize(x[0, 0, 4].detach().numpy().astype(float), large[1:], 3, mode="edge", anti_aliasing=False)
        assert np.abs(plain - planes[0, 0, 4].detach().numpy()).max() < 1e-4
        resampled = mapped(planes, nearest(x.shape[2], large[0]))
        logits = blended(resampled, patch, nnunet_starts, gaussian, mirrored)
        back = [nearest(large[0], x.shape[2]), *[linear(m, n) for n, m in zip(x.shape[3:], large[1:])]]
        p = shares(uncut(torch.softmax(mapped(logits, *back), 1), box, whole))
        return p.permute(0, 1, *[axis + 2 for axis in order])

    scales = [(30, 120), (300, 150)]
    images = np.empty((1, *sizes, 2), np.float32)
    images[:] = [-mean / deviation for mean, deviation in scales]
    inner = (0, slice(1, 8), slice(2, 20), slice(1, 18))
    images[inner] = blobs(random, 1, *sizes, 2)[inner]
    classes = reference(folder, images, scales, answer, 3, random).argmax(-1)
    dice(folder, {"liver": classes == 1, "spleen": classes == 2})


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1])
    monai(out / "monai")
    nnunet(out / "nnUNetTrainer__nnUNetPlans__2d")
    monai_volumes(out / "monai-volumes")
    nnunet_volumes(out / "nnUNetTrainer__nnUNetPlans__3d_fullres")
