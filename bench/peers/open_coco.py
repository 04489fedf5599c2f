"""The other side of `dataset`: pycocotools reads the annotations of COCO's training split; it looks at no image."""

import contextlib
import json
import os
import resource
import sys
import time

from pycocotools.coco import COCO

start = time.perf_counter()
with open(os.devnull, "w") as silence, contextlib.redirect_stdout(silence):
    coco = COCO(sys.argv[1])
opened = (time.perf_counter() - start) * 1000
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"opened": opened, "images": len(coco.imgs), "boxes": len(coco.anns), "bytes": peak}))
