"""Writes what Duress tries PyTorch on before it believes it: small TorchScript modules, and what is right, computed in
double.

python3 src/duress-torchscript/src/test/python/make_torchscript_self_check.py \\
    src/duress-torchscript/src/main/resources/org/duress/model/torchscript

self-check.pt           layers of few channels, as gradients of those were seen to be wrong: convolution, strided and
                        transposed convolution, [3, 1, 16, 16] to [3, 3, 16, 16]
self-check-volumes.pt   the same of volumes, [2, 1, 8, 8, 8] to [2, 3, 8, 8, 8]
.bin                   of each, big-endian float32: images, answers, a gradient on the answers, and the images' gradient
"""
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


def write(name, convolution, transposed, *shape):
    torch.manual_seed(1)
    module = nn.Sequential(
        convolution(1, 4, 3, padding=1),
        nn.Tanh(),
        convolution(4, 8, 3, stride=2, padding=1),
        nn.Tanh(),
        transposed(8, 4, 2, stride=2),
        nn.Tanh(),
        convolution(4, 3, 3, padding=1),
    ).eval()
    images = torch.randn(*shape)
    upstream = torch.randn(shape[0], 3, *shape[2:])
    torch.jit.script(module).save(str(folder / (name + ".pt")))
    double = images.double().requires_grad_()
    answers = module.double()(double)
    answers.backward(upstream.double())
    parts = [images, answers.detach(), upstream, double.grad]
    numpy.concatenate([part.numpy().ravel() for part in parts]).astype(">f4").tofile(folder / (name + ".bin"))


write("self-check", nn.Conv2d, nn.ConvTranspose2d, 3, 1, 16, 16)
write("self-check-volumes", nn.Conv3d, nn.ConvTranspose3d, 2, 1, 8, 8, 8)
