"""Makes the ONNX fixtures of OnnxFixturesTest: small networks with random weights, exported by PyTorch's own exporter.

    python3 src/duress-onnx/src/test/python/export_onnx_fixtures.py \\
        src/duress-onnx/src/test/resources/org/duress/model/onnx

PyTorch 1.13 and onnx 1.12. Each file also is run by ONNX Runtime when a test opens it, so no expected numbers are kept.
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

OUT = sys.argv[1]


def settle(model):
    """Batch norms with statistics that are not those of a fresh layer."""
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm3d)):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.3)
        elif isinstance(module, (nn.InstanceNorm2d, nn.InstanceNorm3d, nn.GroupNorm)) and module.weight is not None:
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.3)
    return model.eval()


def conv_in(i, o, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1), nn.InstanceNorm2d(o, affine=True), nn.LeakyReLU(0.01))


class NnUnet(nn.Module):
    """Transposed convolutions, instance norm, leaky ReLU, deep supervision off: as nnU-Net writes it."""

    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(conv_in(1, 6), conv_in(6, 6))
        self.b = nn.Sequential(conv_in(6, 8, 2), conv_in(8, 8))
        self.c = nn.Sequential(conv_in(8, 12, 2), conv_in(12, 12))
        self.up1 = nn.ConvTranspose2d(12, 8, 2, 2, bias=False)
        self.d = conv_in(16, 8)
        self.up2 = nn.ConvTranspose2d(8, 6, 2, 2, bias=False)
        self.e = conv_in(12, 6)
        self.head = nn.Conv2d(6, 3, 1)

    def forward(self, x):
        a = self.a(x)
        b = self.b(a)
        c = self.c(b)
        d = self.d(torch.cat([self.up1(c), b], 1))
        return self.head(self.e(torch.cat([self.up2(d), a], 1)))


def conv_bn(i, o, k=3, stride=1, groups=1, act=nn.ReLU):
    layers = [nn.Conv2d(i, o, k, stride, k // 2, groups=groups, bias=False), nn.BatchNorm2d(o)]
    return nn.Sequential(*(layers + ([act()] if act else [])))


class BilinearUnet(nn.Module):
    """Bilinear upsampling to the size of the skip, padded as the usual PyTorch U-Net does: a subgraph of shapes."""

    def __init__(self):
        super().__init__()
        self.a = conv_bn(1, 6)
        self.b = conv_bn(6, 8)
        self.c = conv_bn(8, 8)
        self.d = conv_bn(16, 6)
        self.e = conv_bn(12, 6)
        self.head = nn.Conv2d(6, 4, 1)

    def forward(self, x):
        a = self.a(x)
        b = self.b(F.max_pool2d(a, 2))
        c = self.c(F.max_pool2d(b, 2))
        u = F.interpolate(c, scale_factor=2, mode="bilinear", align_corners=True)
        dy, dx = b.size(2) - u.size(2), b.size(3) - u.size(3)
        u = F.pad(u, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        d = self.d(torch.cat([b, u], 1))
        v = F.interpolate(d, size=a.shape[2:], mode="bilinear", align_corners=False)
        return F.softmax(self.head(self.e(torch.cat([a, v], 1))), 1)


class Excite(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(c, 4), nn.Linear(4, c)

    def forward(self, x):
        s = F.adaptive_avg_pool2d(x, 1).flatten(1)
        s = torch.sigmoid(self.fc2(F.relu(self.fc1(s))))
        return x * s.view(x.size(0), -1, 1, 1)


class Inverted(nn.Module):
    def __init__(self, i, o, stride, act):
        super().__init__()
        m = 2 * i
        self.body = nn.Sequential(
            conv_bn(i, m, 1, act=act), conv_bn(m, m, 3, stride, m, act=act), Excite(m), conv_bn(m, o, 1, act=None))
        self.skip = stride == 1 and i == o

    def forward(self, x):
        return x + self.body(x) if self.skip else self.body(x)


class MobileUnet(nn.Module):
    """Depthwise convolutions, ReLU6, hard swish, squeeze and excite; three input channels."""

    def __init__(self):
        super().__init__()
        self.stem = conv_bn(3, 8, 3, 2, act=nn.Hardswish)
        self.a = Inverted(8, 8, 1, nn.ReLU6)
        self.b = Inverted(8, 12, 2, nn.Hardswish)
        self.head = nn.Conv2d(20, 3, 1)

    def forward(self, x):
        s = self.a(self.stem(x))
        y = F.interpolate(self.b(s), scale_factor=2, mode="nearest")
        y = self.head(torch.cat([s, y], 1))
        return F.interpolate(y, size=x.shape[-2:], mode="bilinear", align_corners=False)


class AttentionUnet(nn.Module):
    """Attention gates (Oktay et al.): a map of one channel multiplies the skip. One organ, sigmoid."""

    def __init__(self):
        super().__init__()
        self.a, self.b = conv_bn(1, 6), conv_bn(6, 8)
        self.wg, self.wx, self.psi = nn.Conv2d(8, 4, 1), nn.Conv2d(6, 4, 1), nn.Conv2d(4, 1, 1)
        self.c = conv_bn(14, 6)
        self.head = nn.Conv2d(6, 1, 1)

    def forward(self, x):
        a = self.a(x)
        g = F.interpolate(self.b(F.max_pool2d(a, 2)), scale_factor=2, mode="nearest")
        gate = torch.sigmoid(self.psi(F.relu(self.wg(g) + self.wx(a))))
        return torch.sigmoid(self.head(self.c(torch.cat([a * gate, g], 1))))


class DeepLab(nn.Module):
    """Atrous spatial pyramid with a branch of the global mean; log-softmax at the end."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(conv_bn(1, 6, 3, 2), nn.MaxPool2d(3, 2, 1))
        self.branches = nn.ModuleList([
            nn.Sequential(nn.Conv2d(6, 4, 3, 1, d, d, bias=False), nn.BatchNorm2d(4), nn.ReLU()) for d in (1, 2, 4)])
        self.mean = nn.Sequential(nn.AdaptiveAvgPool2d(1), conv_bn(6, 4, 1))
        self.head = nn.Conv2d(16, 3, 1)

    def forward(self, x):
        s = self.stem(x)
        parts = [branch(s) for branch in self.branches]
        parts.append(F.interpolate(self.mean(s), size=s.shape[-2:], mode="bilinear", align_corners=False))
        y = F.interpolate(self.head(torch.cat(parts, 1)), size=x.shape[-2:], mode="bilinear", align_corners=False)
        return F.log_softmax(y, 1)


class GroupNormUnet(nn.Module):
    """Group norm and SiLU, pixel shuffle for upsampling, channel shuffle in between."""

    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Conv2d(1, 8, 3, 1, 1), nn.GroupNorm(2, 8), nn.SiLU())
        self.b = nn.Sequential(nn.Conv2d(8, 16, 3, 2, 1), nn.GroupNorm(4, 16), nn.SiLU())
        self.up = nn.PixelShuffle(2)
        self.head = nn.Conv2d(12, 3, 1)

    def forward(self, x):
        a = self.a(x)
        b = self.b(a)
        n, c, h, w = b.shape
        b = b.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        return self.head(torch.cat([a, self.up(b)], 1))


class LayerNormNet(nn.Module):
    """ConvNeXt blocks: layer norm over channels both ways it is written, GELU, layer scale; tokens as in SegFormer."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 4, 4)
        self.depthwise = nn.Conv2d(8, 8, 7, 1, 3, groups=8)
        self.norm = nn.LayerNorm(8, eps=1e-6)
        self.fc1, self.fc2 = nn.Linear(8, 16), nn.Linear(16, 8)
        self.scale = nn.Parameter(torch.rand(8))
        self.weight, self.bias = nn.Parameter(torch.rand(8) + 0.5), nn.Parameter(torch.randn(8))
        self.proj = nn.Linear(8, 3)

    def forward(self, x):
        s = self.stem(x)
        y = self.norm(self.depthwise(s).permute(0, 2, 3, 1))
        y = self.scale * self.fc2(F.gelu(self.fc1(y)))
        s = s + y.permute(0, 3, 1, 2)
        u = s.mean(1, keepdim=True)
        v = (s - u).pow(2).mean(1, keepdim=True)
        s = (s - u) / torch.sqrt(v + 1e-6)
        s = self.weight[:, None, None] * s + self.bias[:, None, None]
        n, c, h, w = s.shape
        tokens = self.proj(s.flatten(2).transpose(1, 2))
        y = tokens.transpose(1, 2).reshape(n, 3, h, w)
        return F.interpolate(y, size=x.shape[-2:], mode="bilinear", align_corners=False)


class Nhwc(nn.Module):
    """A graph as converters from TensorFlow write it: channels last outside, transposed inside."""

    def __init__(self):
        super().__init__()
        self.a, self.b = conv_bn(1, 6), conv_bn(6, 8)
        self.c = conv_bn(14, 6)
        self.head = nn.Conv2d(6, 3, 1)

    def forward(self, x):
        a = self.a(x.permute(0, 3, 1, 2))
        b = self.b(F.max_pool2d(a, 2)).permute(0, 2, 3, 1)
        u = F.interpolate(b.permute(0, 3, 1, 2), scale_factor=2, mode="nearest").permute(0, 2, 3, 1)
        y = torch.cat([a.permute(0, 2, 3, 1), u], 3)
        return F.softmax(self.head(self.c(y.permute(0, 3, 1, 2))).permute(0, 2, 3, 1), 3)


def conv_in_3d(i, o, kernel=3, stride=1):
    pad = tuple(k // 2 for k in kernel) if isinstance(kernel, tuple) else kernel // 2
    return nn.Sequential(
        nn.Conv3d(i, o, kernel, stride, pad), nn.InstanceNorm3d(o, affine=True), nn.LeakyReLU(0.01))


class NnUnetOfVolumes(nn.Module):
    """As nnU-Net's 3d_fullres on anisotropic voxels: kernels and strides that stay in their plane at first."""

    def __init__(self):
        super().__init__()
        flat = (1, 3, 3)
        self.a = nn.Sequential(conv_in_3d(1, 4, flat), conv_in_3d(4, 4, flat))
        self.b = nn.Sequential(conv_in_3d(4, 6, 3, (1, 2, 2)), conv_in_3d(6, 6))
        self.c = nn.Sequential(conv_in_3d(6, 8, 3, 2), conv_in_3d(8, 8))
        self.up1 = nn.ConvTranspose3d(8, 6, 2, 2, bias=False)
        self.d = conv_in_3d(12, 6)
        self.up2 = nn.ConvTranspose3d(6, 4, (1, 2, 2), (1, 2, 2), bias=False)
        self.e = conv_in_3d(8, 4, flat)
        self.head = nn.Conv3d(4, 3, 1)

    forward = NnUnet.forward


class Residual(nn.Module):
    """MONAI's ResidualUnit: two convolutions with instance norm and PReLU beside a convolution."""

    def __init__(self, i, o, stride=1, units=2, last=True):
        super().__init__()
        layers = []
        for unit in range(units):
            layers += [nn.Conv3d(i if unit == 0 else o, o, 3, stride if unit == 0 else 1, 1)]
            if last or unit < units - 1:
                layers += [nn.InstanceNorm3d(o), nn.PReLU(init=0.25)]
        self.conv = nn.Sequential(*layers)
        kernel = 3 if stride != 1 else 1
        self.residual = nn.Conv3d(i, o, kernel, stride, kernel // 2) if stride != 1 or i != o else nn.Identity()

    def forward(self, x):
        return self.conv(x) + self.residual(x)


class MonaiUnet(nn.Module):
    """MONAI's UNet with residual units: strided convolutions, transposed ones with output padding, sums."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = Residual(2, 4, 2), Residual(4, 6, 2), Residual(6, 8)
        self.up1 = nn.Sequential(nn.ConvTranspose3d(14, 4, 3, 2, 1, 1), nn.InstanceNorm3d(4), nn.PReLU())
        self.d = Residual(4, 4, units=1)
        self.up2 = nn.Sequential(nn.ConvTranspose3d(8, 3, 3, 2, 1, 1), nn.InstanceNorm3d(3), nn.PReLU())
        self.e = Residual(3, 3, units=1, last=False)

    def forward(self, x):
        a = self.a(x)
        b = self.b(a)
        d = self.d(self.up1(torch.cat([b, self.c(b)], 1)))
        return self.e(self.up2(torch.cat([a, d], 1)))


def conv_bn_3d(i, o, k=3, groups=1, act=nn.ReLU):
    return nn.Sequential(
        nn.Conv3d(i, o, k, 1, k // 2, groups=groups, bias=False), nn.BatchNorm3d(o), act())


class TrilinearUnet(nn.Module):
    """Max and average pooling, trilinear upsampling both ways, excitation by the global mean, a padded skip."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = conv_bn_3d(1, 4), conv_bn_3d(4, 6, act=nn.ELU), conv_bn_3d(6, 6, groups=2)
        self.fc = nn.Conv3d(6, 6, 1)
        self.d, self.e = conv_bn_3d(12, 4, groups=4, act=nn.SiLU), conv_bn_3d(8, 4)
        self.head = nn.Conv3d(4, 3, 1)

    def forward(self, x):
        a = self.a(x)
        b = self.b(F.max_pool3d(a, 2))
        c = self.c(F.avg_pool3d(b, (1, 2, 2)))
        c = c * torch.sigmoid(self.fc(F.adaptive_avg_pool3d(c, 1)))
        u = F.interpolate(c, scale_factor=(1, 2, 2), mode="trilinear", align_corners=True)
        dz, dy, dx = (b.size(k) - u.size(k) for k in (2, 3, 4))
        u = F.pad(u, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2, dz // 2, dz - dz // 2])
        d = self.d(torch.cat([b, u], 1))
        v = F.interpolate(d, size=a.shape[2:], mode="trilinear", align_corners=False)
        return F.softmax(self.head(self.e(torch.cat([a, v], 1))), 1)


class SegResNet(nn.Module):
    """As MONAI's SegResNet: group norm before each convolution, trilinear and nearest upsampling, sigmoids."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv3d(1, 4, 3, 1, 1, bias=False)
        self.n1, self.c1 = nn.GroupNorm(2, 4), nn.Conv3d(4, 4, 3, 1, 1, bias=False)
        self.down = nn.Conv3d(4, 8, 3, 2, 1, bias=False)
        self.n2, self.c2 = nn.GroupNorm(4, 8), nn.Conv3d(8, 8, 3, 1, 1, bias=False)
        self.up = nn.Conv3d(8, 4, 1, bias=False)
        self.n3, self.head = nn.GroupNorm(2, 4), nn.Conv3d(4, 2, 1)

    def forward(self, x):
        x = self.stem(x)
        a = x + self.c1(F.relu(self.n1(x)))
        b = self.down(a)
        b = b + self.c2(F.relu(self.n2(b)))
        u = F.interpolate(self.up(b), scale_factor=2, mode="trilinear", align_corners=False)
        v = F.interpolate(self.up(b), scale_factor=2, mode="nearest")
        return torch.sigmoid(self.head(F.relu(self.n3(u + 0.5 * v + a))))


def export(name, model, shape, opset, free):
    sides = ["depth", "height", "width"][-len(free):] if free else []
    axes = {0: "batch", **dict(zip(free or (), sides))}
    torch.onnx.export(
        settle(model), torch.randn(shape), f"{OUT}/{name}.onnx", opset_version=opset, input_names=["image"],
        output_names=["result"], dynamic_axes={"image": axes, "result": axes}, do_constant_folding=True)


for seed, (name, make, shape, opset, free) in enumerate([
    ("nnunet", NnUnet, (1, 1, 32, 32), 13, (2, 3)),
    ("bilinear-unet", BilinearUnet, (1, 1, 32, 32), 11, (2, 3)),
    ("mobile-unet", MobileUnet, (1, 3, 32, 32), 14, (2, 3)),
    ("attention-unet", AttentionUnet, (1, 1, 32, 32), 13, (2, 3)),
    ("deeplab", DeepLab, (1, 1, 32, 32), 11, (2, 3)),
    ("groupnorm-unet", GroupNormUnet, (1, 1, 32, 32), 13, (2, 3)),
    ("layernorm-net", LayerNormNet, (1, 1, 32, 32), 16, (2, 3)),
    ("nhwc-unet", Nhwc, (1, 32, 32, 1), 12, (1, 2)),
    ("fixed-unet", NnUnet, (2, 1, 48, 32), 12, None),
    ("nnunet-volumes", NnUnetOfVolumes, (1, 1, 16, 32, 32), 13, (2, 3, 4)),
    ("monai-unet-volumes", MonaiUnet, (1, 2, 16, 16, 16), 13, (2, 3, 4)),
    ("trilinear-unet-volumes", TrilinearUnet, (1, 1, 16, 16, 16), 11, (2, 3, 4)),
    ("segresnet-volumes", SegResNet, (1, 1, 16, 16, 16), 13, (2, 3, 4)),
    ("fixed-volumes", NnUnetOfVolumes, (2, 1, 8, 16, 12), 12, None),
]):
    torch.manual_seed(seed)
    export(name, make(), shape, opset, free)
