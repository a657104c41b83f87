"""Exports a U-Net of Duress's own format with another head: sigmoids of three regions of the phantom that lie in each
other, as ONNX and as TorchScript. Of the class logits L it has the region logits REGIONS L.

    /usr/bin/python3 src/duress-acceptance/src/test/python/export_nested_unet.py \\
        src/duress-core/src/main/resources/org/duress/phantom-unet-small.zip \\
        src/duress-acceptance/src/test/resources/org/duress/model/formats
"""

import sys

import torch
import torch.nn as nn

sys.path.insert(0, __file__.rsplit("/", 1)[0])
sys.path.insert(0, __file__.rsplit("/src/", 2)[0] + "/src/duress-keras/src/test/python")
from export_phantom_unet import SIZE, UNet, read, without_debug_records

# Of background, pancreas, kidneys, liver, spleen: any organ, one but the pancreas, the liver.
REGIONS = [[-1, 0.25, 0.25, 0.25, 0.25], [-0.625, -0.375, 0.25, 0.5, 0.25], [-0.375, -0.25, -0.25, 1.125, -0.25]]


class Nested(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.classes = classes
        self.regions = nn.Conv2d(5, 3, 1, bias=False)
        self.regions.weight.data = torch.tensor(REGIONS)[:, :, None, None]

    def forward(self, image):
        return torch.sigmoid(self.regions(self.classes(image)))


def main(path, folder):
    _, nodes, arrays = read(path)
    assert nodes[-1]["op"]["op"] == "softmax"
    model = Nested(UNet(nodes[:-1], arrays)).eval()
    image = torch.zeros(1, 1, SIZE, SIZE)
    stem = folder + "/nested-unet-small"
    with torch.no_grad():
        torch.jit.trace(model, image).save(stem + ".pt")
    without_debug_records(stem + ".pt")
    torch.onnx.export(
        model, image, stem + ".onnx", opset_version=13, input_names=["image"], output_names=["regions"],
        dynamic_axes={"image": {0: "batch", 2: "height", 3: "width"}, "regions": {0: "batch"}})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
