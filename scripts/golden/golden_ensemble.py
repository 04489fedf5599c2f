"""Golden file of soft suppression and weighted boxes fusion: ensemble_boxes on random heaps of boxes.

ensemble_boxes wants coordinates in [0, 1]: they are multiples of 1/1024, and all scores differ, as it orders equal ones in its
own way. Its soft suppression returns the scores that went in; the lowered ones are read from the array that it changes in place.
"""
import numpy as np
from ensemble_boxes import weighted_boxes_fusion
from ensemble_boxes.ensemble_boxes_nms import cpu_soft_nms_float

from golden_file import write_golden

SEED = 20261124
GRID = 1024


def heaps(random, count, clusters):
    """Boxes in heaps within the unit square, as a detector leaves them."""
    centres = random.uniform(0.25, 0.75, (clusters, 2))
    corner = centres[random.integers(0, clusters, count)] + random.normal(0, 0.02, (count, 2))
    extent = random.uniform(0.06, 0.16, (count, 2))
    return np.round(np.hstack([corner, corner + extent]) * GRID) / GRID


def scores_of(random, count):
    return random.permutation(np.arange(1, GRID))[:count] / GRID


def soft_case(random, name, count, clusters, classes, threshold, sigma, method):
    boxes, scores = heaps(random, count, clusters), scores_of(random, count)
    labels = random.integers(0, classes, count)
    lowered = np.zeros(count)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        left = scores[rows].copy()
        number = {"soft-linear": 1, "soft-gaussian": 2}[method]
        order = cpu_soft_nms_float(boxes[rows].copy(), left, threshold, sigma, -1, number)
        lowered[rows[order]] = left
    return {
        "name": name,
        "method": method,
        "boxes": boxes.tolist(),
        "scores": scores.tolist(),
        "classes": labels.tolist(),
        "nmsIouThreshold": threshold,
        "softSigma": sigma,
        "lowered": lowered.tolist(),
    }


def fusion_case(random, name, count, clusters, classes, threshold, score_threshold, fused_score):
    boxes, scores = heaps(random, count, clusters), scores_of(random, count)
    labels = random.integers(0, classes, count)
    fused = weighted_boxes_fusion(
        [boxes.tolist()],
        [scores.tolist()],
        [labels.tolist()],
        iou_thr=threshold,
        skip_box_thr=score_threshold,
        conf_type={"max": "max", "mean": "avg"}[fused_score],
    )
    return {
        "name": name,
        "fusedScore": fused_score,
        "boxes": boxes.tolist(),
        "scores": scores.tolist(),
        "classes": labels.tolist(),
        "nmsIouThreshold": threshold,
        "scoreThreshold": score_threshold,
        "fusedBoxes": fused[0].tolist(),
        "fusedScores": fused[1].tolist(),
        "fusedClasses": fused[2].astype(int).tolist(),
    }


def main():
    random = np.random.default_rng(SEED)
    soft = [
        soft_case(random, "linear, one class", 60, 5, 1, 0.3, 0.5, "soft-linear"),
        soft_case(random, "linear, three classes", 120, 6, 3, 0.5, 0.5, "soft-linear"),
        soft_case(random, "gaussian, one class", 60, 5, 1, 0.5, 0.5, "soft-gaussian"),
        soft_case(random, "gaussian, narrow, four classes", 140, 5, 4, 0.5, 0.1, "soft-gaussian"),
    ]
    fusion = [
        fusion_case(random, "one class, best score", 60, 5, 1, 0.55, 0, "max"),
        fusion_case(random, "three classes, best score", 150, 6, 3, 0.5, 0.2, "max"),
        fusion_case(random, "three classes, mean score", 150, 6, 3, 0.4, 0.1, "mean"),
        fusion_case(random, "low threshold, mean score", 90, 3, 2, 0.1, 0, "mean"),
    ]
    packages = ["ensemble-boxes", "numba", "numpy"]
    write_golden("nms/golden/soft.json", __file__, packages, SEED, soft)
    write_golden("nms/golden/fusion.json", __file__, packages, SEED, fusion)


if __name__ == "__main__":
    main()
