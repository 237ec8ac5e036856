"""One joint model from the case's files, and the part of it that evidence speaks to."""

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pymc as pm
from pymc.exceptions import ImputationWarning

from stakes.case.case import Case
from stakes.case.priors import parts_of
from stakes.case.reading.case_code import running
from stakes.case.reading.module_loading import load_module
from stakes.inference.model.informed_part import Mask, informed
from stakes.inference.model.observed import mixtures, observed
from stakes.inference.model.powers import add_powers, register_densities
from stakes.inference.model.sampled_part import sampled_part
from stakes.inference.model.score_vectors import refuse_discrete
from stakes.inference.states import LIKELIHOOD, WEIGHT
from stakes.progress import step


class JointModel(pm.Model):  # type: ignore[misc]
    """A model that remembers which file registered each variable: variable -> stem of the file's
    name.
    """

    homes: dict[str, str]


@dataclass(frozen=True)
class Split:
    """A case's complete model, and what of it is sampled.

    Attributes
    ----------
    model : the complete model.
    wanted : by free random variable, which elements evidence speaks to.
    part : the model of these alone, whose priors and evidence can be raised to powers; None where
        there are none.
    data : values of the model's ``pm.Data`` that differ from draw to draw, (draw, 1, ...); none in
        a fit.
    """

    model: JointModel
    wanted: Mapping[str, Mask]
    part: pm.Model | None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[int, int]:
        """How many numbers are sampled, and how many drawn."""
        masks = self.wanted.values()
        return int(sum(m.sum() for m in masks)), int(sum((~m).sum() for m in masks))


@step("build", "Building the model: a second or two.")
def build(case: Case, as_of: date | None = None) -> JointModel:
    """The joint model of a case: what its model files add, with the evidence known on a date.

    Parameters
    ----------
    case : an open case.
    as_of : evidence known later is left out; the case's own date if None.

    Returns
    -------
    pymc.Model
        Complete, with named dims and coords throughout; evidence in ``pm.Data``, so that a refit
        can exchange it without compiling.

    Raises
    ------
    CaseError
        If a model file does not register what it should.
    """
    evidence = case.evidence_as_of(as_of)
    model: JointModel
    with JointModel() as model:
        model.homes = {}
        for path in case.models:
            before = set(model.named_vars)
            with warnings.catch_warnings():  # what is missing is meant to be sampled
                warnings.simplefilter("ignore", ImputationWarning)
                with running(case.root, path, "add"):
                    load_module(path).add(case.quantities, evidence)
            model.homes |= {name: path.stem for name in model.named_vars if name not in before}
    register_densities(model)
    return model


def split(case: Case, model: JointModel) -> Split:
    """What of a case's complete model is to be sampled; see
    `stakes.inference.model.informed_part`.

    Raises
    ------
    CaseError
        If evidence speaks to a discrete quantity.
    """
    wanted = informed(model)
    refuse_discrete(case.quantities, model, wanted)
    if not any(mask.any() for mask in wanted.values()):
        return Split(model, wanted, None)
    part = sampled_part(
        model,
        wanted,
        [v.name for v in model.deterministics if v.name.endswith((LIKELIHOOD, WEIGHT))],
    )
    add_powers(part, _topics(case), _scaled_evidence(case, model), case.topics)
    return Split(model, wanted, part)


def topic_of(path: Path, topics: Iterable[str]) -> str:
    """The topic that a model file is about: the longest with which its name begins, empty if there
    is none.
    """
    return max((topic for topic in topics if path.stem.startswith(topic)), key=len, default="")


def _topics(case: Case) -> dict[str, str]:
    """Topic of each quantity, and of each of its states or elements."""
    parts = {part: q.topic for name, q in case.quantities.items() for part in parts_of(name, q)}
    return parts | {name: q.topic for name, q in case.quantities.items()}


def _scaled_evidence(case: Case, model: JointModel) -> dict[str, str]:
    """Topic of what evidence can be raised to a power: observed variables, but for mixtures over
    states, which go by state.
    """
    by_state = mixtures(model)
    seen = {name: rv for name, rv in observed(model).items() if name not in by_state}
    states = [
        v.name.removesuffix(LIKELIHOOD) for v in model.deterministics if v.name.endswith(LIKELIHOOD)
    ]
    homes = {name: model.homes[rv.name] for name, rv in seen.items()} | {
        name: model.homes[f"{name}{LIKELIHOOD}"] for name in states
    }
    found = {name: topic_of(Path(home), case.topics) for name, home in homes.items()}
    return {name: topic for name, topic in found.items() if topic}
