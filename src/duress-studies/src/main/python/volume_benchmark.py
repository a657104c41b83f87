"""The PyTorch counterpart of VolumeBenchmark and of AttackBenchmark's volumes: the standard 3-D U-Net, batch norm
folded, 2 volumes of 32 x 64 x 64, and one step of training an attacker of the same networks against it.

python3 src/duress-studies/src/main/python/volume_benchmark.py

Both memory formats are measured; the faster one counts.
"""

import resource
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(2)
torch.manual_seed(1)
BASE, LEVELS, CLASSES = 8, 4, 3
ATTACKER, LATENTS = 24, 8


def pair(i, o):
    return nn.Sequential(
        nn.Conv3d(i, o, 3, 1, 1), nn.LeakyReLU(0.2), nn.Conv3d(o, o, 3, 1, 1), nn.LeakyReLU(0.2))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        wide = [BASE << level for level in range(LEVELS)]
        self.down = nn.ModuleList(pair(wide[k - 1] if k else 1, wide[k]) for k in range(LEVELS))
        self.up = nn.ModuleList(pair(wide[k + 1] + wide[k], wide[k]) for k in range(LEVELS - 1))
        self.pool, self.larger = nn.MaxPool3d(2), nn.Upsample(scale_factor=2)
        self.head = nn.Conv3d(BASE, CLASSES, 1)

    def forward(self, x):
        skips = []
        for level, down in enumerate(self.down):
            x = down(self.pool(x) if level else x)
            skips.append(x)
        for level in reversed(range(LEVELS - 1)):
            x = self.up[level](torch.cat([self.larger(x), skips[level]], 1))
        return torch.softmax(self.head(x), 1)


def block(i, o, stride=1):
    return nn.Sequential(nn.Conv3d(i, o, 3, stride, 1, bias=False), nn.BatchNorm3d(o), nn.LeakyReLU(0.2))


class Generator(nn.Module):
    """VaeGanGraphs' encoder from clues, and its decoders to control points 4 voxels apart."""

    def __init__(self, clues):
        super().__init__()
        most = 2 * ATTACKER
        self.down = nn.ModuleList(
            block(clues if level == 0 else min(most, ATTACKER << level - 1), min(most, ATTACKER << level), 2)
            for level in range(4))
        self.around = block(most, most)
        self.beside = nn.ModuleList(block(2 * most, most) for _ in range(2))
        self.context = nn.Sequential(block(most, most), nn.Conv3d(most, 4 * LATENTS, 1))
        self.decoders = nn.ModuleList(
            nn.Sequential(block(LATENTS, most), block(most, most), nn.Conv3d(most, fields, 3, 1, 1))
            for fields in (3, 1))
        self.larger = nn.Upsample(scale_factor=2)

    def forward(self, clues):
        seen, x = [], clues
        for down in self.down:
            x = down(x)
            seen.append(x)
        x = self.around(x)
        for level, beside in zip((2, 1), self.beside):
            x = beside(torch.cat([self.larger(x), seen[level]], 1))
        code = self.context(x).split(LATENTS, 1)
        drawn = [code[k] + torch.exp(code[k + 2].clamp(-8, 4) - 2) * torch.randn_like(code[k]) for k in range(2)]
        # Trilinear where Duress has cubic B-splines, which cost it more.
        return [F.interpolate(decoder(z), size=clues.shape[2:], mode="trilinear") * scale
                for decoder, z, scale in zip(self.decoders, drawn, (0.5, 0.1))]


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for level in range(4):
            layers += [nn.Conv3d(ATTACKER << level - 1 if level else 1, ATTACKER << level, 3, 2, 1), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Conv3d(ATTACKER << 3, 1, 1))

    def forward(self, x):
        return self.layers(x).mean((1, 2, 3, 4))


def warped(volumes, d):
    sizes = volumes.shape[2:]
    axes = [torch.arange(size, dtype=torch.float32) for size in sizes]
    at = torch.stack(torch.meshgrid(*axes, indexing="ij")[::-1], -1) + d.permute(0, 2, 3, 4, 1)
    last = torch.tensor([size - 1 for size in sizes[::-1]], dtype=torch.float32)
    return F.grid_sample(volumes, 2 * at / last - 1, padding_mode="border", align_corners=True)


def attacker_step(model, generator, critic, optimisers, volumes, clean, clues):
    """Critic, then generator, as AttackStep: fields that spend a mean change of 0.1."""
    d, v = generator(clues)
    with torch.no_grad():
        factor = 0.1 / (warped(volumes, d) + v - volumes).abs().mean((1, 2, 3, 4), keepdim=True).clamp(min=1e-6)
    d, v = d * factor, v * factor
    attacked = warped(volumes, d) + v
    gap = critic(attacked.detach()).mean() - critic(volumes).mean()
    optimisers[0].zero_grad()
    gap.backward()
    optimisers[0].step()
    answers, moved = model(attacked), warped(clean, d)
    kept = (answers * moved)[:, 1:].sum((0, 2, 3, 4)) / moved[:, 1:].sum((0, 2, 3, 4))
    loss = kept.mean() - critic(attacked).mean()
    optimisers[1].zero_grad()
    loss.backward()
    optimisers[1].step()


def median_ms(step, warm_up=5, repeats=30):
    for _ in range(warm_up):
        step()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        step()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


model = UNet().eval()
for parameter in model.parameters():
    parameter.requires_grad_(False)
print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, medians of 30")
for name, memory in ("channels first", torch.contiguous_format), ("channels last", torch.channels_last_3d):
    model = model.to(memory_format=memory)
    volumes = torch.randn(2, 1, 32, 64, 64).to(memory_format=memory)
    gradient = torch.randn(2, CLASSES, 32, 64, 64).to(memory_format=memory)

    def forward():
        with torch.no_grad():
            model(volumes)

    def forward_and_input_gradient():
        model(volumes.clone().requires_grad_(True)).backward(gradient)

    print(f"{name}: forward {median_ms(forward):.1f} ms, "
          f"forward + input gradient {median_ms(forward_and_input_gradient):.1f} ms")
model = model.to(memory_format=torch.contiguous_format)
volumes = torch.randn(2, 1, 32, 64, 64)
with torch.no_grad():
    clean = model(volumes)
clues = torch.cat([volumes, torch.randn_like(volumes), clean[:, 1:], torch.full_like(volumes, 0.5)], 1)
generator, critic = Generator(clues.shape[1]), Critic()
optimisers = [torch.optim.RMSprop(network.parameters(), lr=1e-4, alpha=0.9) for network in (critic, generator)]
step = median_ms(lambda: attacker_step(model, generator, critic, optimisers, volumes, clean, clues), 3, 15)
print(f"attacker step {step:.1f} ms")
print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
