"""What the case's own `consequences.py` is given, and the call to it."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import xarray as xr
from scipy.stats import poisson

from stakes.case.case import Case
from stakes.case.options import Option
from stakes.case.reading.case_code import running
from stakes.case.reading.expected_form import FILE, check_form
from stakes.case.reading.module_loading import load_module
from stakes.errors import instead_of
from stakes.inference.drawn.draw_sets import SET, fold, unfold
from stakes.outcomes.luck import Branch, Luck

YEAR = 365.25


@dataclass(frozen=True)
class Setting:
    """What `consequences.py` is given besides the beliefs.

    `periods` has ``at`` (mid-point, years from the start), ``length`` (years) and ``pursued``
    (share in which the options are pursued: 1 up to `ends`, then 0) over [period], one a calendar
    year. `since_decision`, `span` and `years` are years: from the case's own date to the
    start, from the start to the horizon, and from the case's own date to the horizon. `delay`:
    years from the day of the choice to the start, for an option that waits. `ends`: years from the
    start to the day on which an option is given up; as `span` unless a stage of the case changes
    the choice. `start_year` is the start as a decimal year. `agreed`: whatever an option needs from
    others is in force from the start. `baseline` is the id of the option against which values are
    taken.
    """

    options: Mapping[str, Option]
    parameters: Mapping[str, float]
    periods: xr.Dataset
    decided: np.datetime64
    since_decision: float
    span: float
    years: float
    start_year: float
    delay: float = 0.0
    ends: float = math.inf
    agreed: bool = False
    luck: Luck | None = None
    baseline: str = ""

    def chance(
        self, name: str, probability: Any, by_period: bool = False, rare: bool = False
    ) -> Any:
        """The probability itself; or, with noise, 0 or 1 drawn by it.

        The same name shares its luck over options and levels. A `rare` event that decides what the
        worst outcomes are is not left to luck: see `stakes.outcomes.luck`.
        """
        if self.luck is None:
            return probability
        if rare:
            self.luck.set_apart(name, probability, by_period)
        drawn = self.luck.uniform(name, by_period)
        if by_period:
            drawn = drawn.sel(period=self.periods["period"])
        came = (drawn < probability) * 1.0
        self.luck.note(name, came)
        return came

    def count(self, name: str, mean: xr.DataArray, rare: bool = False) -> xr.DataArray:
        """The mean itself; or, with noise, a Poisson count by period with that mean; `rare` as
        above.
        """
        if self.luck is None:
            return mean
        if rare:
            self.luck.set_apart(name, xr.apply_ufunc(lambda m: -np.expm1(-m), mean), True)
        counts: xr.DataArray = xr.apply_ufunc(
            poisson.isf, self.luck.uniform(name, True).sel(period=self.periods["period"]), mean
        )
        self.luck.note(name, counts)
        return counts


class Beliefs(Mapping[str, xr.DataArray]):
    """Read-only view of the draws, [chain, draw, ...], that remembers what was read.

    Sets of draws lie side by side along ``draw``; see `recipe.fold`. What is read has no
    coordinates along chain and draw: xarray would compare them in every operation, which takes as
    long as the operation.
    """

    def __init__(self, draws: xr.Dataset) -> None:
        self.draws, self.read = draws, set[str]()
        self.sets = int(draws.sizes.get(SET, 1))
        self._bare = draws.drop_vars(["chain", "draw"], errors="ignore")
        self._folded: dict[str, xr.DataArray] = {}

    def __getitem__(self, name: str) -> xr.DataArray:
        if name not in self._bare:
            known = map(str, self._bare)
            raise KeyError(f"no quantity {name!r} in the model; {instead_of(name, known)}")
        self.read.add(name)
        if name not in self._folded:
            self._folded[name] = fold(self._bare[name], self.sets)
        return self._folded[name]

    def __iter__(self) -> Iterator[str]:
        return (str(name) for name in self.draws)

    def __len__(self) -> int:
        return len(self.draws)

    @property
    def shape(self) -> tuple[int, int]:
        """Chains, and draws of each with all their sets."""
        return self.draws.sizes["chain"], self.draws.sizes["draw"] * self.sets

    def labelled(self, found: xr.DataArray, *dims: str) -> xr.DataArray:
        """What was computed from the draws, [chain, draw(, set), *dims], with their coordinates and
        nothing else.
        """
        named = unfold(found.transpose("chain", "draw", *dims), self.sets)
        coords = {d: self.draws.coords[d] for d in ("chain", "draw") if d in self.draws.coords}
        return named.drop_vars(set(named.coords) - set(dims)).drop_attrs().assign_coords(coords)


@dataclass(frozen=True)
class Call:
    """How consequences are asked for: `chosen` is the day of the choice, `luck` that of chance
    events (None: expectations), `ends` the day on which what is chosen is given up (None: it is
    pursued to the horizon).
    """

    case: Case
    chosen: date
    luck: Luck | None = None
    agreed: bool = False
    ends: date | None = None

    def values(
        self, beliefs: Beliefs, start: date | None = None
    ) -> tuple[xr.DataArray, xr.DataArray]:
        """Value by attribute of the options that do not wait, relative to the baseline, if pursued
        from a day on; and its level.

        Returns
        -------
        DataArray[chain, draw(, set), option, attribute], and the baseline's own absolute value
        [chain, draw(, set), attribute].
        """
        parts, baseline = self._asked(beliefs, start)
        return beliefs.labelled(parts, "option", "attribute"), beliefs.labelled(
            baseline, "attribute"
        )

    def plain(self, beliefs: Beliefs, start: date | None = None) -> xr.DataArray:
        """The values alone, of draws as they lie: DataArray[chain, draw, option, attribute]."""
        return self._asked(beliefs, start)[0].transpose("chain", "draw", "option", "attribute")

    def _asked(self, beliefs: Beliefs, start: date | None) -> tuple[xr.DataArray, xr.DataArray]:
        setting = self.setting(beliefs, start or self.chosen)
        root, path = self.case.root, self.case.root / FILE
        with running(root, path, "consequences"):
            found = load_module(path).consequences(beliefs, setting)
        parts, baseline = check_form(found, list(setting.options), list(self.case.attributes))
        return parts - parts.sel(option=self.case.baseline, drop=True), baseline

    def setting(self, beliefs: Beliefs, start: date) -> Setting:
        """What `consequences.py` is given besides the beliefs, for a start on some day."""
        case = self.case
        periods = _periods(start, case.horizon, self.ends or case.horizon)
        return Setting(
            options={name: option for name, option in case.options.items() if option.until is None},
            parameters={name: p.value for name, p in case.parameters.items()},
            periods=periods,
            decided=np.datetime64(case.as_of),
            since_decision=(start - case.as_of).days / YEAR,
            span=(case.horizon - start).days / YEAR,
            years=(case.horizon - case.as_of).days / YEAR,
            start_year=start.year + (start.timetuple().tm_yday - 1) / YEAR,
            delay=(start - self.chosen).days / YEAR,
            ends=((self.ends or case.horizon) - start).days / YEAR,
            agreed=self.agreed,
            luck=self.luck,
            baseline=case.baseline,
        )


def luck_of(case: Case, beliefs: Beliefs, seed: int | None, branch: Branch | None = None) -> Luck:
    """Luck of all draws in a branch, by the case's seed if None; without one, as it comes."""
    years = range(case.as_of.year, case.horizon.year + 1)
    return Luck(case.seed if seed is None else seed, beliefs.shape, years, branch)


def _periods(start: date, horizon: date, ends: date) -> xr.Dataset:
    """Calendar years from the start to the horizon: mid-points in years from the start, lengths,
    and the share of each that lies before the day `ends`.
    """
    edges = [start, *[date(y, 1, 1) for y in range(start.year + 1, horizon.year + 1)], horizon]
    years = np.array([(edge - start).days / YEAR for edge in edges])
    at, length = (years[1:] + years[:-1]) / 2, np.diff(years)
    before = np.clip((ends - start).days / YEAR - years[:-1], 0, length)
    pursued = np.divide(before, length, out=np.ones_like(length), where=length > 0)
    columns = {"at": at, "length": length, "pursued": pursued}
    names = range(start.year, horizon.year + 1)
    return xr.Dataset(
        {name: ("period", x) for name, x in columns.items()}, coords={"period": list(names)}
    )
