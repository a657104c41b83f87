"""Exports a U-Net of Duress's own format as TorchScript (.pt), ONNX (.onnx) and Keras 2 HDF5 (.h5): one network,
every format.

    /usr/bin/python3 src/duress-acceptance/src/test/python/export_phantom_unet.py \\
        src/duress-core/src/main/resources/org/duress/phantom-unet-small.zip \\
        src/duress-acceptance/src/test/resources/org/duress/model/formats

The files are written to the given folder. colour-unet.zip there, of three channels, and volume-unet.zip, of volumes,
are written by WriteSmallUNets (beside FormatsAgreeTest) and go the same way. SameDiff and Deeplearning4j are written by
OneNetworkInJava (duress-studies).
"""

import json
import sys
import zipfile
from collections import OrderedDict

import numpy as np
import torch
import torch.nn as nn

sys.path.insert(0, __file__.rsplit("/src/", 2)[0] + "/src/duress-keras/src/test/python")
from make_keras_h5 import Model, Volumes

SIZE = 64


def read(path):
    """Channels of the image, nodes in order, and each node's arrays by role: the weights, then the population
    statistics, as in Network."""
    with zipfile.ZipFile(path) as archive:
        graph = json.loads(archive.read("manifest.json"))["graphs"]["model"]
        values = np.frombuffer(archive.read("values.bin"), "<f4")
    nodes = graph["nodes"]
    channels, arrays, at = {"input": graph["inputChannels"]}, {}, 0

    def take(*shape):
        nonlocal at
        part = values[at:at + int(np.prod(shape))].reshape(shape)
        at += part.size
        return part.copy()

    for node in nodes:
        op, inputs = node["op"], node["inputs"]
        kind = op["op"]
        channels[node["name"]] = sum(channels[i] for i in inputs) if kind == "concat" else channels[inputs[0]]
        if kind == "conv2d":
            out = channels[node["name"]] = op["channels"]
            k = op["window"]["kernel"]
            taps = [k[axis] for axis in "zyx" if axis in k]
            kernels = [take(*taps, channels[i], out) for i in inputs]
            arrays[node["name"]] = {"kernel": np.concatenate(kernels, -2), "bias": take(out) if op["bias"] else None}
        elif kind == "batchNorm":
            arrays[node["name"]] = {"gamma": take(channels[node["name"]]), "beta": take(channels[node["name"]])}
    for node in nodes:
        if node["op"]["op"] == "batchNorm":
            arrays[node["name"]].update(mean=take(channels[node["name"]]), variance=take(channels[node["name"]]))
    assert at == values.size
    return graph["inputChannels"], nodes, arrays


def axes(nodes):
    """2 for slices, 3 for volumes."""
    return 3 if any("z" in node["op"].get("window", {}).get("kernel", {}) for node in nodes) else 2


class UNet(nn.Module):
    """The nodes, run one after the other, NCHW or NCDHW."""

    def __init__(self, nodes, arrays):
        super().__init__()
        self.axes = axes(nodes)
        of = lambda kind: getattr(nn, f"{kind}{self.axes}d")
        self.nodes = nodes
        self.layers = nn.ModuleDict()
        for node in nodes:
            op, name, key = node["op"], node["name"], node["name"].replace(".", "_")
            kind = op["op"]
            if kind == "conv2d":
                k = arrays[name]["kernel"]
                # A single tap is written without planes.
                k = k.reshape((1,) * (self.axes + 2 - k.ndim) + k.shape)
                layer = of("Conv")(k.shape[-2], k.shape[-1], k.shape[:-2], padding=k.shape[0] // 2, bias=op["bias"])
                layer.weight.data = torch.from_numpy(np.moveaxis(k, (-1, -2), (0, 1)).copy())
                if op["bias"]:
                    layer.bias.data = torch.from_numpy(arrays[name]["bias"])
            elif kind == "batchNorm":
                a = arrays[name]
                layer = of("BatchNorm")(len(a["gamma"]), eps=op["epsilon"])
                layer.weight.data, layer.bias.data = torch.from_numpy(a["gamma"]), torch.from_numpy(a["beta"])
                layer.running_mean, layer.running_var = torch.from_numpy(a["mean"]), torch.from_numpy(a["variance"])
            elif kind == "leakyRelu":
                layer = nn.LeakyReLU(op["slope"])
            elif kind == "maxPool":
                layer = of("MaxPool")(op["window"]["kernel"]["y"])
            elif kind == "upsample":
                layer = nn.Upsample(scale_factor=op["factor"], mode="nearest")
            elif kind == "softmax":
                layer = nn.Softmax(1)
            else:
                raise ValueError(kind)
            self.layers[key] = layer

    def forward(self, image):
        values = {"input": image}
        for node in self.nodes:
            inputs = [values[i] for i in node["inputs"]]
            x = inputs[0] if len(inputs) == 1 else torch.cat(inputs, 1)
            values[node["name"]] = self.layers[node["name"].replace(".", "_")](x)
        return values[self.nodes[-1]["name"]]


def keras(channels, nodes, arrays, name, folder):
    rank = axes(nodes)
    m = (Model if rank == 2 else Volumes)(name, channels)
    each = lambda n: [n] * rank
    handles = {"input": m.last}
    for node in nodes:
        op, key = node["op"], node["name"]
        kind = op["op"]
        inputs = [handles[i] for i in node["inputs"]]
        if len(inputs) > 1:
            inputs = [m.add("Concatenate", {"axis": -1}, inputs, None, name=key + "_concatenate")]
        if kind == "conv2d":
            k, b = arrays[key]["kernel"], arrays[key]["bias"]
            k = k.reshape((1,) * (rank + 2 - k.ndim) + k.shape)
            x = m.add(f"Conv{rank}D", {
                "filters": k.shape[-1], "kernel_size": list(k.shape[:-2]), "strides": each(1), "padding": "same",
                "data_format": "channels_last", "dilation_rate": each(1), "groups": 1, "activation": "linear",
                "use_bias": b is not None}, inputs, None, [("kernel", k)] + ([("bias", b)] if b is not None else []),
                name=key)
        elif kind == "batchNorm":
            a = arrays[key]
            x = m.add("BatchNormalization", {
                "axis": [rank + 1], "momentum": 0.99, "epsilon": op["epsilon"], "center": True, "scale": True}, inputs,
                None, [("gamma", a["gamma"]), ("beta", a["beta"]), ("moving_mean", a["mean"]),
                 ("moving_variance", a["variance"])], name=key)
        elif kind == "leakyRelu":
            x = m.add("LeakyReLU", {"alpha": op["slope"]}, inputs, None, name=key)
        elif kind == "maxPool":
            x = m.add(f"MaxPooling{rank}D", {
                "pool_size": each(2), "strides": each(2), "padding": "valid", "data_format": "channels_last"}, inputs,
                None, name=key)
        elif kind == "upsample":
            x = m.add(f"UpSampling{rank}D", {
                "size": each(2), "data_format": "channels_last",
                **({"interpolation": "nearest"} if rank == 2 else {})}, inputs, None, name=key)
        elif kind == "softmax":
            x = m.add("Softmax", {"axis": -1}, inputs, None, name=key)
        else:
            raise ValueError(kind)
        handles[key] = x
    m.save(folder, m.last, answers=False)


def without_debug_records(path):
    """They name the folders of the machine."""
    with zipfile.ZipFile(path) as saved:
        entries = [(entry.filename, saved.read(entry)) for entry in saved.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries:
            if not name.endswith(".debug_pkl"):
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)


def main(path, folder):
    name = path[:-len(".zip")].rsplit("/", 1)[-1]
    stem = folder + "/" + name
    channels, nodes, arrays = read(path)
    model = UNet(nodes, arrays).eval()
    image = torch.zeros(1, channels, *(SIZE,) * 2 if model.axes == 2 else (SIZE // 4,) * 3)
    sizes = {2 + axis: name for axis, name in enumerate(("planes", "height", "width")[3 - model.axes:])}
    with torch.no_grad():
        torch.jit.trace(model, image).save(stem + ".pt")
    without_debug_records(stem + ".pt")
    torch.onnx.export(
        model, image, stem + ".onnx", opset_version=13, input_names=["image"], output_names=["probabilities"],
        dynamic_axes={"image": {0: "batch", **sizes}, "probabilities": {0: "batch"}})
    keras(channels, nodes, arrays, name, folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
