"""Writes the network of SkullStrippedTest: untrained, of four channels of a volume and three organs, each with a logit.

    python3 src/duress-acceptance/src/test/python/make_skull_stripped.py \
        src/duress-acceptance/src/test/resources/bundles/onnx/four-channels.onnx

Needs torch, numpy, scipy and scikit-image.
"""

import pathlib
import sys

import torch

from make_bundles import export
from make_zoo_networks import Net

if __name__ == "__main__":
    torch.manual_seed(4)
    export(Net(4, 3).eval(), 4, pathlib.Path(sys.argv[1]), spatial=3)
