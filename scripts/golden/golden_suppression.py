"""Golden file of non-maximum suppression: torchvision.ops.batched_nms on random and on worked-out boxes.

Coordinates are multiples of 1/4 and scores of 1/1024, so that 32-bit columns hold them exactly; torchvision runs in 64 bits,
so that no rounding of an IoU decides a comparison with the threshold.
"""
import numpy as np
import torch
from torchvision.ops import batched_nms, nms

from golden_file import write_golden

SEED = 20240501


def clustered_boxes(random, count, clusters, size):
    """Boxes in heaps, as a detector leaves them: centres around few points, sizes alike."""
    centres = random.uniform(0, size, (clusters, 2))
    heap = random.integers(0, clusters, count)
    corner = centres[heap] + random.normal(0, size / 60, (count, 2))
    extent = random.uniform(size / 16, size / 6, (count, 2))
    return np.round(np.hstack([corner, corner + extent]) * 4) / 4


def case(name, boxes, scores, classes, threshold, class_aware=True):
    boxes_tensor = torch.tensor(boxes, dtype=torch.float64)
    scores_tensor = torch.tensor(scores, dtype=torch.float64)
    if class_aware:
        kept = batched_nms(boxes_tensor, scores_tensor, torch.tensor(classes), threshold)
    else:
        kept = nms(boxes_tensor, scores_tensor, threshold)
    return {
        "name": name,
        "boxes": np.asarray(boxes, dtype=float).tolist(),
        "scores": np.asarray(scores, dtype=float).tolist(),
        "classes": [int(c) for c in classes],
        "nmsIouThreshold": threshold,
        "classAware": class_aware,
        "kept": kept.tolist(),
    }


def random_case(random, name, count, clusters, classes, threshold, score_levels, class_aware=True):
    boxes = clustered_boxes(random, count, clusters, 400)
    scores = random.integers(0, score_levels, count) * (1024 // score_levels) / 1024
    return case(name, boxes, scores, random.integers(0, classes, count), threshold, class_aware)


def main():
    random = np.random.default_rng(SEED)
    tiles = [[x, 0, x + 10, 10] for x in range(0, 24, 2)]
    cases = [
        random_case(random, "one class", 120, 8, 1, 0.5, 1024),
        random_case(random, "classes", 240, 10, 5, 0.45, 1024),
        random_case(random, "classes do not matter", 120, 10, 5, 0.45, 1024, class_aware=False),
        random_case(random, "many equal scores", 160, 6, 2, 0.6, 8),
        random_case(random, "low threshold", 120, 6, 2, 0.1, 256),
        random_case(random, "high threshold", 120, 3, 2, 0.9, 256),
        case("IoU equal to the threshold", [[0, 0, 8, 8], [0, 0, 8, 4], [0, 0, 4, 8]], [0.5, 0.25, 0.125], [0] * 3, 0.5),
        case("chain of equal scores", tiles, [0.5] * len(tiles), [0] * len(tiles), 0.25),
        case("no area", [[3, 3, 3, 3], [3, 3, 3, 3], [0, 0, 8, 8]], [0.5, 0.5, 0.75], [0] * 3, 0.0),
    ]
    write_golden("nms/golden/suppression.json", __file__, ["torch", "torchvision", "numpy"], SEED, cases)


if __name__ == "__main__":
    main()
