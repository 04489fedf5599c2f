"""A network from a list of layers in Darknet's vocabulary, in PyTorch, and the exchange of numbers with our side."""

import json
import os

import numpy as np
import torch
from torch import nn


class Exchange:
    """What our side wrote: about.json and arrays as raw values."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "about.json"), encoding="utf-8") as file:
            self.about = json.load(file)

    def array(self, name, dtype=np.float32):
        return torch.from_numpy(np.fromfile(os.path.join(self.folder, f"{name}.bin"), dtype=dtype).copy())


def load_network(exchange):
    """The network of an exchange with our side's weights, channels last."""
    network = DarknetNetwork(exchange.about["layers"])
    network.load_flat(exchange.array("parameters"))
    return network.to(memory_format=torch.channels_last)


class DarknetNetwork(nn.Module):
    """Layers: convolutional, shortcut, route, upsample, maxpool, yolo. Returns the logits of each head, [B, C, H, W]."""

    def __init__(self, layers):
        super().__init__()
        self.layers = layers
        self.parts = nn.ModuleDict()
        channels = []
        for index, layer in enumerate(layers):
            before = channels[-1] if channels else 3
            kind = layer["kind"]
            if kind == "convolutional":
                normalized = layer["batchNormalize"]
                self.parts[f"{index}-filter"] = nn.Conv2d(
                    before, layer["filters"], layer["size"], layer["stride"], layer["pad"], bias=not normalized
                )
                if normalized:
                    self.parts[f"{index}-norm"] = nn.BatchNorm2d(layer["filters"], eps=1e-5)
                channels.append(layer["filters"])
            elif kind == "route":
                channels.append(sum(channels[source] for source in layer["layers"]))
            else:
                channels.append(before)

    def load_flat(self, flat):
        """Parameters as our side lays them out: per layer filter [kh, kw, in, out], then bias, or scale and offset."""
        at = 0

        def take(shape):
            nonlocal at
            size = int(np.prod(shape))
            part = flat[at : at + size].reshape(shape)
            at += size
            return part

        with torch.no_grad():
            for index, layer in enumerate(self.layers):
                if layer["kind"] != "convolutional":
                    continue
                convolution = self.parts[f"{index}-filter"]
                out, inner, height, width = convolution.weight.shape
                convolution.weight.copy_(take((height, width, inner, out)).permute(3, 2, 0, 1))
                if layer["batchNormalize"]:
                    norm = self.parts[f"{index}-norm"]
                    norm.weight.copy_(take((out,)))
                    norm.bias.copy_(take((out,)))
                else:
                    convolution.bias.copy_(take((out,)))
        assert at == len(flat), (at, len(flat))

    def forward(self, x):
        outputs, heads = [], []
        for index, layer in enumerate(self.layers):
            kind = layer["kind"]
            if kind == "convolutional":
                x = self.parts[f"{index}-filter"](x)
                if layer["batchNormalize"]:
                    x = self.parts[f"{index}-norm"](x)
                if layer["activation"] == "leaky":
                    x = nn.functional.leaky_relu(x, 0.1, inplace=True)
            elif kind == "shortcut":
                x = x + outputs[layer["from"]]
            elif kind == "route":
                sources = [outputs[source] for source in layer["layers"]]
                x = sources[0] if len(sources) == 1 else torch.cat(sources, 1)
            elif kind == "upsample":
                x = nn.functional.interpolate(x, scale_factor=2, mode="nearest")
            elif kind == "maxpool":
                size, stride = layer["size"], layer["stride"]
                before = (size - 1) // 2
                after = size - 1 - before if stride == 1 else size - stride - before
                if stride == 1:
                    x = nn.functional.pad(x, (before, after, before, after), value=float("-inf"))
                x = nn.functional.max_pool2d(x, size, stride)
            elif kind == "yolo":
                heads.append(x)
            outputs.append(x)
        return heads
