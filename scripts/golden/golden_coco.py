"""Golden file of COCO's metrics and matching: pycocotools.COCOeval on made-up ground truth and detections.

pycocotools overwrites the `ignore` field of ground truth by `iscrowd`. Cases with objects marked difficult (ignored, but no
crowd) run a subclass that restores the field; nothing else of the evaluation is changed.
"""
import contextlib
import io

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from golden_file import write_golden

SEED = 20240502
COUNTED, DIFFICULT, CROWD = 0, 1, 2


class EvalKeepingIgnore(COCOeval):
    def _prepare(self):
        super()._prepare()
        for objects in self._gts.values():
            for annotation in objects:
                annotation["ignore"] = annotation["iscrowd"] or annotation["difficult"]


def build_coco(images, classes, objects):
    """objects: rows [image, class, x, y, w, h, area, kind], image px."""
    coco = COCO()
    coco.dataset = {
        "images": [{"id": i + 1} for i in range(images)],
        "categories": [{"id": c + 1, "name": str(c)} for c in range(classes)],
        "annotations": [
            {
                "id": i + 1,
                "image_id": image + 1,
                "category_id": category + 1,
                "bbox": [x, y, w, h],
                "area": area,
                "iscrowd": int(kind == CROWD),
                "difficult": int(kind == DIFFICULT),
            }
            for i, (image, category, x, y, w, h, area, kind) in enumerate(objects)
        ],
    }
    coco.createIndex()
    return coco


def run_coco(images, classes, objects, detections):
    truth = build_coco(images, classes, objects)
    results = [
        {"image_id": image + 1, "category_id": category + 1, "bbox": [x, y, w, h], "score": score}
        for image, category, x, y, w, h, score in detections
    ]
    # loadRes refuses an empty list; an empty data set says the same.
    found = truth.loadRes(results) if results else build_coco(images, classes, [])
    evaluation = EvalKeepingIgnore(truth, found, "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return evaluation


def outcomes(evaluation, threshold_index, count):
    """Per detection at one IoU threshold, all sizes: T true, F false, I ignored, - beyond the best 100 of its image and class."""
    letters = ["-"] * count
    for entry in evaluation.evalImgs:
        if entry is None or entry["aRng"] != evaluation.params.areaRng[0]:
            continue
        matches = entry["dtMatches"][threshold_index]
        ignored = entry["dtIgnore"][threshold_index]
        for detection, match, ignore in zip(entry["dtIds"], matches, ignored):
            letters[detection - 1] = "I" if ignore else "T" if match > 0 else "F"
    return "".join(letters)


def known_mean(values):
    known = values[values > -1]
    return float(known.mean()) if known.size else -1.0


def case(name, images, classes, objects, detections):
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation = run_coco(images, classes, objects, detections)
    precision = evaluation.eval["precision"][:, :, :, 0, 2]  # IoU thresholds, recalls, classes
    return {
        "name": name,
        "images": images,
        "classes": classes,
        "objects": objects,
        "detections": detections,
        "stats": [float(value) for value in evaluation.stats],
        "classAP": [known_mean(precision[:, :, c]) for c in range(classes)],
        "classAP50": [known_mean(precision[0, :, c]) for c in range(classes)],
        "classPrecision50": [[round(float(p), 9) for p in precision[0, :, c]] for c in range(classes)],
        "outcomes50": outcomes(evaluation, 0, len(detections)),
        "outcomes75": outcomes(evaluation, 5, len(detections)),
    }


def random_objects(random, images, classes, per_image, size, kinds=(1.0, 0.0, 0.0), decimals=2):
    """Objects with log-uniform sizes; the last class has none; a quarter of the images is background."""
    objects = []
    for image in range(images):
        if image % 4 == 3:
            continue
        for _ in range(random.poisson(per_image)):
            width, height = np.exp(random.uniform(np.log(8), np.log(size / 2), 2))
            x, y = random.uniform(0, size - width), random.uniform(0, size - height)
            box = [round(float(v), decimals) for v in (x, y, width, height)]
            kind = int(random.choice(3, p=kinds))
            area = round(box[2] * box[3] * random.uniform(0.6, 1.0), decimals)
            objects.append([image, int(random.integers(0, classes - 1)), *box, area, kind])
    return objects


def random_detections(random, images, classes, objects, size, noise, false_per_image, levels, decimals=2):
    """One to three jittered copies of most objects, now and then of another class, and false ones everywhere."""
    detections = []

    def add(image, category, x, y, width, height, score):
        box = [round(float(v), decimals) for v in (x, y, max(1, width), max(1, height))]
        detections.append([image, int(category), *box, round(float(score) * levels) / levels])

    for image, category, x, y, width, height, _, _ in objects:
        if random.random() < 0.15:
            continue
        for _ in range(random.integers(1, 4)):
            shift = random.normal(0, noise, 4) * [width, height, width, height]
            label = category if random.random() < 0.9 else random.integers(0, classes)
            score = random.beta(4, 2)
            add(image, label, x + shift[0], y + shift[1], width + shift[2], height + shift[3], score)
    for image in range(images):
        for _ in range(random.poisson(false_per_image)):
            width, height = np.exp(random.uniform(np.log(8), np.log(size / 2), 2))
            x, y = random.uniform(0, size - 10, 2)
            add(image, random.integers(0, classes), x, y, width, height, random.beta(1.5, 4))
    order = random.permutation(len(detections))
    return [detections[i] for i in order]


def random_case(random, name, images, classes, per_image, size, noise, false_per_image, levels, kinds=(1.0, 0.0, 0.0)):
    objects = random_objects(random, images, classes, per_image, size, kinds)
    detections = random_detections(random, images, classes, objects, size, noise, false_per_image, levels)
    return case(name, images, classes, objects, detections)


def exact_case():
    """Whole numbers: IoU of exactly 0.5 to 0.95, areas exactly on the borders of the size ranges, equal scores."""
    objects, detections = [], []
    for i in range(10):
        objects.append([0, 0, 200 * i, 0, 100, 100, 10000, COUNTED])
        detections.append([0, 0, 200 * i, 0, 100, 50 + 5 * i, 0.5])
    for i, side in enumerate((31, 32, 33, 95, 96, 97)):
        objects.append([1, 1, 200 * i, 0, side, side, side * side, COUNTED])
        detections.append([1, 1, 200 * i, 0, side, side, 0.5])
        detections.append([1, 1, 200 * i, 300, side, side, 0.5])
    detections.append([2, 0, 0, 0, 100, 100, 0.5])
    return case("exact borders", 3, 2, objects, detections)


def over_limit_case(random):
    """More than 100 detections of a class in an image: only the best 100 count."""
    objects = [[i % 2, 0, 40 * (i % 12), 40 * (i // 12), 30, 30, 900, COUNTED] for i in range(48)]
    detections = []
    for image, _, x, y, w, h, _, _ in objects * 3:
        dx, dy = random.integers(-6, 7, 2)
        detections.append([image, 0, x + int(dx), y + int(dy), w, h, float(random.integers(1, 1000)) / 1000])
    detections += [[0, 0, 600 + 5 * i, 0, 30, 30, float(random.integers(1, 1000)) / 1000] for i in range(60)]
    return case("more than 100 detections", 2, 1, objects, detections)


def main():
    random = np.random.default_rng(SEED)
    cases = [
        random_case(random, "several classes, all sizes", 40, 5, 4, 480, 0.08, 3, 10000),
        random_case(random, "few score levels, many ties", 16, 3, 4, 320, 0.12, 3, 10),
        random_case(random, "crowds", 16, 3, 8, 160, 0.1, 3, 1000, kinds=(0.7, 0.0, 0.3)),
        random_case(random, "difficult objects and crowds", 16, 3, 8, 160, 0.1, 3, 1000, kinds=(0.6, 0.3, 0.1)),
        random_case(random, "one dense class", 6, 2, 30, 160, 0.15, 5, 1000),
        exact_case(),
        over_limit_case(random),
        case("no detections", 2, 2, [[0, 0, 0, 0, 40, 40, 1600, COUNTED]], []),
        case("no ground truth", 2, 2, [], [[0, 0, 0, 0, 40, 40, 0.5], [1, 1, 0, 0, 40, 40, 0.75]]),
    ]
    write_golden("metrics/golden/coco.json", __file__, ["pycocotools", "numpy"], SEED, cases)


if __name__ == "__main__":
    main()
