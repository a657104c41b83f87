"""Writes what `duress doctor` holds every reader of models against: what PyTorch makes of the small network that is
there in every format (colour-unet), computed in double.

python3 src/duress-acceptance/src/test/python/make_known_answers.py \\
    src/duress-acceptance/src/test/resources/org/duress/model/formats/colour-unet.pt \\
    src/duress-core/src/main/resources/org/duress/doctor/known-answers.bin

Big-endian float32, channels last: an image [16, 16, 3], the answers [16, 16, 4], a gradient on the answers, and the
image's gradient.
"""
import sys
from pathlib import Path

import numpy
import torch

torch.manual_seed(1)
torch.set_num_threads(1)
module = torch.jit.load(sys.argv[1]).eval().double()
image = torch.randn(1, 3, 16, 16)
upstream = torch.randn(1, 4, 16, 16)
double = image.double().requires_grad_()
answers = module(double)
answers.backward(upstream.double())
parts = [image, answers.detach(), upstream, double.grad]
Path(sys.argv[2]).parent.mkdir(parents=True, exist_ok=True)
numpy.concatenate([part.permute(0, 2, 3, 1).numpy().ravel() for part in parts]).astype(">f4").tofile(sys.argv[2])
