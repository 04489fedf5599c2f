"""The other side of a benchmark as a process: the same lines as bench/ours/serve-rounds.ts."""

import json
import resource
import sys
import time


def serve_rounds(prepare):
    """prepare(case) -> (about, round); round() -> milliseconds of one unit of work."""
    about, run_round = prepare(json.loads(sys.argv[1]))
    print(json.dumps({"ready": True, **about}), flush=True)
    for _ in sys.stdin:
        milliseconds = run_round()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"ms": milliseconds, "bytes": peak}), flush=True)


def time_mean(count, work):
    """Mean milliseconds of `count` repetitions."""
    start = time.perf_counter()
    for _ in range(count):
        work()
    return (time.perf_counter() - start) * 1000 / count
