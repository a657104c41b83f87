"""Writes the TorchScript fixtures of org.duress.model.torchscript: small networks with random weights, and PyTorch's own
answers and gradients. Run with PyTorch 1.13: python3 make_torchscript_fixtures.py ../resources/org/duress/model/torchscript

Arrays are [batch, height, width, channels] as Duress has them; dx is the derivative of sum(g * probabilities).
"""

import sys
import zipfile
from pathlib import Path
from typing import Dict, Tuple

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)


class Net(nn.Module):
    """Smooth, with what differs between training and evaluation: batch norm and dropout."""

    def __init__(self, channels: int = 1, classes: int = 3):
        super().__init__()
        self.first = nn.Conv2d(channels, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)
        self.last = nn.Conv2d(4, classes, 1)
        with torch.no_grad():
            self.norm.running_mean.normal_()
            self.norm.running_var.uniform_(0.5, 1.5)
            self.last.weight.mul_(3)

    def forward(self, x):
        return self.last(self.drop(torch.tanh(self.norm(self.first(x)))))


class Softmax(Net):
    def forward(self, x):
        return torch.softmax(self.last(self.drop(torch.tanh(self.norm(self.first(x))))), 1)


class Dictionary(Net):
    def forward(self, x) -> Dict[str, torch.Tensor]:
        y = self.last(self.drop(torch.tanh(self.norm(self.first(x)))))
        return {"aux": 2 * y, "out": y}


class ChannelsLast(Net):
    """Takes and gives [batch, height, width, channels]; the second of two tensors has a sigmoid an organ."""

    def forward(self, x) -> Tuple[torch.Tensor, torch.Tensor]:
        y = self.last(torch.tanh(self.first(x.permute(0, 3, 1, 2))))
        y = y.permute(0, 2, 3, 1)
        return y, torch.sigmoid(y)


class Pooled(Net):
    """Takes multiples of 4 alone; logits of one organ."""

    def forward(self, x):
        y = torch.tanh(self.first(x))
        return self.last(y + F.interpolate(F.max_pool2d(y, 4), scale_factor=4.0))


class OneOf64(Net):
    """One image of 64 x 64 is written into it, as careless code does when it is traced."""

    def forward(self, x):
        y = torch.tanh(self.first(x)).reshape(1, 4, 4096)
        return self.last(y.reshape(1, 4, 64, 64))


class ClassNumbers(Net):
    def forward(self, x):
        return self.last(torch.tanh(self.first(x))).argmax(1, keepdim=True)


class Detached(Net):
    def forward(self, x):
        return self.last(torch.tanh(self.first(x))).detach()


class Rounded(Net):
    def forward(self, x):
        return torch.round(self.last(torch.tanh(self.first(x))))


class AlwaysDropout(Net):
    def forward(self, x):
        return self.last(F.dropout(torch.tanh(self.first(x)), 0.3, True))


class BatchStatistics(Net):
    def forward(self, x):
        return self.last(F.batch_norm(self.first(x), None, None, training=True))


class HalfSize(Net):
    def forward(self, x):
        return F.avg_pool2d(self.last(torch.tanh(self.first(x))), 2)


class SavesAFile(Net):
    def forward(self, x):
        torch.save(x, "image.pt")
        return self.last(torch.tanh(self.first(x)))


def save(name, module):
    """Without the debug records, which name the folders of the machine."""
    module.save(str(out / name))
    with zipfile.ZipFile(out / name) as saved:
        entries = [(entry.filename, saved.read(entry)) for entry in saved.infolist()]
    with zipfile.ZipFile(out / name, "w", zipfile.ZIP_STORED) as plain:
        for path, content in entries:
            if not path.endswith(".debug_pkl"):
                plain.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content)


def expect(name, net, to_probabilities, channels=1, last=False):
    """The net's probabilities for x, and the gradient of sum(g * probabilities)."""
    net.eval()
    image = x.clone().requires_grad_(True)
    given = image.expand(-1, -1, -1, channels) if last else image.permute(0, 3, 1, 2).expand(-1, channels, -1, -1)
    probabilities = to_probabilities(net(given))
    if not last:
        probabilities = probabilities.permute(0, 2, 3, 1)
    (probabilities * g[..., : probabilities.shape[3]]).sum().backward()
    np.save(out / (name + "_probabilities.npy"), probabilities.detach().numpy().copy(order="C"))
    np.save(out / (name + "_dx.npy"), image.grad.numpy())


torch.manual_seed(7)
x = torch.randn(3, 16, 16, 1)
g = torch.randn(3, 16, 16, 3)
np.save(out / "x.npy", x.numpy())
np.save(out / "g.npy", g.numpy())

softmax = Softmax()
softmax.train()
save("scripted_in_training.pt", torch.jit.script(softmax))
expect("softmax", softmax, lambda y: y)
save("traced.pt", torch.jit.trace(softmax, torch.zeros(1, 1, 16, 16)))
save("frozen.pt", torch.jit.freeze(torch.jit.script(softmax)))
torch.save(softmax.state_dict(), out / "state_dict.pth")
torch.save(softmax.state_dict(), out / "state_dict_legacy.pth", _use_new_zipfile_serialization=False)
with torch.no_grad():
    softmax.last.bias[0] += 1e-6
save("traced_with_another_weight.pt", torch.jit.trace(softmax, torch.zeros(1, 1, 16, 16)))

dictionary = Dictionary(channels=3)
save("dictionary.pt", torch.jit.script(dictionary.eval()))
expect("dictionary", dictionary, lambda y: torch.softmax(y["out"], 1), channels=3)
expect("dictionary_aux", dictionary, lambda y: torch.softmax(y["aux"], 1), channels=3)

organs = ChannelsLast(classes=2)
save("channels_last.pt", torch.jit.script(organs.eval()))


def odds(y):
    logits = torch.log(y[1] / (1 - y[1]))
    return torch.softmax(torch.cat([torch.zeros_like(logits[..., :1]), logits], 3), 3)


expect("channels_last", organs, odds, last=True)

pooled = Pooled(classes=1)
save("pooled.pt", torch.jit.script(pooled.eval()))
save("traced_64.pt", torch.jit.trace(OneOf64().eval(), torch.zeros(1, 1, 64, 64)))

for name, kind in (
    ("class_numbers", ClassNumbers),
    ("detached", Detached),
    ("rounded", Rounded),
    ("always_dropout", AlwaysDropout),
    ("batch_statistics", BatchStatistics),
    ("half_size", HalfSize),
    ("saves_a_file", SavesAFile),
):
    save(name + ".pt", torch.jit.script(kind().eval()))
save("two_channels.pt", torch.jit.script(Net(channels=2).eval()))
training = Softmax().train()
save("traced_in_training.pt", torch.jit.trace(training, torch.randn(2, 1, 16, 16), check_trace=False))
