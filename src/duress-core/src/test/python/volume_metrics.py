"""Prints the numbers that VolumeMetricsTest expects, from SciPy and NumPy: distances between surfaces, structural
similarity, and the share of a field above the line, each of a small volume whose values are formulas of whole numbers.

    /usr/bin/python3 src/duress-core/src/test/python/volume_metrics.py

- surfaces: scipy.ndimage.distance_transform_edt with sampling; a surface is what binary_erosion with the six neighbours
  takes away, the border of the volume being outside.
- ssim: scipy.ndimage.gaussian_filter with sigma 1.5 and a radius of 5 along every axis, mode "reflect", which is
  skimage.metrics.structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False) but for the
  border that scikit-image leaves out.
- roughness: numpy.fft.fftn, with frequencies in cycles per millimetre.

SciPy 1.10 and NumPy 1.24.
"""
import numpy as np
from scipy import ndimage

SIZE = (12, 19, 23)
SPACING = (2.5, 0.75, 1.0)
Z, Y, X = np.indices(SIZE)


def surface(mask):
    return mask & ~ndimage.binary_erosion(mask, ndimage.generate_binary_structure(3, 1), border_value=0)


def surfaces(spacing):
    label = 4 * (Z - 6) ** 2 + (Y - 9) ** 2 + (X - 11) ** 2 <= 49
    specks = (31 * Z + 17 * Y + 13 * X + 7 * X * Y * Z) % 127 == 0
    answer = (4 * (Z - 5) ** 2 + (Y - 11) ** 2 + (X - 10) ** 2 <= 40) | specks
    of_label = surface(label)
    of_answer = surface(answer)
    to_label = ndimage.distance_transform_edt(~of_label, sampling=spacing)
    to_answer = ndimage.distance_transform_edt(~of_answer, sampling=spacing)
    distances = np.concatenate([to_label[of_answer], to_answer[of_label]])
    print("surfaces", spacing, len(distances), repr(np.percentile(distances, 95)), repr(np.mean(distances <= 2)),
          "sum of the transform", repr(to_answer.sum()))


def window(image):
    return ndimage.gaussian_filter(image, 1.5, mode="reflect", truncate=3.5)


def ssim():
    clean = ((7 * Z + 3 * Y + 5 * X + Y * Z) % 11 - 5) * 0.25
    attacked = clean + ((5 * Z + 2 * Y + 3 * X) % 7 - 3) * 0.125
    x = clean - clean.min()
    y = attacked - clean.min()
    c1, c2 = (0.01 * np.ptp(clean)) ** 2, (0.03 * np.ptp(clean)) ** 2
    mx, my = window(x), window(y)
    spread = window(x * x) - mx * mx + window(y * y) - my * my
    common = window(x * y) - mx * my
    print("ssim", repr(np.mean((2 * mx * my + c1) * (2 * common + c2) / ((mx * mx + my * my + c1) * (spread + c2)))))


def roughness():
    size = (12, 40, 50)
    z, y, x = np.indices(size)
    field = np.stack([((z * z + 3 * y * x) % 13 - 6) * 0.125 + (z - 5) * 0.5 + (y % 29) * 0.25,
                      ((5 * z + 2 * y + x * x) % 17 - 8) * 0.25 + abs(x - 20) * 0.125 + z * y * 0.0625], -1)
    for spacing in [(2.5, 0.75, 1.0), (1.0, 1.0, 1.0), (1.0, 12.5, 1.0)]:
        frequency = np.sqrt(sum(np.square(f) for f in np.meshgrid(
            *[np.fft.fftfreq(n, d) for n, d in zip(size, spacing)], indexing="ij")))
        energy = sum(np.abs(np.fft.fftn(field[..., c] - field[..., c].mean())) ** 2 for c in range(2))
        fast = frequency > (1 + 1e-9) / (16 * min(spacing))
        print("roughness", spacing, repr(energy[fast].sum() / energy.sum()))


for each in [SPACING, (1.0, 1.0, 1.0)]:
    surfaces(each)
ssim()
roughness()
