"""Writes the TorchScript fixtures of org.duress.model.torchscript: small networks with random weights, and PyTorch's
own answers and gradients. Run with PyTorch 1.13:

    python3 make_torchscript_fixtures.py ../resources/org/duress/model/torchscript

Arrays are [batch, height, width, channels] as Duress has them; dx is the derivative of sum(g * probabilities).
"""

import sys
import zipfile
from pathlib import Path
from typing import Dict, List, Optional, Tuple

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


class CastsToHalf(Net):
    def forward(self, x):
        return self.last(torch.tanh(self.first(x))).to(torch.bfloat16)


class DeepSupervision(Net):
    """Answers at two sizes, coarse first, or twice at the same."""

    def __init__(self, same: bool):
        super().__init__()
        self.same = same

    def forward(self, x) -> List[torch.Tensor]:
        y = self.last(torch.tanh(self.first(x)))
        return [torch.tanh(y) if self.same else F.avg_pool2d(y, 2), y]


class TensorAndNumber(Net):
    def forward(self, x) -> Tuple[torch.Tensor, int]:
        return self.last(torch.tanh(self.first(x))), 3


class Gate(nn.Module):
    """A block of an attention U-Net, with a layer of its own for each kind of norm."""

    def __init__(self, channels: int):
        super().__init__()
        self.norms = nn.ModuleList(
            [
                nn.InstanceNorm2d(channels, affine=True),
                nn.GroupNorm(2, channels),
                nn.BatchNorm2d(channels),
                nn.LocalResponseNorm(2),
            ]
        )
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, channels, 1), nn.Sigmoid())
        self.qkv = nn.Linear(channels, 3 * channels)
        self.layer_norm = nn.LayerNorm(channels)

    def forward(self, x):
        for norm in self.norms:
            x = F.leaky_relu(norm(x), 0.01)
        x = x * self.squeeze(x)
        b, c, h, w = x.shape
        tokens = self.layer_norm(x.flatten(2).transpose(1, 2))
        q, k, v = self.qkv(tokens).reshape(b, h * w, 3, 2, c // 2).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (torch.einsum("bhid,bhjd->bhij", q, k) * (c // 2) ** -0.5).softmax(-1)
        return x + torch.matmul(weights, v).transpose(1, 2).reshape(b, h * w, c).transpose(1, 2).view(b, c, h, w)


class Ordinary(nn.Module):
    """What segmentation networks are made of, with attributes of all types that can be saved."""

    lens: Dict[str, int]
    maybe: Optional[torch.Tensor]
    pairs: List[Tuple[int, float]]
    nothing: List[int]
    table: Dict[int, List[torch.Tensor]]

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 4, 3, 2, 1, padding_mode="reflect", bias=False)
        self.gate = Gate(4)
        self.again = nn.Sequential(self.gate, nn.PReLU(), nn.Dropout2d(0.1), nn.Conv2d(4, 8, 3, 2, 1), nn.GELU())
        self.ups = nn.ModuleList([nn.ConvTranspose2d(8, 4, 2, 2), nn.Upsample(scale_factor=2, mode="bilinear")])
        self.last = nn.Conv2d(8, 3, 1)
        self.register_buffer("steps", torch.arange(4)[1:].float())
        self.lens = {"a": 1, "b": 2}
        self.maybe = None
        self.pairs = [(1, 2.5)]
        self.nothing = []
        self.table = {1: [torch.ones(2)]}
        self.name = "a n\u00e9t"
        self.scales = [1.5, 0.5]
        self.flags = [True, False]
        self.where = torch.device("cpu")
        self.kind = torch.float32
        self.turn = 1j

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError(f"expected 4 dimensions, got {x.dim()}")
        size = x.shape[-2:]
        skips: List[torch.Tensor] = []
        x = F.relu6(self.first(x))
        skips.append(x)
        x = self.again(x)
        for up in self.ups:
            x = up(x)
        skip = F.interpolate(skips[-1], size=x.shape[2:], mode="bilinear", align_corners=False)
        right, below = skip.shape[3] - x.shape[3], skip.shape[2] - x.shape[2]
        x = torch.cat([F.pad(x, [right // 2, right - right // 2, 0, below]), skip], dim=1)
        i = 0
        while i < len(self.scales):
            x = x * self.scales[i]
            i += 1
        for key, value in self.lens.items():
            if key != "a":
                x = x + value * self.steps[0] + self.table[1][0][0]
        maybe = self.maybe
        if maybe is not None:
            x = x + maybe
        x = self.last(x)
        return torch.softmax(F.interpolate(x, size=size, mode="bilinear", align_corners=True), dim=1)


def as_torch_writes(name):
    """With torch's own writer: 64-bit directory, padding, lengths behind the bytes."""
    with zipfile.ZipFile(out / name) as saved:
        entries = [(entry.filename.split("/", 1)[1], saved.read(entry)) for entry in saved.infolist()]
    writer = torch._C.PyTorchFileWriter(str(out / name))
    for path, content in entries:
        if path != "version":
            writer.write_record(path, content, len(content))
    writer.write_end_of_file()


torch.manual_seed(11)
save("float16.pt", torch.jit.script(Net().eval().half()))
save("bfloat16.pt", torch.jit.script(Net().eval().bfloat16()))
save("float64.pt", torch.jit.script(softmax.double()))
save("casts_to_half.pt", torch.jit.script(CastsToHalf().eval()))
save("two_of_a_size.pt", torch.jit.script(DeepSupervision(True).eval()))
save("coarse_first.pt", torch.jit.script(DeepSupervision(False).eval()))
save("tensor_and_number.pt", torch.jit.script(TensorAndNumber().eval()))
ordinary = Ordinary().eval()
save("ordinary_scripted.pt", torch.jit.script(ordinary))
save("ordinary_traced.pt", torch.jit.trace(ordinary, torch.zeros(1, 1, 32, 32)))
save("ordinary_frozen.pt", torch.jit.freeze(torch.jit.script(ordinary)))
as_torch_writes("ordinary_traced.pt")


class TwoSizes(Net):
    """A probability of one organ at two sizes, with keys of its own."""

    def forward(self, x) -> Dict[str, torch.Tensor]:
        y = torch.sigmoid(self.last(torch.tanh(self.first(x))))
        return {"fine": y, "coarse": F.avg_pool2d(y, 2)}


torch.manual_seed(13)
one = TwoSizes(classes=1).eval()
save("one_sigmoid.pt", torch.jit.script(one))
expect("one_sigmoid", one, lambda y: torch.cat([1 - y["fine"], y["fine"]], 1))


# Four different channels, in either order of the axes.
torch.manual_seed(11)
four = torch.randn(3, 16, 16, 4)
np.save(out / "four.npy", four.numpy())


def expect_four(name, net, last):
    """As expect, of different channels."""
    image = four.clone().requires_grad_(True)
    y = net(image) if last else net(image.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
    probabilities = torch.softmax(y, 3)
    (probabilities * g).sum().backward()
    np.save(out / (name + "_probabilities.npy"), probabilities.detach().numpy().copy(order="C"))
    np.save(out / (name + "_dx.npy"), image.grad.numpy())


class LogitsLast(Net):
    def forward(self, x):
        return self.last(torch.tanh(self.first(x.permute(0, 3, 1, 2)))).permute(0, 2, 3, 1)


for name, kind in (("four_channels", Net), ("four_channels_last", LogitsLast)):
    net = kind(channels=4).eval()
    save(name + ".pt", torch.jit.script(net))
    expect_four(name, net, kind is LogitsLast)


class Volumes(nn.Module):
    """What networks of volumes are made of, twice smaller in between; takes multiples of 4, and no slices."""

    def __init__(self, channels: int, classes: int):
        super().__init__()
        self.first = nn.Conv3d(channels, 4, 3, padding=1)
        self.norm = nn.BatchNorm3d(4)
        self.down = nn.Conv3d(4, 6, 3, stride=2, padding=1)
        self.own = nn.InstanceNorm3d(6, affine=True)
        self.up = nn.ConvTranspose3d(6, 4, 2, stride=2)
        self.pool = nn.AvgPool3d(4)
        self.last = nn.Conv3d(8, classes, 1)
        with torch.no_grad():
            self.norm.running_mean.normal_()
            self.norm.running_var.uniform_(0.5, 1.5)
            self.last.weight.mul_(3)

    def forward(self, x):
        first = torch.tanh(self.norm(self.first(x)))
        down = torch.tanh(self.own(self.down(first)))
        coarse = F.interpolate(self.pool(first), scale_factor=4.0, mode="trilinear", align_corners=False)
        return self.last(torch.cat([self.up(down), first + coarse], 1))


torch.manual_seed(17)
volumes = Volumes(2, 3)
save("volumes.pt", torch.jit.script(volumes.eval()))
image = torch.randn(2, 4, 8, 12, 2)
upstream = torch.randn(2, 4, 8, 12, 3)
np.save(out / "volumes_x.npy", image.numpy())
np.save(out / "volumes_g.npy", upstream.numpy())
image.requires_grad_(True)
probabilities = torch.softmax(volumes(image.permute(0, 4, 1, 2, 3)), 1).permute(0, 2, 3, 4, 1)
(probabilities * upstream).sum().backward()
np.save(out / "volumes_probabilities.npy", probabilities.detach().numpy().copy(order="C"))
np.save(out / "volumes_dx.npy", image.grad.numpy())

# Whose gradients of one image libtorch gets wrong where the gradient of the answer has its axes turned.
torch.manual_seed(18)
for name, convolution, norm in (("norm_last.pt", nn.Conv2d, nn.InstanceNorm2d),
                                ("norm_last_volumes.pt", nn.Conv3d, nn.InstanceNorm3d)):
    save(name, torch.jit.script(nn.Sequential(convolution(1, 3, 3, padding=1), norm(3)).eval()))
