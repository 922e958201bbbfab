"""Runs every benchmark here and prints one table: what was measured, the ratio, its limit.

``python tests/benchmarks/run.py [name …]``
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
for _folder in (HERE.parent, HERE.parent.parent / "python"):
    sys.path.insert(0, str(_folder))


def benchmarks(names: list[str]) -> Iterator[tuple[str, ModuleType]]:
    """The benchmarks that were named, else all."""
    for path in sorted(HERE.glob("bench_*.py")):
        name = path.stem.removeprefix("bench_")
        if not names or name in names:
            spec = importlib.util.spec_from_file_location(path.stem, path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield name, module


def lines(name: str, ratios: Mapping[str, float], limits: Mapping[str, float]) -> Iterator[str]:
    """One line a ratio: 名称, 比值, 上限, 通过与否."""
    for label, ratio in ratios.items():
        limit = limits.get(label)
        verdict = "" if limit is None else "通过" if ratio <= limit else "未通过"
        shown = "—" if limit is None else f"{limit:.2f}"
        yield f"{name + ' / ' + label:<40}{ratio:>10.2f}{shown:>10}  {verdict}"


def main(names: list[str]) -> int:
    """Run them; the status is 1 where a limit is not held."""
    print(f"{'名称':<38}{'比值':>8}{'上限':>8}  结果")
    failed = False
    for name, module in benchmarks(names):
        limits = {k: v for k, v in getattr(module, "LIMITS", {}).items() if v is not None}
        ratios = module.main()
        failed |= any(ratios[label] > limit for label, limit in limits.items() if label in ratios)
        print("\n".join(lines(name, ratios, limits)), flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
