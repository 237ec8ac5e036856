"""Whom does the gate refuse?

Pathological targets always; sound ones, and the fits of a case, never.

Each target is compiled once and drawn with the default settings (4 x 2500 after 1000) and many
seeds, by `sampling.draw`, which samples once more where the first draws fail. Prints a table in
markdown.

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

from stakes.case.case import open_case
from stakes.inference import assembly, fitting, sampling
from stakes.inference.gate import JOINT, failures, structure_name

SETTINGS = {"draws": fitting.DRAWS, "tune": fitting.TUNE, "chains": fitting.CHAINS}
EFFECT = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
ERROR = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])
MODES = 5  # coordinates with two modes: four chains agree in all of them in one of 8**5 fits
NAMES = ("worst_rhat", "worst_ess", "diverging_in", "first_diverged_in")
PASSES, LIMIT = "passes", "limit"


def funnel() -> None:
    """Neal (2003): the scale of nine normals varies by orders of magnitude."""
    y = pm.Normal("y", 0, 3)
    pm.Normal("x", 0, pm.math.exp(y / 2), shape=9)


def two_modes(coordinates: int) -> None:
    """Two equal modes, twelve standard deviations apart, in each coordinate; chains start between
    them.
    """
    pm.NormalMixture("x", w=[0.5, 0.5], mu=[-6.0, 6.0], sigma=1.0, shape=coordinates)


def normal() -> None:
    pm.Normal("x", 0, 1, shape=3)


def schools_centred() -> None:
    """Rubin (1981): eight effects about a mean, their spread hardly known; so written, a small
    spread shuts the sampler out.
    """
    mu, tau = pm.Normal("mu", 0, 5), pm.HalfCauchy("tau", 5)
    pm.Normal("y", pm.Normal("theta", mu, tau, shape=8), ERROR, observed=EFFECT)


def schools_non_centred() -> None:
    mu, tau = pm.Normal("mu", 0, 5), pm.HalfCauchy("tau", 5)
    theta = pm.Deterministic("theta", mu + tau * pm.Normal("z", 0, 1, shape=8))
    pm.Normal("y", theta, ERROR, observed=EFFECT)


def at_rest(x: np.ndarray) -> None:
    """The first chain does not move."""
    x[0] = x[0, :1]


def elsewhere(x: np.ndarray) -> None:
    """The first chain stays three standard deviations away."""
    x[0] += 3


def late(x: np.ndarray) -> None:
    """The first chain comes from five standard deviations away, and arrives after a tenth of the
    draws.
    """
    x[0, : len(x[0]) // 10] += 5


@dataclass(frozen=True)
class Target:
    """A model, what is done to its draws, whether the gate must pass it, and which variables it
    must name if not.
    """

    label: str
    model: Callable[[], None]
    named: tuple[str, ...] = ()
    planted: Callable[[np.ndarray], None] | None = None
    must: str = "refused"


TARGETS = {
    "funnel": Target("Neal's funnel, centred", funnel, ("y", "x")),
    "modes": Target(f"two modes in each of {MODES} coordinates", lambda: two_modes(MODES), ("x",)),
    "rest": Target("normal, one chain at rest", normal, ("x",), at_rest),
    "elsewhere": Target("normal, one chain 3 sd away", normal, ("x",), elsewhere),
    "late": Target("normal, one chain arrives late", normal, ("x",), late),
    "centred": Target("eight schools, centred", schools_centred, ("tau", "theta", "mu")),
    "non_centred": Target("eight schools, not centred", schools_non_centred, must=PASSES),
    "normal": Target("normal", normal, must=PASSES),
    "one": Target("two modes in one coordinate", lambda: two_modes(1), ("x",), must=LIMIT),
}


@dataclass(frozen=True)
class Tried:
    """What became of one seed."""

    diagnostics: dict[str, Any]
    said: list[str]
    sentences: tuple[str, ...]


def compiled(target: Target) -> Any:
    with pm.Model() as model:
        target.model()
    return sampling.compile_model(model)


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
        _, found = sampling.draw(
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
        ready = sampling.compile_model(sampled)
        for day in options.as_of or [case.as_of]:
            data = assembly.evidence_of(fitting.build(part, day))
            yield f"{name}, {day}", sampling.with_data(ready, data), None, name


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
