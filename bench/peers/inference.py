"""The other side of `inference`: bytes of letterboxed images in, logits out, PyTorch eager on the processor."""

import numpy as np
import torch
from darknet_network import Exchange, load_network
from rounds import serve_rounds, time_mean


def prepare(case):
    exchange = Exchange(case["exchange"])
    about = exchange.about
    network = load_network(exchange).eval()
    height, width = about["input"]["height"], about["input"]["width"]
    images = exchange.array("images", np.uint8).reshape(about["batch"], height, width, 3)
    mean, deviation = torch.tensor(about["mean"]), torch.tensor(about["standardDeviation"])

    def predict():
        with torch.inference_mode():
            pixels = (images.float().div_(255) - mean) / deviation
            return [head.permute(0, 2, 3, 1).numpy() for head in network(pixels.permute(0, 3, 1, 2))]

    total = float(sum(np.abs(head).sum(dtype=np.float64) for head in predict()))
    return {"sum": total, "threads": torch.get_num_threads()}, lambda: time_mean(case["repeats"], predict)


serve_rounds(prepare)
