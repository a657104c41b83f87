#!/usr/bin/env python3
"""Reads exported counterexamples of volumes with nibabel, and rebuilds them with scipy (Debian: python3-nibabel,
python3-scipy), which know nothing of Duress.

    check_volume_export.py OUT

OUT is what "duress export SPEC OUT nifti" wrote. Of every volume: all files lie on one grid, its axes run to the
patient's left, to posterior and up; D is a vector; the adversarial image is the clean one moved by D plus V, and the
labels are those of the nearest voxel. Ends with an AssertionError where this does not hold.
"""
import json
import pathlib
import sys

import nibabel
import numpy
import scipy.ndimage

out = pathlib.Path(sys.argv[1])
for entry in json.loads((out / "export.json").read_text())["volumes"]:
    files = {folder.name: nibabel.load(folder / entry["file"]) for folder in out.iterdir() if folder.is_dir()}
    image = files["images"]
    shape = image.shape
    assert len(shape) == 3, shape
    assert nibabel.aff2axcodes(image.affine) == ("L", "P", "S"), nibabel.aff2axcodes(image.affine)
    for name, other in files.items():
        assert other.shape[:3] == shape, (name, other.shape)
        assert numpy.array_equal(other.affine, image.affine), name
    field = files["deformation"]
    assert field.shape == shape + (1, 3), field.shape
    assert field.header.get_intent()[0] == "vector", field.header.get_intent()
    d = field.get_fdata()[..., 0, :]
    at = numpy.stack([index + d[..., axis] for axis, index in enumerate(numpy.indices(shape))])
    at = numpy.stack([numpy.clip(at[axis], 0, shape[axis] - 1) for axis in range(3)])
    moved = scipy.ndimage.map_coordinates(files["clean"].get_fdata(), at, order=1)
    apart = numpy.abs(moved + files["intensity"].get_fdata() - image.get_fdata()).max()
    assert apart < 1e-5, apart
    nearest = tuple(numpy.floor(at + 0.5).astype(int))
    labels = (files["truth"].get_fdata()[nearest] == files["labels"].get_fdata()).mean()
    print(entry["volume"], shape, "voxels of", image.header.get_zooms(), "mm; apart by", apart,
          "; same labels as of the nearest voxel:", labels)
    assert labels > 0.99, labels
