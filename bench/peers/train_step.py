"""The other side of `train-step`: the same layers, loss and update in PyTorch on the processor, channels last."""

import math

import numpy as np
import torch
from darknet_network import Exchange, load_network
from rounds import serve_rounds, time_mean
from torch import nn

SIZE_LOGIT_LIMIT = 8


def decode(logits, priors):
    """Boxes [..., 4] xyxy px from logits [..., 4] and priors [..., 6] (column, row, width, height, stride, scale_x_y)."""
    scale, stride = priors[..., 5:6], priors[..., 4:5]
    centre = (torch.sigmoid(logits[..., :2]) * scale - (scale - 1) / 2 + priors[..., :2]) * stride
    half = torch.exp(logits[..., 2:4].clamp(max=SIZE_LOGIT_LIMIT)) * priors[..., 2:4] / 2
    return torch.cat([centre - half, centre + half], -1)


def ciou_loss(a, b):
    size_a, size_b = a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2]
    overlap = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    iou = overlap / (size_a.prod(1) + size_b.prod(1) - overlap + 1e-7)
    hull = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    distance = (((a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2) ** 2).sum(1)
    angle = torch.atan(size_b[:, 0] / size_b[:, 1]) - torch.atan(size_a[:, 0] / size_a[:, 1])
    v = 4 / math.pi**2 * angle**2
    with torch.no_grad():
        alpha = v / (1 - iou + v + 1e-7)
    return 1 - iou + distance / ((hull**2).sum(1) + 1e-7) + alpha * v


class Loss:
    def __init__(self, exchange):
        about = exchange.about
        self.options = about["loss"]
        self.batch = about["batch"]
        self.priors = exchange.array("priors").reshape(-1, about["priorSize"])
        self.rows = exchange.array("rows", np.int32).long()
        self.boxes = exchange.array("boxes").reshape(-1, 4)
        self.row_priors = exchange.array("targetPriors").reshape(-1, about["priorSize"])
        self.classes = exchange.array("classIndexes", np.int32).long()
        self.regions = exchange.array("regions").reshape(self.batch, about["regionCount"], 4)
        self.positive = torch.zeros(self.batch * len(self.priors))
        self.positive[self.rows] = 1
        self.positive = self.positive.reshape(self.batch, -1)

    def near(self, rows):
        """True where a predicted box overlaps an object of its image by more than the ignore threshold. [B, N]."""
        boxes = decode(rows[..., :4], self.priors).unsqueeze(2)
        goals = self.regions.unsqueeze(1)
        sides = (
            torch.minimum(boxes[..., 2:], goals[..., 2:]) - torch.maximum(boxes[..., :2], goals[..., :2])
        ).clamp(min=0)
        overlap = sides[..., 0] * sides[..., 1]
        area = (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
        goal_area = (goals[..., 2] - goals[..., 0]) * (goals[..., 3] - goals[..., 1])
        iou = overlap / (area + goal_area - overlap).clamp(min=1e-6)
        return iou.amax(2) > self.options["ignoreThreshold"]

    def __call__(self, heads):
        options = self.options
        channels = heads[0].shape[1] // 3
        rows = torch.cat([head.permute(0, 2, 3, 1).reshape(self.batch, -1, channels) for head in heads], 1)
        with torch.no_grad():
            counted = torch.maximum(self.positive, 1 - self.near(rows).float())
        objectness = nn.functional.binary_cross_entropy_with_logits(rows[..., 4], self.positive, reduction="none")
        found = rows.reshape(-1, channels)[self.rows]
        box = ciou_loss(decode(found[:, :4], self.row_priors), self.boxes)
        goal = nn.functional.one_hot(self.classes, channels - 5).float()
        classes = nn.functional.binary_cross_entropy_with_logits(found[:, 5:], goal, reduction="sum")
        total = (
            options["boxWeight"] * box.sum()
            + options["objectnessWeight"] * (objectness * counted).sum()
            + options["classWeight"] * classes
        )
        return total / len(self.rows)


def prepare(case):
    exchange = Exchange(case["exchange"])
    about = exchange.about
    network = load_network(exchange).train()
    height, width = about["input"]["height"], about["input"]["width"]
    pixels = exchange.array("pixels").reshape(about["batch"], height, width, 3).permute(0, 3, 1, 2)
    loss = Loss(exchange)
    options = about["optimizer"]
    filters = [p for n, p in network.named_parameters() if "filter.weight" in n]
    others = [p for n, p in network.named_parameters() if "filter.weight" not in n]
    optimizer = torch.optim.SGD(
        [{"params": filters, "weight_decay": options["weightDecay"]}, {"params": others, "weight_decay": 0}],
        lr=options["learningRate"],
        momentum=options["momentum"],
        nesterov=True,
        fused=True,
    )
    parameters = list(network.parameters())
    average = [p.detach().clone() for p in parameters]
    state = {}

    def step():
        optimizer.zero_grad(set_to_none=True)
        value = loss(network(pixels))
        value.backward()
        norm = nn.utils.clip_grad_norm_(parameters, options["gradientClipNorm"], foreach=True)
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, parameters, 1 - options["emaDecay"])
        state.update(loss=value.item(), norm=norm.item())

    step()
    first = dict(state)
    # Small steps from here on: time is measured, not learning.
    for group in optimizer.param_groups:
        group["lr"] = 1e-5
    about_step = {"loss": first["loss"], "gradientNorm": first["norm"], "threads": torch.get_num_threads()}
    return about_step, lambda: time_mean(case["repeats"], step)


serve_rounds(prepare)
