"""The PyTorch counterpart of VolumeBenchmark: the standard 3-D U-Net, batch norm folded, 2 volumes of 32 x 64 x 64.

python3 src/duress-studies/src/main/python/volume_benchmark.py

Both memory formats are measured; the faster one counts.
"""

import resource
import statistics
import time

import torch
from torch import nn

torch.set_num_threads(2)
torch.manual_seed(1)
BASE, LEVELS, CLASSES = 8, 4, 3


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
print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
