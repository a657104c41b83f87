"""Writes small Keras 2 models with random weights as HDF5, and what they answer, for KerasFormatTest.

No Keras is needed: h5py writes the layout of Keras 2.11 (model_config, layer_names, weight_names), and the answers come
from PyTorch, with TensorFlow's meaning of "same" padding (the odd pixel at the end) written out here.

    /usr/bin/python3 src/duress-keras/src/test/python/make_keras_h5.py \\
        src/duress-keras/src/test/resources/org/duress/model/keras
"""

import json
import sys
import zlib

import h5py
import numpy as np
import torch
import torch.nn.functional as F

SIZE = 12


def initializer(name):
    return {"class_name": name, "config": {"seed": None} if name == "GlorotUniform" else {}}


def training(kind):
    """What Keras writes for training, and what a reader must not trip over."""
    weights = {
        "Conv2D": ["kernel", "bias"],
        "Conv2DTranspose": ["kernel", "bias"],
        "DepthwiseConv2D": ["depthwise", "bias"],
        "SeparableConv2D": ["depthwise", "pointwise", "bias"],
        "Dense": ["kernel", "bias"],
        "BatchNormalization": ["gamma", "beta", "moving_mean", "moving_variance"],
        "LayerNormalization": ["gamma", "beta"],
        "PReLU": ["alpha"],
    }.get(kind, [])
    config = {}
    for weight in weights:
        glorot = weight in ("kernel", "depthwise", "pointwise")
        ones = weight in ("gamma", "moving_variance")
        config[f"{weight}_initializer"] = initializer("GlorotUniform" if glorot else "Ones" if ones else "Zeros")
        if not weight.startswith("moving"):
            config[f"{weight}_regularizer"] = None
            config[f"{weight}_constraint"] = None
    if config and kind.endswith(("2D", "Transpose", "Dense")):
        config["activity_regularizer"] = None
    return config


class Model:
    """A functional model and what it computes, built side by side. Tensors are torch, NCHW."""

    def __init__(self, name, channels=1, channels_first=False, grey=True):
        self.name = name
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))
        self.first = channels_first
        self.layers = []
        self.weights = {}
        self.count = 0
        own = 1 if grey else channels
        self.image = torch.from_numpy(self.rng.standard_normal((2, own, SIZE, SIZE)).astype(np.float32)).double()
        shape = [None, channels, None, None] if channels_first else [None, None, None, channels]
        self.last = self.add("InputLayer", {"batch_input_shape": shape, "dtype": "float32"}, [],
                             self.image.repeat(1, channels // own, 1, 1))

    def add(self, kind, config, inputs, value, weights=(), name=None):
        name = name or f"{kind.lower()}_{self.count}"
        self.count += 1
        self.layers.append({
            "class_name": kind,
            "config": {"name": name, "trainable": True, "dtype": "float32", **training(kind), **config},
            "name": name,
            "inbound_nodes": [[[i[0], 0, 0, {}] for i in inputs]] if inputs else [],
        })
        self.weights[name] = weights
        self.last = (name, value)
        return self.last

    def draw(self, *shape, positive=False):
        w = (0.4 * self.rng.standard_normal(shape)).astype(np.float32)
        return np.abs(w) + np.float32(0.3) if positive else w

    def format(self):
        return {"data_format": "channels_first" if self.first else "channels_last"}

    @staticmethod
    def act(y, activation):
        return {
            "linear": lambda v: v,
            "relu": F.relu,
            "elu": F.elu,
            "selu": F.selu,
            "gelu": F.gelu,
            "swish": F.silu,
            "mish": F.mish,
            "sigmoid": torch.sigmoid,
            "hard_sigmoid": lambda v: torch.clamp(0.2 * v + 0.5, 0, 1),
            "tanh": torch.tanh,
            "softplus": F.softplus,
            "softmax": lambda v: torch.softmax(v, 1),
        }[activation](y)

    @staticmethod
    def padded(x, kernel, stride, dilation, padding, value=0.0):
        if padding == "valid":
            return x
        sides = []
        for axis in (3, 2):  # torch pads the last axis first
            k, s, d, n = kernel[axis - 2], stride[axis - 2], dilation[axis - 2], x.shape[axis]
            total = max(0, (-(-n // s) - 1) * s + d * (k - 1) + 1 - n)
            sides += [total // 2, total - total // 2]
        return F.pad(x, sides, value=value)

    def conv(self, x, filters, kernel=(3, 3), strides=(1, 1), padding="same", dilation=(1, 1), groups=1,
             activation="linear", use_bias=True):
        w = self.draw(*kernel, x[1].shape[1] // groups, filters)
        b = self.draw(filters)
        y = F.conv2d(self.padded(x[1], kernel, strides, dilation, padding),
                     torch.from_numpy(w).double().permute(3, 2, 0, 1),
                     torch.from_numpy(b).double() if use_bias else None,
                     stride=strides, dilation=dilation, groups=groups)
        return self.add("Conv2D", {
            "filters": filters, "kernel_size": list(kernel), "strides": list(strides), "padding": padding,
            **self.format(), "dilation_rate": list(dilation), "groups": groups, "activation": activation,
            "use_bias": use_bias}, [x], self.act(y, activation),
            [("kernel", w)] + ([("bias", b)] if use_bias else []))

    def transposed(self, x, filters, kernel, strides, padding, output_padding=None, dilation=(1, 1)):
        w = self.draw(*kernel, filters, x[1].shape[1])
        b = self.draw(filters)
        y = F.conv_transpose2d(x[1], torch.from_numpy(w).double().permute(3, 2, 0, 1), stride=strides,
                               dilation=dilation)
        # TensorFlow: the gradient of a convolution that takes an image of this size.
        size = []
        for axis in (0, 1):
            n, s, k = x[1].shape[axis + 2], strides[axis], dilation[axis] * (kernel[axis] - 1) + 1
            if output_padding is not None:
                size.append((n - 1) * s + k - 2 * (k // 2 if padding == "same" else 0) + output_padding[axis])
            else:
                size.append(n * s + (0 if padding == "same" else max(k - s, 0)))
        for axis, n in ((2, size[0]), (3, size[1])):
            total = y.shape[axis] - n
            if total < 0:
                y = F.pad(y, [0, -total, 0, 0] if axis == 3 else [0, 0, 0, -total])
            else:
                y = y.narrow(axis, total // 2, n)
        y = y + torch.from_numpy(b).double()[:, None, None]
        return self.add("Conv2DTranspose", {
            "filters": filters, "kernel_size": list(kernel), "strides": list(strides), "padding": padding,
            **self.format(), "dilation_rate": list(dilation), "output_padding": output_padding and list(output_padding),
            "activation": "tanh", "use_bias": True}, [x], torch.tanh(y), [("kernel", w), ("bias", b)])

    def depthwise(self, x, multiplier, kernel=(3, 3), strides=(1, 1)):
        channels = x[1].shape[1]
        w = self.draw(*kernel, channels, multiplier)
        b = self.draw(channels * multiplier)
        y = self.each(x[1], w, kernel, strides) + torch.from_numpy(b).double()[:, None, None]
        return self.add("DepthwiseConv2D", {
            "kernel_size": list(kernel), "strides": list(strides), "padding": "same", **self.format(),
            "dilation_rate": [1, 1], "depth_multiplier": multiplier, "activation": "elu", "use_bias": True},
            [x], F.elu(y), [("depthwise_kernel", w), ("bias", b)])

    def each(self, x, w, kernel, strides):
        k = torch.from_numpy(w).double().permute(2, 3, 0, 1).reshape(-1, 1, *kernel)
        return F.conv2d(self.padded(x, kernel, strides, (1, 1), "same"), k, stride=strides, groups=x.shape[1])

    def separable(self, x, filters, multiplier, kernel=(3, 3)):
        channels = x[1].shape[1]
        w = self.draw(*kernel, channels, multiplier)
        p = self.draw(1, 1, channels * multiplier, filters)
        b = self.draw(filters)
        y = F.conv2d(self.each(x[1], w, kernel, (1, 1)), torch.from_numpy(p).double().permute(3, 2, 0, 1),
                     torch.from_numpy(b).double())
        return self.add("SeparableConv2D", {
            "filters": filters, "kernel_size": list(kernel), "strides": [1, 1], "padding": "same", **self.format(),
            "dilation_rate": [1, 1], "depth_multiplier": multiplier, "activation": "tanh", "use_bias": True},
            [x], torch.tanh(y), [("depthwise_kernel", w), ("pointwise_kernel", p), ("bias", b)])

    def norm(self, x, epsilon=1e-3, scale=True, center=True):
        n = x[1].shape[1]
        gamma, beta = self.draw(n), self.draw(n)
        mean, variance = self.draw(n), self.draw(n, positive=True)
        one, zero = torch.ones(n).double(), torch.zeros(n).double()
        y = F.batch_norm(x[1], torch.from_numpy(mean).double(), torch.from_numpy(variance).double(),
                         torch.from_numpy(gamma).double() if scale else one,
                         torch.from_numpy(beta).double() if center else zero, eps=epsilon)
        weights = ([("gamma", gamma)] if scale else []) + ([("beta", beta)] if center else [])
        return self.add("BatchNormalization", {
            "axis": [1 if self.first else 3], "momentum": 0.99, "epsilon": epsilon, "center": center, "scale": scale},
            [x], y, weights + [("moving_mean", mean), ("moving_variance", variance)])

    def layer_norm(self, x):
        n = x[1].shape[1]
        gamma, beta = self.draw(n), self.draw(n)
        y = F.layer_norm(x[1].permute(0, 2, 3, 1), [n], torch.from_numpy(gamma).double(),
                         torch.from_numpy(beta).double(), eps=1e-3).permute(0, 3, 1, 2)
        return self.add("LayerNormalization", {"axis": [3], "epsilon": 1e-3, "center": True, "scale": True}, [x], y,
                        [("gamma", gamma), ("beta", beta)])

    def activation(self, x, name):
        return self.add("Activation", {"activation": name}, [x], self.act(x[1], name))

    def relu(self, x, max_value=None, slope=0.0):
        y = F.leaky_relu(x[1], slope)
        y = y if max_value is None else torch.clamp(y, max=max_value)
        return self.add("ReLU", {"max_value": max_value, "negative_slope": slope, "threshold": 0.0}, [x], y)

    def prelu(self, x):
        n = x[1].shape[1]
        a = self.draw(n, 1, 1) if self.first else self.draw(1, 1, n)
        y = F.prelu(x[1], torch.from_numpy(a).double().flatten())
        return self.add("PReLU", {"shared_axes": [2, 3] if self.first else [1, 2]}, [x], y, [("alpha", a)])

    def pool(self, x, kind, size=(2, 2), strides=None, padding="valid"):
        s = strides or size
        if kind == "max":
            y = F.max_pool2d(self.padded(x[1], size, s, (1, 1), padding, -np.inf), size, s)
        else:
            ones = torch.ones_like(x[1])
            y = F.avg_pool2d(self.padded(x[1], size, s, (1, 1), padding), size, s)
            y = y / F.avg_pool2d(self.padded(ones, size, s, (1, 1), padding), size, s)
        return self.add("MaxPooling2D" if kind == "max" else "AveragePooling2D", {
            "pool_size": list(size), "strides": list(s), "padding": padding, **self.format()}, [x], y)

    def global_mean(self, x, keepdims=True):
        return self.add("GlobalAveragePooling2D", {**self.format(), "keepdims": keepdims}, [x],
                        x[1].mean((2, 3), keepdim=True))

    def dense(self, x, units, activation):
        w, b = self.draw(x[1].shape[1], units), self.draw(units)
        y = torch.einsum("nihw,io->nohw", x[1], torch.from_numpy(w).double()) \
            + torch.from_numpy(b).double()[:, None, None]
        return self.add("Dense", {"units": units, "activation": activation, "use_bias": True}, [x],
                        self.act(y, activation), [("kernel", w), ("bias", b)])

    def up(self, x, size=(2, 2), interpolation="nearest"):
        y = F.interpolate(x[1], scale_factor=size, mode=interpolation,
                          **({"align_corners": False} if interpolation == "bilinear" else {}))
        return self.add("UpSampling2D", {"size": list(size), **self.format(), "interpolation": interpolation}, [x], y)

    def pad(self, x, top, bottom, left, right):
        return self.add("ZeroPadding2D", {"padding": [[top, bottom], [left, right]], **self.format()}, [x],
                        F.pad(x[1], [left, right, top, bottom]))

    def crop(self, x, top, bottom, left, right):
        h, w = x[1].shape[2:]
        return self.add("Cropping2D", {"cropping": [[top, bottom], [left, right]], **self.format()}, [x],
                        x[1][:, :, top:h - bottom, left:w - right])

    def concat(self, *xs):
        return self.add("Concatenate", {"axis": 1 if self.first else -1}, xs, torch.cat([x[1] for x in xs], 1))

    def merge(self, kind, *xs):
        y = xs[0][1]
        for x in xs[1:]:
            y = {"Add": y + x[1], "Average": y + x[1], "Subtract": y - x[1], "Multiply": y * x[1]}[kind]
        return self.add(kind, {}, xs, y / len(xs) if kind == "Average" else y)

    def same(self, x, kind, config):
        return self.add(kind, config, [x], x[1])

    def finish(self, x, folder, activation="softmax", classes=3):
        if self.first:
            x = self.conv(x, classes, (1, 1))
            x = self.add("Softmax", {"axis": 1}, [x], torch.softmax(x[1], 1))
        else:
            x = self.conv(x, classes, (1, 1), activation=activation)
        self.save(folder, x)

    def save(self, folder, x, sequential=False, version="2.11.0", compression=None, answers=True):
        layers = self.layers
        if sequential:
            layers = [{k: v for k, v in layer.items() if k in ("class_name", "config")} for layer in layers]
            config = {"class_name": "Sequential", "config": {"name": self.name, "layers": layers}}
        else:
            config = {"class_name": "Functional", "config": {
                "name": self.name, "trainable": True, "layers": layers,
                "input_layers": [[layers[0]["name"], 0, 0]], "output_layers": [[x[0], 0, 0]]}}
        with h5py.File(f"{folder}/{self.name}.h5", "w") as file:
            file.attrs["keras_version"] = version.encode("utf8")
            file.attrs["backend"] = b"tensorflow"
            file.attrs["model_config"] = json.dumps(config).encode("utf8")
            group = file.create_group("model_weights")
            group.attrs["layer_names"] = [layer["config"]["name"].encode("utf8") for layer in self.layers]
            group.attrs["backend"] = b"tensorflow"
            group.attrs["keras_version"] = version.encode("utf8")
            for name, weights in self.weights.items():
                layer = group.create_group(name)
                layer.attrs["weight_names"] = [f"{name}/{weight}:0".encode("utf8") for weight, _ in weights]
                for weight, values in weights:
                    layer.create_dataset(f"{name}/{weight}:0", data=values, compression=compression)
        if not answers:
            return
        # Little-endian floats: the images, then the answers, channels last.
        with open(f"{folder}/{self.name}.bin", "wb") as file:
            file.write(self.image.permute(0, 2, 3, 1).contiguous().numpy().astype("<f4").tobytes())
            file.write(x[1].permute(0, 2, 3, 1).contiguous().numpy().astype("<f4").tobytes())


def convolutions(folder, name, first):
    m = Model(name, channels_first=first)
    x = m.conv(m.last, 4, activation="tanh")
    a = m.conv(x, 4, (4, 3), strides=(2, 2), activation="elu")
    a = m.transposed(a, 3, (3, 3), (2, 2), "same")
    b = m.conv(x, 4, (3, 3), dilation=(2, 2), groups=2, use_bias=False)
    c = m.conv(x, 2, (3, 2), padding="valid", activation="swish")
    c = m.pad(c, 2, 0, 0, 1)
    d = m.pool(x, "max")
    d = m.transposed(d, 2, (2, 2), (2, 2), "valid")
    e = m.depthwise(x, 2)
    f = m.separable(x, 3, 2)
    g = m.conv(x, 3, strides=(3, 3))
    g = m.transposed(g, 2, (2, 2), (3, 3), "valid")
    h = m.pool(x, "avg")
    h = m.transposed(h, 2, (3, 3), (2, 2), "valid")
    h = m.crop(h, 0, 1, 1, 0)
    i = m.depthwise(x, 1, strides=(2, 2))
    i = m.transposed(i, 2, (3, 3), (2, 2), "same", output_padding=(1, 1))
    j = m.transposed(x, 2, (3, 3), (1, 1), "same", dilation=(2, 2))
    m.finish(m.concat(a, b, c, d, e, f, g, h, i, j), folder)


def samplings(folder, name, first):
    m = Model(name, channels_first=first)
    x = m.conv(m.last, 4, activation="tanh")
    x = m.norm(x, 1e-2)
    y = m.norm(x, scale=False)
    z = m.norm(x, center=False)
    a = m.up(m.pool(x, "max"), interpolation="bilinear")
    b = m.up(m.pool(y, "avg", (3, 2)), (3, 2))
    c = m.pool(z, "max", (3, 3), (1, 1), "same")
    d = m.pool(z, "avg", (3, 3), (1, 1), "same")
    e = m.pool(z, "avg", (2, 2), (1, 1), "same")
    f = m.up(m.pool(z, "avg", (3, 3), (2, 2), "same"))
    g = m.up(m.pool(z, "max", (3, 3), (2, 2), "same"), (2, 2), "bilinear")
    h = m.crop(m.pad(x, 1, 2, 0, 3), 2, 1, 3, 0)
    m.finish(m.concat(a, b, c, d, e, f, g, h), folder)


def activations(folder):
    m = Model("activations")
    x = m.conv(m.last, 4)
    parts = [m.activation(x, name) for name in (
        "relu", "elu", "selu", "gelu", "swish", "mish", "sigmoid", "hard_sigmoid", "tanh", "softplus", "linear")]
    parts.append(m.relu(x, max_value=0.5, slope=0.1))
    parts.append(m.relu(x, slope=0.25))
    parts.append(m.add("LeakyReLU", {"alpha": 0.3}, [x], F.leaky_relu(x[1], 0.3)))
    parts.append(m.add("ELU", {"alpha": 0.6}, [x], F.elu(x[1], 0.6)))
    parts.append(m.add("Softmax", {"axis": -1}, [x], torch.softmax(x[1], 1)))
    parts.append(m.prelu(x))
    parts.append(m.layer_norm(x))
    y = m.concat(*parts)
    m.finish(y, folder)


def merges(folder):
    m = Model("merges", channels=3)
    x = m.add("Rescaling", {"scale": 0.5, "offset": -0.25}, [m.last], m.last[1] * 0.5 - 0.25)
    x = m.conv(x, 4, activation="relu")
    y = m.conv(x, 4, activation="tanh")
    z = m.same(y, "Dropout", {"rate": 0.5})
    z = m.same(z, "SpatialDropout2D", {"rate": 0.5})
    z = m.same(z, "GaussianNoise", {"stddev": 0.5})
    a = m.merge("Add", x, y, z)
    b = m.merge("Multiply", x, y, a)
    c = m.merge("Subtract", x, b)
    d = m.merge("Average", a, b, c)
    g = m.dense(m.dense(m.global_mean(d), 2, "relu"), 4, "sigmoid")
    e = m.merge("Multiply", d, g)
    flat = m.global_mean(c, keepdims=False)
    flat = m.add("Reshape", {"target_shape": [1, 1, 4]}, [flat], flat[1])
    f = m.merge("Multiply", c, m.dense(flat, 4, "sigmoid"))
    m.finish(m.concat(e, f), folder, activation="sigmoid", classes=2)


def sequential(folder):
    m = Model("sequential")
    x = m.conv(m.last, 4, activation="relu")
    x = m.norm(x)
    x = m.up(m.pool(x, "max"))
    x = m.conv(x, 3, (1, 1))
    x = m.activation(x, "softmax")
    # Without an InputLayer, as model.add(Conv2D(..., input_shape=...)) gives it.
    m.layers[1]["config"]["batch_input_shape"] = m.layers[0]["config"]["batch_input_shape"]
    del m.weights[m.layers[0]["config"]["name"]]
    del m.layers[0]
    m.save(folder, x, sequential=True, version="2.3.0-tf")


def channels(folder, name, first):
    """Four different channels."""
    m = Model(name, channels=4, channels_first=first, grey=False)
    x = m.conv(m.last, 4, activation="tanh")
    m.finish(m.concat(x, m.depthwise(m.last, 1)), folder)


def refused(folder):
    m = Model("lambda")
    x = m.conv(m.last, 3)
    x = m.add("Lambda", {"function": ["4wEAAAAAAAAA", None, None], "function_type": "lambda"}, [x], x[1], name="scale")
    m.save(folder, x, answers=False)
    m = Model("old_bilinear")
    x = m.up(m.pool(m.conv(m.last, 3, activation="softmax"), "max"), interpolation="bilinear")
    m.save(folder, m.activation(x, "softmax"), version="2.2.4", answers=False)
    m = Model("compressed")
    m.save(folder, m.conv(m.last, 3, activation="softmax"), compression="gzip", answers=False)
    m = Model("keras3")
    m.save(folder, m.conv(m.last, 3, activation="softmax"), version="3.4.1", answers=False)


if __name__ == "__main__":
    target = sys.argv[1]
    convolutions(target, "convolutions", False)
    convolutions(target, "convolutions_first", True)
    samplings(target, "samplings", False)
    samplings(target, "samplings_first", True)
    activations(target)
    merges(target)
    sequential(target)
    channels(target, "channels", False)
    channels(target, "channels_first", True)
    refused(target)
