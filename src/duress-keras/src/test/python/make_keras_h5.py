"""Writes small Keras models with random weights, .h5 and .keras, and what they answer, for KerasFormatTest.

No Keras is needed: h5py writes the layout of Keras 2.11 (model_config, layer_names, weight_names) and those of Keras
2.13 to 3.16 (saving_lib.py, serialization_lib.py, legacy_h5_format.py of github.com/keras-team/keras), and the answers
come from PyTorch, with TensorFlow's meaning of "same" padding (the odd pixel at the end) written out here.

    /usr/bin/python3 src/duress-keras/src/test/python/make_keras_h5.py \\
        src/duress-keras/src/test/resources/org/duress/model/keras
"""

import io
import json
import re
import sys
import zipfile
import zlib

import h5py
import numpy as np
import torch
import torch.nn.functional as F

SIZE = 12


def calls(inbound):
    """How Keras 3 writes the calls of a layer."""
    written = []
    for call in inbound:
        tensors = [{"class_name": "__keras_tensor__",
                    "config": {"shape": [None, None, None, 1], "dtype": "float32", "keras_history": i[:3]}}
                   for i in call]
        written.append({"args": [tensors] if len(tensors) > 1 else tensors, "kwargs": {"mask": None}})
    return written


def initializer(name):
    return {"class_name": name, "config": {"seed": None} if name == "GlorotUniform" else {}}


def training(kind):
    """What Keras writes for training, and what a reader must not trip over."""
    weights = {
        "Conv2D": ["kernel", "bias"],
        "Conv2DTranspose": ["kernel", "bias"],
        "Conv3D": ["kernel", "bias"],
        "Conv3DTranspose": ["kernel", "bias"],
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
    if config and kind.endswith(("2D", "3D", "Transpose", "Dense")):
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

    def finish(self, x, folder, activation="softmax", classes=3, archive=None):
        if self.first:
            x = self.conv(x, classes, (1, 1))
            x = self.add("Softmax", {"axis": 1}, [x], torch.softmax(x[1], 1))
        else:
            x = self.conv(x, classes, (1, 1), activation=activation)
        self.save(folder, x)
        if archive:
            self.archive(folder, x, archive)

    def save(self, folder, x, sequential=False, version="2.11.0", answers=True, **storage):
        layers = self.layers
        if version.startswith("3"):
            # The legacy format: layers as before, their calls as Keras 3 writes them.
            config = {"class_name": "Functional", "config": self.functional(x, [
                {**layer, "inbound_nodes": calls(layer["inbound_nodes"])} for layer in layers])}
        elif sequential:
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
                suffix = "" if version.startswith("3") else ":0"
                layer.attrs["weight_names"] = [f"{name}/{weight}{suffix}".encode("utf8") for weight, _ in weights]
                for weight, values in weights:
                    chunks = {"chunks": tuple(min(n, 2) for n in values.shape)} if storage else {}
                    layer.create_dataset(f"{name}/{weight}{suffix}", data=values, **chunks, **storage)
        if answers:
            self.answer(folder, x)

    def functional(self, x, layers):
        inputs, outputs = [layers[0]["name"], 0, 0], [x[0], 0, 0]
        return {"name": self.name, "trainable": True, "layers": layers, "input_layers": inputs,
                "output_layers": outputs}

    def archive(self, folder, x, version, sequential=False):
        """A .keras of Keras 3, or of 2.13."""
        three = version.startswith("3")
        named = tuple(int(part) for part in version.split(".")[:2]) >= (3, 7)
        layers = []
        for layer in self.layers:
            kind, config = layer["class_name"], dict(layer["config"])
            public = {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None,
                      "build_config": {"input_shape": [None, SIZE, SIZE, 1]}}
            for key, value in config.items():
                if key.endswith("_initializer"):
                    config[key] = {"module": "keras.initializers", **value, "registered_name": None}
            if three:
                config["dtype"] = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"},
                                   "registered_name": None}
                if kind == "InputLayer":
                    config["dtype"] = "float32"
                if "batch_input_shape" in config:
                    config["batch_shape"] = config.pop("batch_input_shape")
                if kind == "BatchNormalization":
                    config.update({"axis": config["axis"][0], "synchronized": False})
                if kind == "LayerNormalization":
                    config["rms_scaling"] = False
                if "alpha" in config and kind == "LeakyReLU":
                    config["negative_slope"] = config.pop("alpha")
            if not sequential:
                public["name"] = config["name"]
                public["inbound_nodes"] = calls(layer["inbound_nodes"]) if three else layer["inbound_nodes"]
            layers.append(public)
        if sequential:
            config = {"name": self.name, "layers": layers}
        else:
            config = self.functional(x, layers)
            if not three:
                config["input_layers"], config["output_layers"] = [config["input_layers"]], [config["output_layers"]]
        model = {"module": "keras" if sequential else "keras.src.models.functional",
                 "class_name": "Sequential" if sequential else "Functional", "config": config,
                 "registered_name": None if sequential else "Functional", "build_config": {"input_shape": None},
                 "compile_config": None}
        arrays = io.BytesIO()
        with h5py.File(arrays, "w") as file:
            used = {}
            for layer in self.layers:
                kind, name = layer["class_name"], layer["config"]["name"]
                if sequential and kind == "InputLayer":
                    continue
                group = re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)).lower()
                used[group] = used.get(group, -1) + 1
                group += f"_{used[group]}" if used[group] else ""
                variables = self.weights.get(name, ())
                if three and not named and not variables:
                    continue
                container = "layers" if three else "_layer_checkpoint_dependencies"
                vars = file.create_group(f"{container}/{group}").create_group("vars")
                if named:
                    vars.attrs["name"] = name
                for i, (_, values) in enumerate(variables):
                    vars[str(i)] = values
            file.create_group("vars")
            file.create_group("optimizer").create_group("vars")["0"] = np.int64(7)
        with zipfile.ZipFile(f"{folder}/{self.name}.keras", "w") as zip:
            for name, content in (
                ("metadata.json", json.dumps({"keras_version": version, "date_saved": "2026-11-29@12:00:00"})),
                ("config.json", json.dumps(model)),
                ("model.weights.h5", arrays.getvalue()),
            ):
                zip.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)

    def answer(self, folder, x):
        # Little-endian floats: the images, then the answers, channels last.
        with open(f"{folder}/{self.name}.bin", "wb") as file:
            file.write(self.image.permute(0, 2, 3, 1).contiguous().numpy().astype("<f4").tobytes())
            file.write(x[1].permute(0, 2, 3, 1).contiguous().numpy().astype("<f4").tobytes())


class Volumes(Model):
    """The same of volumes, NCDHW, with more rows than planes and more columns than rows."""

    GRID = (4, 6, 10)

    def __init__(self, name, channels=1, channels_first=False):
        super().__init__(name, channels, channels_first)
        self.image = torch.from_numpy(
            self.rng.standard_normal((2, channels, *self.GRID)).astype(np.float32)).double()
        shape = [None, channels, None, None, None] if channels_first else [None, None, None, None, channels]
        self.layers[0]["config"]["batch_input_shape"] = shape
        self.last = (self.last[0], self.image)

    @staticmethod
    def padded(x, kernel, stride, dilation, padding, value=0.0):
        if padding == "valid":
            return x
        sides = []
        for axis in (2, 1, 0):
            k, s, d, n = kernel[axis], stride[axis], dilation[axis], x.shape[axis + 2]
            total = max(0, (-(-n // s) - 1) * s + d * (k - 1) + 1 - n)
            sides += [total // 2, total - total // 2]
        return F.pad(x, sides, value=value)

    def conv(self, x, filters, kernel=(3, 3, 3), strides=(1, 1, 1), padding="same", dilation=(1, 1, 1), groups=1,
             activation="linear", use_bias=True):
        w = self.draw(*kernel, x[1].shape[1] // groups, filters)
        b = self.draw(filters)
        y = F.conv3d(self.padded(x[1], kernel, strides, dilation, padding),
                     torch.from_numpy(w).double().permute(4, 3, 0, 1, 2),
                     torch.from_numpy(b).double() if use_bias else None,
                     stride=strides, dilation=dilation, groups=groups)
        return self.add("Conv3D", {
            "filters": filters, "kernel_size": list(kernel), "strides": list(strides), "padding": padding,
            **self.format(), "dilation_rate": list(dilation), "groups": groups, "activation": activation,
            "use_bias": use_bias}, [x], self.act(y, activation),
            [("kernel", w)] + ([("bias", b)] if use_bias else []))

    def transposed(self, x, filters, kernel, strides, padding, output_padding=None):
        w = self.draw(*kernel, filters, x[1].shape[1])
        b = self.draw(filters)
        y = F.conv_transpose3d(x[1], torch.from_numpy(w).double().permute(4, 3, 0, 1, 2), stride=strides)
        for axis in range(3):
            n, s, k = x[1].shape[axis + 2], strides[axis], kernel[axis]
            if output_padding is not None:
                size = (n - 1) * s + k - 2 * (k // 2 if padding == "same" else 0) + output_padding[axis]
            else:
                size = n * s + (0 if padding == "same" else max(k - s, 0))
            total = y.shape[axis + 2] - size
            if total < 0:
                y = F.pad(y, [0, 0] * (2 - axis) + [0, -total] + [0, 0] * axis)
            else:
                y = y.narrow(axis + 2, total // 2, size)
        y = y + torch.from_numpy(b).double()[:, None, None, None]
        return self.add("Conv3DTranspose", {
            "filters": filters, "kernel_size": list(kernel), "strides": list(strides), "padding": padding,
            **self.format(), "dilation_rate": [1, 1, 1],
            "output_padding": output_padding and list(output_padding), "activation": "tanh", "use_bias": True}, [x],
            torch.tanh(y), [("kernel", w), ("bias", b)])

    def norm(self, x):
        y = super().norm(x)
        self.layers[-1]["config"]["axis"] = [1 if self.first else 4]
        return y

    def pool(self, x, kind, size=(2, 2, 2), strides=None, padding="valid"):
        s = strides or size
        if kind == "max":
            y = F.max_pool3d(self.padded(x[1], size, s, (1, 1, 1), padding, -np.inf), size, s)
        else:
            ones = torch.ones_like(x[1])
            y = F.avg_pool3d(self.padded(x[1], size, s, (1, 1, 1), padding), size, s)
            y = y / F.avg_pool3d(self.padded(ones, size, s, (1, 1, 1), padding), size, s)
        return self.add("MaxPooling3D" if kind == "max" else "AveragePooling3D", {
            "pool_size": list(size), "strides": list(s), "padding": padding, **self.format()}, [x], y)

    def global_mean(self, x):
        return self.add("GlobalAveragePooling3D", {**self.format(), "keepdims": True}, [x],
                        x[1].mean((2, 3, 4), keepdim=True))

    def up(self, x, size=(2, 2, 2)):
        return self.add("UpSampling3D", {"size": list(size), **self.format()}, [x],
                        F.interpolate(x[1], scale_factor=size, mode="nearest"))

    def pad(self, x, *sides):
        return self.add("ZeroPadding3D", {"padding": [list(side) for side in sides], **self.format()}, [x],
                        F.pad(x[1], [n for side in reversed(sides) for n in side]))

    def crop(self, x, *sides):
        kept = [slice(a, n - b) for (a, b), n in zip(sides, x[1].shape[2:])]
        return self.add("Cropping3D", {"cropping": [list(side) for side in sides], **self.format()}, [x],
                        x[1][(slice(None), slice(None), *kept)])

    def finish(self, x, folder, archive=None):
        x = self.conv(x, 3, (1, 1, 1))
        x = self.add("Softmax", {"axis": 1 if self.first else -1}, [x], torch.softmax(x[1], 1))
        self.save(folder, x)
        if archive:
            self.archive(folder, x, archive)

    def answer(self, folder, x):
        with open(f"{folder}/{self.name}.bin", "wb") as file:
            for tensor in (self.image, x[1]):
                file.write(tensor.permute(0, 2, 3, 4, 1).contiguous().numpy().astype("<f4").tobytes())


def volumes(folder, name, first):
    m = Volumes(name, channels_first=first)
    x = m.norm(m.conv(m.last, 4, activation="tanh"))
    a = m.conv(x, 3, (3, 2, 3), strides=(2, 2, 2), activation="elu")
    a = m.transposed(a, 3, (3, 3, 3), (2, 2, 2), "same")
    b = m.conv(x, 4, (2, 3, 3), dilation=(1, 2, 2), groups=2, use_bias=False)
    c = m.conv(x, 2, (1, 3, 2), padding="valid", activation="swish")
    c = m.pad(c, (0, 0), (2, 0), (0, 1))
    d = m.transposed(m.pool(x, "max"), 2, (2, 2, 2), (2, 2, 2), "valid")
    e = m.up(m.pool(x, "avg", (2, 3, 2)), (2, 3, 2))
    f = m.pool(x, "avg", (3, 3, 3), (1, 1, 1), "same")
    g = m.pool(x, "max", (2, 3, 3), (1, 1, 1), "same")
    h = m.crop(m.pad(x, (1, 2), (0, 1), (3, 0)), (2, 1), (1, 0), (0, 3))
    i = m.conv(x, 2, strides=(2, 2, 2))
    i = m.transposed(i, 2, (3, 3, 3), (2, 2, 2), "same", output_padding=(1, 1, 1))
    j = m.merge("Add", x, m.activation(x, "relu"), m.same(x, "SpatialDropout3D", {"rate": 0.5}))
    k = m.merge("Multiply", j, m.activation(m.global_mean(j), "sigmoid"))
    l = m.up(m.pool(x, "max", (1, 2, 2)), (1, 2, 2))
    m.finish(m.concat(a, b, c, d, e, f, g, h, i, k, l), folder, archive=None if first else "3.16.0")


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
    m.finish(m.concat(a, b, c, d, e, f, g, h, i, j), folder, archive=None if first else "3.16.0")


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
    m.finish(m.concat(a, b, c, d, e, f, g, h), folder, archive=None if first else "3.4.1")


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
    m.archive(folder, x, "2.13.1", sequential=True)


def keras3(folder):
    """Words that Keras 3 gives another meaning, and what it calls otherwise."""
    m = Model("keras3")
    x = m.conv(m.last, 4)
    for _ in range(11):
        # HDF5 lists conv2d_10 before conv2d_2.
        x = m.conv(x, 4, (1, 1), activation="tanh")
    sixth = torch.clamp(x[1] / 6 + 0.5, 0, 1)
    a = m.add("Activation", {"activation": "hard_sigmoid"}, [x], sixth)
    b = m.add("Activation", {"activation": "hard_silu"}, [x], x[1] * sixth)
    c = m.add("LeakyReLU", {"negative_slope": 0.2}, [x], F.leaky_relu(x[1], 0.2))
    d = m.depthwise(m.prelu(m.layer_norm(x)), 1)
    e = m.merge("Multiply", d, m.dense(m.global_mean(d), 4, "sigmoid"))
    y = m.conv(m.concat(a, b, c, e), 3, (1, 1), activation="softmax")
    m.weights = {name: [("kernel" if weight == "depthwise_kernel" else weight, values) for weight, values in weights]
                 for name, weights in m.weights.items()}
    m.save(folder, y, version="3.4.1")
    m.archive(folder, y, "3.4.1")


def compressed(folder):
    for name, storage in (
        ("gzip", {"compression": "gzip", "shuffle": True}),
        ("gzip_checksum", {"compression": "gzip", "fletcher32": True}),
        ("chunks", {"shuffle": False}),
        ("lzf", {"compression": "lzf"}),
    ):
        # The same weights each time.
        m = Model("compressed")
        x = m.norm(m.conv(m.last, 3))
        x = m.activation(x, "softmax")
        m.name = name
        m.save(folder, x, answers=name == "gzip", **storage)
    m = Model("bomb")
    m.save(folder, m.conv(m.last, 3, activation="softmax"), answers=False, compression="gzip")
    with h5py.File(f"{folder}/bomb.h5", "r+") as file:
        layer = next(iter(group for name, group in file["model_weights"].items() if name.startswith("conv2d")))
        bias = layer[f"{layer.name.split('/')[-1]}/bias:0"]
        bias.id.write_direct_chunk((0,), zlib.compress(bytes(1 << 20), 9))


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


if __name__ == "__main__":
    target = sys.argv[1]
    convolutions(target, "convolutions", False)
    convolutions(target, "convolutions_first", True)
    samplings(target, "samplings", False)
    samplings(target, "samplings_first", True)
    activations(target)
    merges(target)
    sequential(target)
    keras3(target)
    compressed(target)
    channels(target, "channels", False)
    channels(target, "channels_first", True)
    volumes(target, "volumes", False)
    volumes(target, "volumes_first", True)
    refused(target)
