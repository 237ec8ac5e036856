"""Whom does the gate refuse?

Pathological targets always; sound ones, and the fits of a case, never.

Each target is compiled once and drawn with the default settings (4 x 2500 after 1000) and many
seeds, as a run draws: each independent part once more where its first draws fail. Prints a table
in markdown.

Run: python benchmarks/gate.py [--seeds 15] [--only funnel ...]
     python benchmarks/gate.py --case . --seeds 100 [--as-of 2007-06-10 2009-06-10 2011-06-10
     2013-06-10 2015-06-10]
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pymc as pm
import xarray as xr

from gate_targets import LIMIT, PASSES, TARGETS, Target
from stakes.case.case import open_case
from stakes.inference import assembly, fitting, sampling
from stakes.inference.apart.drawing import draw
from stakes.inference.apart.parts import Parts, parted
from stakes.inference.gate import JOINT, failures, structure_name

SETTINGS = {"draws": fitting.DRAWS, "tune": fitting.TUNE, "chains": fitting.CHAINS}
NAMES = ("worst_rhat", "worst_ess", "diverging_in", "first_diverged_in")


@dataclass(frozen=True)
class Tried:
    """What became of one seed."""

    diagnostics: dict[str, Any]
    said: list[str]
    sentences: tuple[str, ...]


def compiled(target: Target) -> Parts:
    with pm.Model() as model:
        target.model()
    return parted(model)


@contextmanager
def planted(change: Callable[[np.ndarray], None] | None) -> Iterator[None]:
    """Every trace is changed before it is judged."""

    def changed(*given: Any, **settings: Any) -> xr.DataTree:
        trace = honest(*given, **settings)
        posterior = (
            trace["posterior"]
            .to_dataset()
            .transpose("chain", "draw", ...)
            .map(lambda draws: draws.copy(data=draws.to_numpy().copy()))
        )
        for draws in posterior.data_vars.values():
            change(draws.values)
        return xr.DataTree.from_dict(
            {"posterior": posterior, "sample_stats": trace["sample_stats"].to_dataset()}
        )

    honest = sampling.sample
    with patch.object(sampling, "sample", changed if change else honest):
        yield


def tried(
    ready: Any, seed: int, target: Target | None = None, name: str = JOINT, **settings: Any
) -> Tried:
    """Draw with one seed, as a run does, and judge."""
    said: list[str] = []
    with planted(target.planted if target else None):
        _, found = draw(
            ready, name, sampling.Settings(seed=seed, **(SETTINGS | settings)), said.append
        )
    return Tried(found, said, failures(found, name))


def names(one: Tried) -> set[str]:
    """Variables that a refusal names, arrays by their own name."""
    found = " and ".join(one.diagnostics[k] for k in NAMES if one.diagnostics.get(k))
    return (
        {word.split("[")[0].split(" ")[0] for word in found.split(" and ")}
        if one.sentences
        else set()
    )


def first(one: Tried) -> str:
    """Where divergent draws of the first try lay apart, the furthest alone."""
    return str(one.diagnostics.get("first_diverged_in", "")).split(" and ")[0]


def row(label: str, results: list[Tried], seconds: float, must: str) -> str:
    d = [one.diagnostics for one in results]
    refused = [one for one in results if one.sentences]
    divergences = [one["divergences"] for one in d]
    apart = Counter(first(one) for one in refused if first(one))
    telling = ", ".join(f"{name} {count}" for name, count in apart.most_common(2))
    cells = [label, must, f"{len(refused)} of {len(results)}", sum(one["retried"] for one in d)]
    rhat, ess = ([x[key] for x in d] for key in ("rhat_max", "ess_min"))
    cells += [
        f"{min(divergences)} to {max(divergences)}",
        f"{min(rhat):.3f} to {max(rhat):.3f}",
        f"{min(ess):.0f} to {max(ess):.0f}",
    ]
    cells += [", ".join(sorted(set().union(*map(names, results)))), telling]
    return f"| {' | '.join(map(str, cells))} | {seconds / len(results):.1f} |"


HEADER = (
    "| target | must be | refused | retried | divergences | R-hat | ESS | named | divergent "
    "draws apart in | CPU s |"
)


def main() -> None:
    options = arguments()
    print(HEADER, "|" + "---|" * 10, sep="\n")
    for label, ready, target, name in jobs(options):
        begun = time.process_time()
        results = [tried(ready, seed, target, name) for seed in range(1, options.seeds + 1)]
        must = target.must if target else PASSES
        print(row(label, results, time.process_time() - begun, must), flush=True)
        wrong = [
            one for one in results if must != LIMIT and bool(one.sentences) == (must == PASSES)
        ]
        for one in wrong:
            print(f"\nNot as it must be: {one.sentences or 'passed'}\n")


def jobs(options: argparse.Namespace) -> Iterator[tuple[str, Any, Target | None, str]]:
    """Label, compiled model, target, and the fit's name; of a case what is sampled, which is the
    same on every date.
    """
    if options.case is None:
        for key, target in TARGETS.items():
            if not options.only or key in options.only:
                yield target.label, compiled(target), target, JOINT
        return
    case = open_case(options.case)
    others = {
        structure_name(s.id): [case.root / path for path in s.instead.values()]
        for s in case.structures.values()
        if s.instead
    }
    for name, files in {JOINT: list(case.models), **others}.items():
        if options.only and not any(word in name for word in options.only):
            continue
        part = replace(case, models=tuple(files))
        sampled = fitting.split(part, fitting.build(part)).part
        if sampled is None:
            continue
        ready = parted(sampled)
        for day in options.as_of or [case.as_of]:
            data = assembly.evidence_of(fitting.build(part, day))
            yield f"{name}, {day}", ready.with_data(data), None, name


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", type=Path, help="the fits of a case instead of made-up targets")
    parser.add_argument("--seeds", type=int, default=15)
    parser.add_argument("--as-of", type=date.fromisoformat, nargs="+", help="dates, for a case")
    parser.add_argument(
        "--only",
        nargs="+",
        help=f"some of {', '.join(TARGETS)}; for a case, words of the fit's name",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
