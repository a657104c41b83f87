"""Copies the configurations of MONAI's model zoo, each with a small untrained network of the same inputs and outputs
instead of its own, for ZooTest: what a bundle's files say is followed from scans to a verdict, whatever its weights.

    git clone --depth 1 https://github.com/Project-MONAI/model-zoo ZOO
    python3 src/duress-acceptance/src/test/python/make_zoo_networks.py ZOO/models .duress/zoo [SIDE]

With SIDE, windows written in JSON have at most so many voxels a side: over a hundred classes of a window of 96 x 96 x
96 take gigabytes. Needs torch, numpy, scipy and scikit-image.
"""

import json
import pathlib
import re
import sys

import torch

from make_bundles import export


class Net(torch.nn.Module):
    """One level down and up; the first three classes are found about as often as one another, whatever the image."""

    def __init__(self, channels, outputs, width=4):
        super().__init__()
        self.first = torch.nn.Conv3d(channels, width, 3, padding=1, stride=2)
        self.norm = torch.nn.InstanceNorm3d(width)
        self.last = torch.nn.Conv3d(width, outputs, 1)
        weights = self.last.weight.data
        weights *= 2 / weights.norm(dim=1, keepdim=True)
        # What a leaky ReLU leaves of a normal distribution has this mean.
        self.last.bias.data = -0.395 * weights.sum((1, 2, 3, 4))
        self.last.bias.data[3:] -= 5
        self.up = torch.nn.ConvTranspose3d(outputs, outputs, 2, stride=2, groups=outputs, bias=False)
        self.up.weight.data[:] = 1

    def forward(self, x):
        return self.up(self.last(torch.nn.functional.leaky_relu(self.norm(self.first(x)), 0.01)))


def narrowed(text, side):
    """The same configuration with smaller windows."""
    return re.sub(r'("roi_size": \[)([^]]*)',
                  lambda found: found[1] + re.sub(r"\d+", lambda size: str(min(int(size[0]), side)), found[2]), text)


def bundle(source, folder, side):
    metadata = json.loads((source / "configs" / "metadata.json").read_text())["network_data_format"]
    [channels, outputs] = [next(iter(metadata[end].values()))["num_channels"] for end in ("inputs", "outputs")]
    (folder / "models").mkdir(parents=True, exist_ok=True)
    (folder / "configs").mkdir(exist_ok=True)
    for file in (source / "configs").iterdir():
        if file.stem in ("metadata", "inference"):
            text = file.read_text()
            (folder / "configs" / file.name).write_text(narrowed(text, side) if side else text)
    torch.manual_seed(4)
    export(Net(channels, outputs).eval(), channels, folder / "models" / "model.onnx", spatial=3)


if __name__ == "__main__":
    for source in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        if (source / "configs" / "metadata.json").is_file():
            bundle(source, pathlib.Path(sys.argv[2]) / source.name, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
