"""Golden file for the fit of anchors: Ultralytics' best possible recall and anchors above threshold, and IoU of shapes, in NumPy.

Ultralytics defines (autoanchor): r is the ratio of a box side to an anchor side, x the smaller of r and 1 / r over both sides;
an anchor is above the threshold where x > 1 / t. Best possible recall is the share of boxes with at least one such anchor,
anchors above threshold the mean number of them per box. The rule is written here from that definition.
"""
import numpy as np

from golden_file import write_golden

SEED = 6
YOLOV3 = [[10, 13], [16, 30], [33, 23], [30, 61], [62, 45], [59, 119], [116, 90], [156, 198], [373, 326]]


def fit(sizes, anchors, ratio, iou_threshold):
    sizes, anchors = np.asarray(sizes, float), np.asarray(anchors, float)
    quotient = sizes[:, None, :] / anchors[None, :, :]
    similarity = np.minimum(quotient, 1 / quotient).min(axis=2)
    above = similarity > 1 / ratio
    overlap = np.minimum(sizes[:, None, :], anchors[None, :, :]).prod(axis=2)
    iou = overlap / (sizes.prod(axis=1)[:, None] + anchors.prod(axis=1)[None, :] - overlap)
    return {
        "recallByRatio": float(above.any(axis=1).mean()),
        "anchorsAboveThreshold": float(above.sum(axis=1).mean()),
        "meanBestIou": float(iou.max(axis=1).mean()),
        "recallByIou": float((iou.max(axis=1) >= iou_threshold).mean()),
        "objectsWon": np.bincount(iou.argmax(axis=1), minlength=len(anchors)).tolist(),
    }


def case(name, sizes, anchors, ratio=4.0, iou_threshold=0.5):
    return {
        "name": name,
        "sizes": sizes,
        "anchors": anchors,
        "recallRatio": ratio,
        "recallIou": iou_threshold,
        **fit(sizes, anchors, ratio, iou_threshold),
    }


def log_normal(random, count, centre, spread):
    sides = np.exp(random.normal(centre, spread, (count, 2)))
    return np.maximum(1, np.round(sides, 1)).tolist()


def main():
    random = np.random.default_rng(SEED)
    cases = [
        case("yolov3's anchors on many sizes", log_normal(random, 200, 3.9, 1.0), YOLOV3),
        case("a narrow threshold", log_normal(random, 120, 3.5, 0.8), YOLOV3, ratio=1.5, iou_threshold=0.7),
        case("anchors that are too large", log_normal(random, 80, 2.0, 0.6), YOLOV3[6:]),
        case("one anchor", log_normal(random, 60, 4.0, 0.4), [[50, 50]]),
        case("exactly at the threshold", [[40, 10], [39, 10], [10, 40], [2.5, 10], [3, 3]], [[10, 10]]),
    ]
    write_golden("anchors/golden/fit.json", __file__, ["numpy"], SEED, cases)


if __name__ == "__main__":
    main()
