"""Is anything that the page states noise?

The case under several seeds, or decisions at hand, held against each other.

Run: python scripts/stability.py [CASE] [--seeds 3] [--draws 2500] [--out DIR], or --decisions
A.json B.json C.json
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from stakes.assessment.statements.listing import statements
from stakes.assessment.statements.readings import Readings
from stakes.assessment.statements.seed_stability import Comparison, compare, numbers
from stakes.case.case import Case, open_case
from stakes.decision_json.decision import Decision
from stakes.decision_json.reading import read_decision
from stakes.runs.pipeline import run, usual


def main() -> None:
    asked = arguments()
    if asked.decisions:
        found = [read_decision(path) for path in asked.decisions]
    else:
        case = open_case(asked.case)
        out = asked.out or case.root / "results" / "stability"
        sampling = {"draws": asked.draws, "tune": asked.tune, "chains": asked.chains}
        found = [made(case, out / str(seed), seed, sampling) for seed in range(1, asked.seeds + 1)]
    result = held(found)
    for line in report(result):
        print(line)
    sys.exit(0 if result.stable else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "case", type=Path, nargs="?", help="the case, or any folder inside it (default: here)"
    )
    parser.add_argument("--seeds", type=int, default=3, help="number of seeds (default 3)")
    parser.add_argument(
        "--draws", type=int, default=2500, help="kept draws per chain (default 2500)"
    )
    parser.add_argument(
        "--tune", type=int, default=1000, help="warm-up draws per chain (default 1000)"
    )
    parser.add_argument("--chains", type=int, default=4, help="chains (default 4)")
    parser.add_argument(
        "--out", type=Path, help="where the runs go (default: results/stability in the case)"
    )
    parser.add_argument(
        "--decisions",
        type=Path,
        nargs="+",
        help="compare these files of decisions instead of running",
    )
    return parser.parse_args()


def made(case: Case, out: Path, seed: int, sampling: Mapping[str, int]) -> Decision:
    """The decision under a seed; what is kept in its folder is reused."""
    return run(
        case,
        usual(case, seed=seed, progress=False, **sampling),
        out,
        lambda line: print(f"seed {seed}: {line}", flush=True),
    )


def held(decisions: list[Decision]) -> Comparison:
    """All decisions against each other."""
    return compare([numbers(d) for d in decisions], [statements(d) for d in decisions])


def report(result: Comparison) -> list[str]:
    """The comparison as lines."""
    lines = [
        f"{result.compared} pairs of numbers, {len(result.far)} more than three combined errors "
        "apart:"
    ]
    lines += [
        f"  {path}: {errors:.1f} errors between runs {a + 1} and {b + 1}"
        for path, (a, b), errors in result.far
    ]
    lines += [f"{result.stated} statements, {len(result.contradicted)} contradicted:"]
    lines += [f"  {key}: {said(sets)}" for key, sets in result.contradicted]
    lines += [f"{len(result.loose)} that are open in one run alone:"]
    lines += [f"  {key}: {said(sets)}" for key, sets in result.loose]
    return [*lines, "stable" if result.stable else "NOT stable"]


def said(sets: list[Readings]) -> str:
    return "; ".join(" or ".join(sorted(readings)) or "open" for readings in sets)


if __name__ == "__main__":
    main()
