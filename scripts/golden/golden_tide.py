"""Golden file of TIDE's error analysis: tidecv on made-up ground truth and detections.

Coordinates are multiples of 1/4 and scores of 1/1024, as in golden_suppression.py. No two scores of a case are equal: where they
are, tidecv ranks a mended detection differently from an untouched one. No detection overlaps two objects of its class equally:
tidecv matches the first of them, COCO's tools the last. Every case has an object and a detection, and keeps one of them under
every mend: tidecv divides by zero where nothing is left.
"""
import numpy as np
from pycocotools import mask
from tidecv import TIDE, Data
from tidecv.errors.main_errors import (
    BackgroundError,
    BoxError,
    ClassError,
    DuplicateError,
    FalseNegativeError,
    FalsePositiveError,
    MissedError,
    OtherError,
)

from golden_coco import COUNTED, CROWD, DIFFICULT, random_detections, random_objects
from golden_file import write_golden

SEED = 20240503
SCORES = 1024
BACKGROUND = 0.1
KINDS = {
    "classification": ClassError,
    "localization": BoxError,
    "both": OtherError,
    "duplicate": DuplicateError,
    "background": BackgroundError,
    "missed": MissedError,
}


def on_grid(rows):
    """Coordinates as multiples of 1/4; sides of at least 1/4."""
    snapped = []
    for image, category, *numbers in rows:
        x, y, w, h = (round(value * 4) / 4 for value in numbers[:4])
        snapped.append([image, category, x, y, max(w, 0.25), max(h, 0.25), *numbers[4:]])
    return snapped


def distinct_scores(random, detections):
    """The same ranking with scores that are all different multiples of 1/1024."""
    scores = np.sort(random.choice(np.arange(1, SCORES), len(detections), replace=False)) / SCORES
    ranked = sorted(range(len(detections)), key=lambda i: detections[i][6])
    result = [None] * len(detections)
    for i, score in zip(ranked, scores):
        result[i] = [*detections[i][:6], float(score)]
    return result


def refuse_ties(objects, detections):
    scores = [row[6] for row in detections]
    assert len(set(scores)) == len(scores), "two detections have the same score"
    for image, category, *box in (row[:6] for row in detections):
        rivals = [row[2:6] for row in objects if row[:2] == [image, category] and row[7] == COUNTED]
        overlaps = [iou for iou in mask.iou([box], rivals, [False] * len(rivals))[0] if iou > 0] if rivals else []
        assert len(set(overlaps)) == len(overlaps), "a detection overlaps two objects of its class equally"


def tide_data(images, classes, objects, detections):
    truth, found = Data("truth"), Data("found")
    for image in range(images):
        truth.add_image(image, str(image))
    for category in range(classes):
        truth.add_class(category, str(category))
    for image, category, x, y, w, h, _, kind in objects:
        add = truth.add_ground_truth if kind == COUNTED else truth.add_ignore_region
        add(image, category, [x, y, w, h])
    for image, category, x, y, w, h, score in detections:
        found.add_detection(image, category, score, [x, y, w, h])
    return truth, found


def class_precisions(ap_data, classes):
    """Percent; None for a class without an object and without a detection."""
    empty = [c not in ap_data.objs or ap_data.objs[c].is_empty() for c in range(classes)]
    return [None if empty[c] else float(ap_data.objs[c].get_ap()) for c in range(classes)]


def class_of(error):
    return (error.gt if isinstance(error, MissedError) else error.pred)["class"]


def case(name, images, classes, objects, detections, threshold=0.5):
    refuse_ties(objects, detections)
    tide = TIDE(pos_threshold=threshold, background_threshold=BACKGROUND, mode=TIDE.BOX)
    run = tide.evaluate(*tide_data(images, classes, objects, detections))
    main, special = run.fix_main_errors(), run.fix_special_errors()
    counts = run.count_errors()

    def kind_numbers(kind):
        mended = run.fix_errors(lambda error: isinstance(error, kind))
        return {
            "count": counts[kind],
            "dAP": float(main[kind]),
            "classCounts": [sum(class_of(e) == c for e in run.error_dict[kind]) for c in range(classes)],
            "classAP": class_precisions(mended, classes),
        }

    return {
        "name": name,
        "images": images,
        "classes": classes,
        "matchIouThreshold": threshold,
        "objects": objects,
        "detections": detections,
        "AP": float(run.ap),
        "classAP": class_precisions(run.ap_data, classes),
        "kinds": {kind: kind_numbers(error) for kind, error in KINDS.items()},
        "falsePositives": float(special[FalsePositiveError]),
        "falseNegatives": float(special[FalseNegativeError]),
    }


def random_case(
    random, name, images, classes, per_image, size, noise, false_per_image, renamed=0.0, kinds=(1.0, 0.0, 0.0), threshold=0.5
):
    objects = on_grid(random_objects(random, images, classes, per_image, size, kinds))
    detections = on_grid(random_detections(random, images, classes, objects, size, noise, false_per_image, 10**6))
    for row in detections:
        if random.random() < renamed:
            row[1] = int(random.integers(0, classes))
    return case(name, images, classes, objects, distinct_scores(random, detections), threshold)


def hundred_objects(random):
    """100 objects of one class: every recall that precision is read at is reached exactly."""
    objects = [[i % 5, 0, 60.0 * (i // 5), 0.0, 40.0, 40.0, 1600.0, COUNTED] for i in range(100)]
    detections = []
    for image, _, x, y, w, h, _, _ in objects[:90]:
        for _ in range(2):
            shift = random.normal(0, 6, 4)
            detections.append([image, 0, x + shift[0], y + shift[1], w + shift[2], h + shift[3], random.random()])
    return case("100 objects of one class", 5, 1, objects, distinct_scores(random, on_grid(detections)))


def exact_borders():
    """IoU of exactly 0.1 and 0.5 with the own class and another one, each in an image of its own."""
    shapes = [(cls, height) for cls in (0, 1) for height in (0, 9, 10, 11, 49, 50, 51, 100)]
    objects = [[i, 0, 0, 0, 100, 100, 10000, COUNTED] for i in range(len(shapes))]
    detections = [
        [i, cls, 0, 0, 100, height, (900 - i) / SCORES] if height else [i, cls, 200, 0, 100, 100, (900 - i) / SCORES]
        for i, (cls, height) in enumerate(shapes)
    ]
    # A second detection of the same object: at the threshold, and above it.
    for i, height in ((7, 50), (7, 60)):
        detections.append([i, 0, 0, 0, 100, height, (500 - height) / SCORES])
    # Half of it, and a bit more, in an ignore region.
    objects += [[0, 0, 0, 400, 100, 100, 10000, CROWD], [1, 0, 0, 400, 100, 100, 10000, DIFFICULT]]
    detections += [[0, 0, 50, 400, 100, 100, 0.25], [0, 0, 49, 400, 100, 100, 0.125], [1, 0, 50, 400, 100, 100, 0.9375]]
    return case("exact borders", len(shapes), 2, objects, detections)


def over_limit(random):
    """More than 100 detections in an image, over all classes: only the best 100 count."""
    objects = [[i % 2, i % 3, 40.0 * (i % 12), 40.0 * (i // 12), 30.0, 30.0, 900.0, COUNTED] for i in range(60)]
    detections = []
    for image, category, x, y, w, h, _, _ in objects * 5:
        dx, dy = random.normal(0, 4, 2)
        detections.append([image, category, x + dx, y + dy, w, h, random.random()])
    detections += [[0, 0, 600 + 5 * i, 0, 30, 30, random.random()] for i in range(40)]
    return case("more than 100 detections", 2, 3, objects, distinct_scores(random, on_grid(detections)))


def perfect(random):
    objects = on_grid(random_objects(random, 6, 3, 3, 240))
    detections = [[*row[:6], 0.0] for row in objects]
    return case("perfect detections", 6, 3, objects, distinct_scores(random, detections))


def main():
    random = np.random.default_rng(SEED)
    mixed = (0.6, 0.2, 0.2)
    cases = [
        random_case(random, "several classes", 24, 5, 4, 480, 0.15, 3),
        random_case(random, "many wrong classes", 16, 4, 4, 320, 0.15, 2, renamed=0.5),
        random_case(random, "crowded, near duplicates", 8, 3, 14, 200, 0.08, 2),
        random_case(random, "ignore regions", 16, 3, 8, 160, 0.15, 3, kinds=mixed),
        random_case(random, "match IoU 0.75", 16, 4, 5, 320, 0.1, 3, threshold=0.75),
        random_case(random, "match IoU 0.75, ignore regions", 12, 3, 6, 160, 0.1, 3, 0.2, mixed, 0.75),
        hundred_objects(random),
        exact_borders(),
        over_limit(random),
        perfect(random),
    ]
    write_golden("errors/golden/tide.json", __file__, ["tidecv", "pycocotools", "numpy"], SEED, cases)


if __name__ == "__main__":
    main()
