"""Writes one golden file: compact JSON that names the script, versions and seed that made it."""
import json
from importlib.metadata import version
from pathlib import Path

CORE = Path(__file__).resolve().parents[2] / "src" / "core"


def compact(value):
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def write_golden(path, script, packages, seed, cases):
    """Writes src/core/<path>: one case a line, so that a change shows as a change of its case."""
    head = {
        "script": f"scripts/golden/{Path(script).name}",
        "versions": {package: version(package) for package in packages},
        "seed": seed,
    }
    target = CORE / path
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(compact(case) for case in cases)
    target.write_text(f'{compact(head)[:-1]},"cases":[\n{lines}\n]}}\n')
    print(f"src/core/{path}: {len(cases)} cases, {target.stat().st_size / 1000:.1f} kB")
