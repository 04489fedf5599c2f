"""The other side of `evaluation`: pycocotools or faster-coco-eval on the same boxes."""

import contextlib
import io

import numpy as np
from darknet_network import Exchange
from rounds import serve_rounds, time_mean


def load(exchange):
    """COCO's dictionaries of ground truth and detections."""

    def column(name, dtype=np.float32):
        return exchange.array(name, dtype).numpy()

    def boxes(prefix):
        names = [f"{prefix}{name}" for name in ("X1", "Y1", "X2", "Y2")] if prefix else ["x1", "y1", "x2", "y2"]
        x1, y1, x2, y2 = (column(name).astype(np.float64) for name in names)
        return np.stack([x1, y1, x2 - x1, y2 - y1], 1)

    about = exchange.about
    start = column("start", np.int32)
    objects = boxes("")
    classes = column("classes", np.int32)
    images = np.repeat(np.arange(about["images"]), np.diff(start))
    truth = {
        "images": [{"id": i + 1} for i in range(about["images"])],
        "categories": [{"id": c + 1, "name": str(c)} for c in range(about["classes"])],
        "annotations": [
            {
                "id": i + 1,
                "image_id": int(images[i]) + 1,
                "category_id": int(classes[i]) + 1,
                "bbox": objects[i].tolist(),
                "area": float(objects[i][2] * objects[i][3]),
                "iscrowd": 0,
            }
            for i in range(len(objects))
        ],
    }
    found = boxes("detection")
    found_images = column("detectionImages", np.int32)
    found_classes = column("detectionClasses", np.int32)
    scores = column("scores").astype(np.float64)
    detections = [
        {
            "image_id": int(found_images[i]) + 1,
            "category_id": int(found_classes[i]) + 1,
            "bbox": found[i].tolist(),
            "score": float(scores[i]),
        }
        for i in range(len(found))
    ]
    return truth, detections


NAMES = ["AP", "AP50", "AP75", "APsmall", "APmedium", "APlarge", "AR1", "AR10", "AR100", "ARsmall", "ARmedium", "ARlarge"]


def prepare(case):
    truth, detections = load(Exchange(case["exchange"]))
    if case["peer"] == "faster-coco-eval":
        from faster_coco_eval import COCO
        from faster_coco_eval import COCOeval_faster as Evaluation
    else:
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval as Evaluation
    with contextlib.redirect_stdout(io.StringIO()):
        ground_truth = COCO()
        ground_truth.dataset = truth
        ground_truth.createIndex()
        results = ground_truth.loadRes(detections)

    def evaluate():
        with contextlib.redirect_stdout(io.StringIO()):
            evaluation = Evaluation(ground_truth, results, "bbox")
            if case["what"] == "slider":
                evaluation.params.iouThrs = np.array([0.5])
                evaluation.params.areaRng = evaluation.params.areaRng[:1]
                evaluation.params.areaRngLbl = evaluation.params.areaRngLbl[:1]
            evaluation.evaluate()
            evaluation.accumulate()
            if case["what"] == "coco":
                evaluation.summarize()
        return evaluation

    if case["what"] == "slider":
        return {}, lambda: time_mean(case["repeats"], evaluate)
    metrics = dict(zip(NAMES, (float(value) for value in evaluate().stats[:12])))
    return {"metrics": metrics}, lambda: time_mean(case["repeats"], evaluate)


serve_rounds(prepare)
