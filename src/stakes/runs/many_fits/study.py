"""What is fitted many times: the fits, what each of them gives, and what they share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Any

import numpy as np
import xarray as xr

from stakes.case.case import Case


@dataclass(frozen=True)
class Task:
    """One fit.

    Attributes
    ----------
    name : unique among the tasks of a study; it names the file that keeps the result.
    seed : of all randomness of this fit.
    draws, tune, chains : kept draws and warm-up draws of each chain, and chains.
    data : values of the model's ``pm.Data`` by name; what is left out stays as compiled. Shapes
        may differ from those compiled, numbers of dimensions may not.
    given : whatever the study's `finish` needs to know of this fit: numbers, texts, dates, arrays.
    once : sampled once in longer steps, whatever the diagnostics say: for what needs few draws of
        each of very many fits.
    """

    name: str
    seed: int
    draws: int
    tune: int
    chains: int = 4
    data: Mapping[str, np.ndarray] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    once: bool = False


@dataclass(frozen=True)
class Ready:
    """A compiled model.

    Attributes
    ----------
    case : with the model files and the horizon of the study.
    whole : `stakes.inference.model.joint_model.Split` of its model; while a fit is finished, its
        data are those of the fit.
    compiled : `stakes.inference.apart.parts.Parts` of what is sampled, all compiled; None where no
        evidence speaks to anything.
    alone : held while a fit is finished: PyTensor compiles one thing at a time.
    """

    case: Case
    whole: Any
    compiled: Any
    alone: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class Refit:
    """What the sampler gave.

    Attributes
    ----------
    posterior : draws of what is sampled, [chain, draw, ...].
    sample_stats : of the sampler.
    diagnostics : as from `stakes.inference.apart.drawing.draw`; `stakes.inference.gate.failures`
        says what in them did not pass. Of what is sampled once, divergences alone.
    """

    posterior: xr.Dataset
    sample_stats: xr.Dataset
    diagnostics: Mapping[str, Any]


@dataclass(frozen=True)
class Study:
    """What all fits have in common.

    Attributes
    ----------
    case : an open case.
    finish : ``finish(ready, task, refit)``, a function of a module that can be imported: what is
        kept of each fit, as a Dataset. It runs where the fit was made, one at a time in each
        process.
    structure : id of the structure whose joint model is fitted; the model files as listed if empty.
    horizon : how far the model's own years reach; the case's horizon if None.
    exchanged : names of the data that the fits exchange, if they are few: all else is compiled as
        constant, which is quicker. Any, of any length, if None.
    extend : ``extend(case, model)``, a function of a module that can be imported, which adds to the
        model before it is compiled; nothing if None.
    own_files : only the files that the structure puts in place of others are fitted.
    """

    case: Case
    finish: Callable[[Ready, Task, Refit], xr.Dataset]
    structure: str = ""
    horizon: date | None = None
    exchanged: tuple[str, ...] | None = None
    extend: Callable[[Case, Any], None] | None = None
    own_files: bool = False

    @property
    def modelled(self) -> Case:
        """The case with the model files and the horizon of this study."""
        case = self.case
        models = case.models
        if self.structure:
            models = case.structures[self.structure].models(case.root, models)
        if self.own_files:
            models = tuple(path for path in models if path not in case.models)
        return replace(case, models=models, horizon=self.horizon or case.horizon)
