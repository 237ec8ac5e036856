"""A small made-up case, all of whose words would take a page over if they could."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from made_up_sensitivity import challenges, claims
from stakes.case.priors import FORMS

ATTACK = "<script>alert(1)</script>"


OPTIONS, ATTRIBUTES = ["wait", "act", "half"], ["gain", "cost"]


QUANTITIES = {"rate": "quantiles", "shift": "distribution", "comes": "event"}


def _unlike(attribute: Any) -> str:
    return "gain" if attribute.id == "cost" else ""


def small_case() -> SimpleNamespace:
    table = SimpleNamespace(
        label="Tests", use="likelihood", how_coded="One row a test.", left_out="Nothing."
    )
    frame = pd.DataFrame({"source": ["paper", "paper"]})
    weights = {"gain": 1.0, "cost": 1.0}
    return SimpleNamespace(
        root=Path(__file__).parent / "no_files",
        structures={},
        origin="",
        byline=None,
        title="Small case",
        question="Act?",
        unit="euros",
        as_of=date(2011, 6, 10),
        horizon=date(2020, 1, 1),
        baseline="wait",
        models=(),
        topics={"t": "Topic of all"},
        options={o: _option(o) for o in OPTIONS},
        amounts={},
        stages=(SimpleNamespace(date=date(2012, 1, 1), arrives=ATTACK),),
        asked=(),
        agreed=SimpleNamespace(label=f"If agreed {ATTACK}", description=ATTACK),
        studies={"poll": SimpleNamespace(label=ATTACK, unit="calls", rationale="Because.")},
        attributes={a: _attribute(a) for a in ATTRIBUTES},
        profiles={
            "us": SimpleNamespace(label="Us", rationale="Ours.", weights=weights, unlike=_unlike)
        },
        quantities={q: _quantity(q, kind) for q, kind in QUANTITIES.items()},
        evidence={"tests": SimpleNamespace(record=table)},
        evidence_as_of=lambda day: {"tests": frame},
        sources={"paper": _source()},
        challenges=challenges(ATTACK),
        claims=claims(ATTACK),
    )


def _source() -> SimpleNamespace:
    return SimpleNamespace(
        publisher="Press",
        title="A & B",
        date="2011",
        url="https://example.org/?a=1&b=2",
        grade="A",
        read="page",
    )


def _option(name: str) -> SimpleNamespace:
    return SimpleNamespace(
        label=ATTACK if name == "half" else name.title(),
        description=f"To {name}.",
        until=None,
        levels={"of": ATTACK},
        amounts={},
    )


def _attribute(name: str) -> SimpleNamespace:
    return SimpleNamespace(
        id=name, label=f"Label of {name}", description="A part", like="gain", gains=None, loses=None
    )


def _quantity(name: str, kind: str) -> SimpleNamespace:
    forms = dict.fromkeys(FORMS)
    return SimpleNamespace(
        id=name,
        kind=kind,
        grade="B",
        basis="data",
        sources=("paper",),
        rationale=f"Because {ATTACK}",
        label=f"{name} {ATTACK}",
        unit="$",
        topic="t",
        later=None,
        **forms,
    )
