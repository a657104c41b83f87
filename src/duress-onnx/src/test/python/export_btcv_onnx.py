"""Exports the PyTorch model of the real-data tests as ONNX, operator set 13, with a free batch.

    python3 src/duress-onnx/src/test/python/export_btcv_onnx.py .duress/models/btcv-unet-128.onnx \\
        [../shared/models/btcv-unet-128/model.pt]
"""
import os
import sys

import torch

OUT = sys.argv[1]
MODEL = sys.argv[2] if len(sys.argv) > 2 else "../shared/models/btcv-unet-128/model.pt"

model = torch.jit.load(MODEL).eval()
os.makedirs(os.path.dirname(os.path.abspath(OUT)), exist_ok=True)
torch.onnx.export(
    model, torch.zeros(1, 1, 128, 128), OUT, opset_version=13, input_names=["image"], output_names=["probabilities"],
    dynamic_axes={"image": {0: "batch"}, "probabilities": {0: "batch"}})
