"""Makes the fixtures of RoundedModelsTest: the small phantom U-Net in float16 and quantised, as the usual tools write
them, and a network that PyTorch itself quantised.

    /usr/bin/python3 src/duress-onnx/src/test/python/make_rounded_onnx.py \\
        src/duress-acceptance/src/test/resources/org/duress/model/formats/phantom-unet-small.onnx \\
        src/duress-onnx/src/test/resources/org/duress/model/onnx

- half.onnx: weights and layers in float16, image and answer in float32 with a Cast behind and before (as
  onnxconverter_common.float16 with keep_io_types); half-throughout.onnx: image and answer too.
- quantised.onnx: as onnxruntime.quantization.quantize_static with QuantFormat.QDQ: int8 weights, a scale for each
  output channel, int32 biases, uint8 activations; the ranges are those of 8 smooth random images.
- quantised-in-training.onnx: as torch.ao.quantization.prepare_qat and torch.onnx.export write it: weights in float32
  behind QuantizeLinear and DequantizeLinear, activations of 7 bits.

PyTorch 1.13 and onnx 1.12. ONNX Runtime runs each file when a test opens it, so no expected numbers are kept.
"""
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

MODEL, OUT = sys.argv[1:]


def images(seed, size=64, count=8):
    """Smooth waves with some noise, mean 0, standard deviation about 1."""
    r = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size] / size
    waves = [sum(0.67 * np.cos(2 * np.pi * (a * y + b * x + c)) for a, b, c in r.random((4, 3)) * (6, 6, 1))
             for _ in range(count)]
    return torch.from_numpy(np.stack(waves)[:, None] + 0.3 * r.standard_normal((count, 1, size, size))).float()


def half(model, throughout):
    narrow = onnx.ModelProto()
    narrow.CopyFrom(model)
    graph = narrow.graph
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name))
    for node in graph.node:
        # Scales of Resize stay float32, as its definition says.
        for attribute in node.attribute:
            if attribute.HasField("t") and attribute.t.data_type == TensorProto.FLOAT and not any(
                    n.op_type == "Resize" and node.output[0] in n.input for n in graph.node):
                attribute.t.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(attribute.t).astype(np.float16)))
    image, answer = graph.input[0], graph.output[0]
    if throughout:
        for end in (image, answer):
            end.type.tensor_type.elem_type = TensorProto.FLOAT16
    else:
        for node in graph.node:
            for i, name in enumerate(node.input):
                node.input[i] = "image_half" if name == image.name else name
            for i, name in enumerate(node.output):
                node.output[i] = "answer_half" if name == answer.name else name
        graph.node.insert(0, helper.make_node("Cast", [image.name], ["image_half"], "narrow", to=TensorProto.FLOAT16))
        graph.node.append(helper.make_node("Cast", ["answer_half"], [answer.name], "widen", to=TensorProto.FLOAT))
    keep_scales(graph, model.graph)
    onnx.save(narrow, f"{OUT}/half{'-throughout' if throughout else ''}.onnx")


def keep_scales(graph, before):
    scales = {node.input[2] for node in graph.node if node.op_type == "Resize"}
    for tensor in graph.initializer:
        if tensor.name in scales:
            tensor.CopyFrom(next(t for t in before.initializer if t.name == tensor.name))


def values(model, x):
    """What each operator gives."""
    known = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
    known[model.graph.input[0].name] = x
    for node in model.graph.node:
        a = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
        i = [known.get(name) for name in node.input]
        known[node.output[0]] = {
            "Constant": lambda: torch.from_numpy(numpy_helper.to_array(a["value"]).copy()),
            "Conv": lambda: F.conv2d(i[0], i[1], i[2] if len(i) > 2 else None, padding=a["pads"][0]),
            "LeakyRelu": lambda: F.leaky_relu(i[0], a["alpha"]),
            "MaxPool": lambda: F.max_pool2d(i[0], 2),
            "Resize": lambda: F.interpolate(i[0], scale_factor=2.0),
            "Concat": lambda: torch.cat(i, 1),
            "Softmax": lambda: torch.softmax(i[0], 1),
        }[node.op_type]()
    return known


def quantise(model):
    known = values(model, images(1))
    before = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    nodes, made, scales = [], {}, {}

    def keep(name, value):
        made[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def pair(name):
        """An activation, rounded and turned back once for all who read it."""
        if name not in scales:
            low, high = min(0.0, float(known[name].min())), max(0.0, float(known[name].max()))
            scale = np.float32((high - low) / 255)
            zero = np.uint8(round(-low / scale))
            scales[name] = scale
            ends = [keep(name + "_scale", scale), keep(name + "_zero_point", zero)]
            nodes.append(helper.make_node("QuantizeLinear", [name] + ends, [name + "_q"], name + "_QuantizeLinear"))
            nodes.append(helper.make_node(
                "DequantizeLinear", [name + "_q"] + ends, [name + "_d"], name + "_DequantizeLinear"))
        return name + "_d"

    answer = model.graph.output[0].name
    for node in model.graph.node:
        node = onnx.NodeProto.FromString(node.SerializeToString())
        if node.op_type == "Constant":
            nodes.append(node)
            continue
        x = pair(node.input[0])
        node.input[0] = x
        if node.op_type == "Concat":
            node.input[1] = pair(node.input[1])
        if node.op_type == "Conv":
            w, b = before[node.input[1]], before[node.input[2]]
            s = (np.abs(w).reshape(len(w), -1).max(1) / 127).astype(np.float32)
            q = np.clip(np.rint(w / s[:, None, None, None]), -128, 127).astype(np.int8)
            bias_scale = s * scales[x[:-2]]
            for i, (whole, scale) in enumerate(((q, s), (np.rint(b / bias_scale).astype(np.int32), bias_scale)), 1):
                name = node.input[i]
                inputs = [keep(name + "_quantized", whole), keep(name + "_scale", scale),
                          keep(name + "_zero_point", np.zeros(len(w), whole.dtype))]
                nodes.append(helper.make_node("DequantizeLinear", inputs, [name + "_dequantized"], axis=0))
                node.input[i] = name + "_dequantized"
        if node.output[0] == answer:
            node.output[0] = "softmax"
            known["softmax"] = known[answer]
            nodes.append(node)
            pair("softmax")
            nodes[-1].output[0] = answer
        else:
            nodes.append(node)
    used = {name for node in nodes for name in node.input}
    kept = [t for t in model.graph.initializer if t.name in used]
    graph = helper.make_graph(nodes, "quantised", model.graph.input, model.graph.output, kept + list(made.values()))
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8),
              f"{OUT}/quantised.onnx")


class Trained(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Conv2d(1, 6, 3, padding=1), nn.ReLU())
        self.b = nn.Sequential(nn.Conv2d(6, 8, 3, 2, 1), nn.ReLU())
        self.up = nn.Upsample(scale_factor=2.0)
        self.c = nn.Sequential(nn.Conv2d(14, 8, 3, padding=1), nn.ReLU())
        self.head = nn.Conv2d(8, 3, 1)

    def forward(self, x):
        x = self.start(x) if hasattr(self, "start") else x
        a = self.a(x)
        return self.head(self.c(torch.cat([self.up(self.b(a)), a], 1)))


def in_training():
    torch.manual_seed(6)
    model = Trained()
    with torch.no_grad():
        model.head.weight.mul_(4)
    model.train()
    model.start = torch.quantization.QuantStub()
    model.qconfig = torch.quantization.get_default_qat_qconfig("fbgemm", version=0)
    prepared = torch.quantization.prepare_qat(model)
    for seed in range(4):
        prepared(images(seed))
    prepared.eval().apply(torch.quantization.disable_observer)
    torch.onnx.export(
        prepared, images(0, count=1), f"{OUT}/quantised-in-training.onnx", opset_version=13, input_names=["image"],
        output_names=["logits"], dynamic_axes={"image": {0: "batch", 2: "height", 3: "width"}})


network = onnx.load(MODEL)
half(network, False)
half(network, True)
quantise(network)
in_training()
