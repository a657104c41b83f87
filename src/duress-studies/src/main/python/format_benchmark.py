"""The PyTorch counterpart of FormatBenchmark: the same network from a TorchScript file, batch 8 at 128 x 128, on noise.

python3 src/duress-studies/src/main/python/format_benchmark.py .duress/bench/phantom-unet.pt
"""

import statistics
import sys
import time

import torch

torch.set_num_threads(2)
torch.manual_seed(1)
model = torch.jit.load(sys.argv[1]).eval()
for parameter in model.parameters():
    parameter.requires_grad_(False)
images = torch.randn(8, 1, 128, 128)
with torch.no_grad():
    gradient = torch.randn_like(model(images))


def forward():
    with torch.no_grad():
        model(images)


def forward_and_input_gradient():
    x = images.clone().requires_grad_(True)
    model(x).backward(gradient)


def median_ms(step, warm_up=10, repeats=50):
    for _ in range(warm_up):
        step()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        step()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, medians of 50")
print(f"forward {median_ms(forward):.1f} ms")
print(f"forward + input gradient {median_ms(forward_and_input_gradient):.1f} ms")
