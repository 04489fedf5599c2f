"""The other side of `anchors`: SciPy's k-means over sides divided by their deviation, 30 runs, as Ultralytics' autoanchor starts."""

import numpy as np
from darknet_network import Exchange
from rounds import serve_rounds, time_mean
from scipy.cluster.vq import kmeans

RUNS = 30
RATIO = 4


def fit_of(sizes, anchors):
    """Mean best IoU of shapes, and the share of boxes that an anchor fits within a ratio of 4."""
    best_iou, reached = np.zeros(len(sizes)), np.zeros(len(sizes), bool)
    for width, height in anchors:
        overlap = np.minimum(sizes[:, 0], width) * np.minimum(sizes[:, 1], height)
        best_iou = np.maximum(best_iou, overlap / (sizes.prod(1) + width * height - overlap))
        ratio = np.maximum(sizes / [width, height], [width, height] / sizes).max(1)
        reached |= ratio < RATIO
    return {"meanIou": float(best_iou.mean()), "recall": float(reached.mean())}


def prepare(case):
    exchange = Exchange(case["exchange"])
    sizes = exchange.array("sizes").numpy().reshape(-1, 2).astype(np.float64)
    count = exchange.about["anchors"]
    deviation = sizes.std(0)

    def cluster():
        return kmeans(sizes / deviation, count, iter=RUNS, rng=np.random.default_rng(0))[0] * deviation

    return fit_of(sizes, cluster()), lambda: time_mean(1, cluster)


serve_rounds(prepare)
