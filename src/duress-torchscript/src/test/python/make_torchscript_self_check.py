"""Writes what Duress tries PyTorch on before it believes it: a small TorchScript module, and what is right, computed in
double.

python3 src/duress-torchscript/src/test/python/make_torchscript_self_check.py \\
    src/duress-torchscript/src/main/resources/org/duress/model/torchscript

self-check.pt   layers of few channels, as gradients of those were seen to be wrong: convolution, strided and transposed
                convolution, [3, 1, 16, 16] to [3, 3, 16, 16]
self-check.bin  big-endian float32: images, answers, a gradient on the answers, and the images' gradient
"""
import sys
from pathlib import Path

import numpy
import torch

torch.manual_seed(1)
module = torch.nn.Sequential(
    torch.nn.Conv2d(1, 4, 3, padding=1),
    torch.nn.Tanh(),
    torch.nn.Conv2d(4, 8, 3, stride=2, padding=1),
    torch.nn.Tanh(),
    torch.nn.ConvTranspose2d(8, 4, 2, stride=2),
    torch.nn.Tanh(),
    torch.nn.Conv2d(4, 3, 3, padding=1),
).eval()
images = torch.randn(3, 1, 16, 16)
upstream = torch.randn(3, 3, 16, 16)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
torch.jit.script(module).save(str(folder / "self-check.pt"))
double = images.double().requires_grad_()
answers = module.double()(double)
answers.backward(upstream.double())
parts = [images, answers.detach(), upstream, double.grad]
numpy.concatenate([part.numpy().ravel() for part in parts]).astype(">f4").tofile(folder / "self-check.bin")
