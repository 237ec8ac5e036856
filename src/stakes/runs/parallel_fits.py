"""Fits made and kept: the first of several here, each other in a process of its own, as compiling
keeps one processor busy.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xarray as xr

from stakes.case.case import Case, open_case
from stakes.inference.log_densities import POWERS
from stakes.processors import one_thread, processors
from stakes.progress import step
from stakes.runs.saved_fits import Place, places

Say = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What is asked of every fit of a run.

    Attributes
    ----------
    case : an open case.
    as_of : evidence known later is left out.
    sampling : draws, tune, chains and seed.
    out : folder of the results.
    progress : show a progress bar.
    """

    case: Case
    as_of: date
    sampling: Mapping[str, int]
    out: Path
    progress: bool = False


def make(order: Order, name: str, place: Place, say: Say) -> xr.DataTree:
    """The fit of the joint model (name ""), or of what differs in another structure, made here and
    kept.
    """
    with one_thread():
        return _made(order, name, place, say)


def _made(order: Order, name: str, place: Place, say: Say) -> xr.DataTree:
    given: dict[str, Any] = {
        "as_of": order.as_of,
        **order.sampling,
        "progress": order.progress,
        "say": say,
    }
    if name:
        from stakes.inference.structures import fit_alternative

        say(f"Compiling and sampling what differs in the structure '{name}'.")
        fit = fit_alternative(order.case, order.case.structures[name], **given)
    else:
        from stakes.inference import fitting

        say("Compiling and sampling the joint model; the first time takes a minute or two.")
        fit = fitting.fit(order.case, **given, alphas=POWERS, processes=processors())
    place.write(fit)
    return fit


def make_all(order: Order, wanted: Mapping[str, Place], say: Say) -> dict[str, xr.DataTree]:
    """Several fits by name, side by side where there is more than one processor; the draws do not
    depend on it.

    What a process of its own cannot do is done here, so that whatever is wrong is said as if it had
    been tried here.
    """
    here, *others = wanted
    with _beside(order, others if processors() > 1 else [], say) as processes:
        found = {here: make(order, here, wanted[here], say)}
        for name in others:
            done = name in processes and _finished(name, processes[name], say)
            kept = _kept(wanted[name]) if done else None
            found[name] = kept if kept is not None else make(order, name, wanted[name], say)
    return found


@contextmanager
def _beside(order: Order, names: list[str], say: Say) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """Processes that make the named fits; none outlives this."""
    asked = json.dumps({"as_of": str(order.as_of), "sampling": dict(order.sampling)})
    processes = {}
    with ExitStack() as stack:
        for name in names:
            say(f"In a process of its own: what differs in the structure '{name}'.")
            command = [
                sys.executable,
                "-m",
                "stakes.runs.parallel_fits",
                str(order.case.root),
                str(order.out),
                name,
                asked,
            ]
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            processes[name] = stack.enter_context(process)
            stack.callback(process.kill)
        yield processes


def _finished(name: str, process: subprocess.Popen[str], say: Say) -> bool:
    """Wait for a process, pass on what it said, and tell whether it did what it should."""
    with step("wait", f"Waiting for the structure '{name}'."):
        said = process.communicate()[0]
    for line in said.splitlines():
        say(line)
    return process.returncode == 0


def _kept(place: Place) -> xr.DataTree | None:
    fit = place.read()
    return fit if fit is not None else place.read_failed()


def main(root: str, out: str, name: str, asked: str) -> None:
    """One fit of a case, by its name; what is to be said goes to the standard output."""
    case, given = open_case(Path(root)), json.loads(asked)
    order = Order(case, date.fromisoformat(given["as_of"]), given["sampling"], Path(out))
    place = places(case, order.as_of, order.sampling, order.out)[name]
    lines: list[str] = []
    make(order, name, place, lines.append)
    sys.stdout.write(
        "".join(f"{line}\n" for line in lines[1:])
    )  # the first was said when it was begun


if __name__ == "__main__":
    main(*sys.argv[1:])
