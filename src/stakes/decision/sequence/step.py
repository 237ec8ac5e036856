"""One step of backward induction: what to choose in each state of a stage, given what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.sequence.fold_regression.design import Design
from stakes.decision.sequence.fold_regression.folds import Folds
from stakes.decision.sequence.fold_regression.shrinkage import Trials, shrunk

UNDERSMOOTHED = 0.01  # of the penalty that predicts best: what bias would lower, noise raises


class Solved(NamedTuple):
    """A state of a stage, solved; draws by fold, a row for each variant (see `fold_regression`).

    Attributes
    ----------
    chosen : (draw,), option by the variant that does not know the draw.
    fit : (open, draw), how much each open option is expected to lead one of them by; as `chosen`.
    togo : (variant, draw), what follows from this choice and those to come.
    relaxed : (variant, draw), the same as expected by fits that take each draw's best: the base of
        the upper bound.
    off : (open, draw), by how much what follows exceeds what was expected, for each open option.
    """

    open: tuple[int, ...]
    chosen: Array
    fit: Array
    togo: Array
    relaxed: Array
    off: Array

    def penalty(self, option: int) -> Array:
        """`off` of one option."""
        return np.asarray(self.off[self.open.index(option)])


class Branch(NamedTuple):
    """A state of a stage, to be solved."""

    value: Array  # (option, draw)
    open: tuple[int, ...]
    later: Sequence[Solved]  # for each open option, where it leads; none at the last stage

    def follows(self, piece: slice, relaxed: bool) -> Array:
        """What each open option leads to, (variant, open, draw); one variant at the last stage."""
        now = self.value[list(self.open), piece][None]
        if not self.later:
            return now
        rows = [(s.relaxed if relaxed else s.togo)[:, piece] for s in self.later]
        variants = max(map(len, rows))
        alike = [np.broadcast_to(r, (variants, r.shape[1])) for r in rows]
        total: Array = now + np.stack(alike, axis=1)
        return total


@dataclass
class _Sums:
    """Of one state, over the draws of each fold."""

    cross: Array  # (fold, term, variant, open)
    second: Array  # (fold, variant, open, open)
    least: Array  # (fold, variant, open)
    most: Array

    def add(self, fold: int, rows: Array, y: Array) -> None:
        np.minimum(self.least[fold], y.min(axis=2), out=self.least[fold])
        np.maximum(self.most[fold], y.max(axis=2), out=self.most[fold])
        self.cross[fold] += (rows @ y.reshape(-1, y.shape[2]).T).reshape(self.cross.shape[1:])
        self.second[fold] += y @ y.transpose(0, 2, 1)


def solved(branches: list[Branch], shown: Design | None, folds: Folds) -> list[Solved]:
    """`Solved` for states in which the same has been seen."""
    free = [b for b in branches if len(b.open) > 1]
    found = iter(_regressed(free, shown, folds) if shown and free else [])
    return [next(found) if len(b.open) > 1 else _forced(b) for b in branches]


def _forced(branch: Branch) -> Solved:
    """Where one option alone is open."""
    everything = slice(0, branch.value.shape[1])
    togo, relaxed = (branch.follows(everything, r)[:, 0] for r in (False, True))
    zero = np.zeros((1, branch.value.shape[1]))
    chosen = np.full(branch.value.shape[1], branch.open[0], np.int16)
    return Solved(branch.open, chosen, zero, togo, relaxed, zero)


def _regressed(branches: list[Branch], shown: Design, folds: Folds) -> list[Solved]:
    sums = [_sums(branch, shown, folds) for branch in branches]
    for k, piece in folds.pieces():
        rows = shown.rows(piece)
        for branch, (own, relaxed) in zip(branches, sums, strict=True):
            y = branch.follows(piece, False)
            own.add(k, rows, y - y.mean(axis=1, keepdims=True))
            relaxed.add(k, rows, branch.follows(piece, True))
    trials = [_trials(own, shown, folds) for own, _ in sums]
    for k, piece in folds.pieces():
        rows = shown.rows(piece)
        for branch, trial in zip(branches, trials, strict=True):
            trial.add(k, piece, rows, branch.follows(piece, False))
    fits = []
    for branch, (own, relaxed), trial in zip(branches, sums, trials, strict=True):
        leads, means = _leads(own, shown, folds, trial.shares()), _means(relaxed, shown, folds)
        both = np.concatenate([leads, means])
        fits.append(_Fit(branch, both, _seen(relaxed, folds), folds))
    for k, piece in folds.pieces():
        rows = shown.rows(piece)
        for fit in fits:
            fit.fill(k, piece, rows)
    return [fit.solved() for fit in fits]


def _sums(branch: Branch, shown: Design, folds: Folds) -> tuple[_Sums, _Sums]:
    variants, open_ = branch.follows(slice(0, 1), False).shape[:2]
    terms = shown.gram.shape[1]

    def empty() -> _Sums:
        return _Sums(
            np.zeros((folds.count, terms, variants, open_)),
            np.zeros((folds.count, variants, open_, open_)),
            np.full((folds.count, variants, open_), np.inf),
            np.full((folds.count, variants, open_), -np.inf),
        )

    return empty(), empty()


def _lead(sums: _Sums, shown: Design, known: list[int], variant: int) -> tuple[Array, Array]:
    """Of the leads over the option best on average, in some folds: coefficients (open, term), and
    means (open,).
    """
    same = variant % sums.cross.shape[2]
    cross, second = sums.cross[known, :, same].sum(axis=0), sums.second[known, same].sum(axis=0)
    n = shown.size[known].sum()
    best = int(np.argmax(cross[0]))
    lead = cross - cross[:, [best]]
    spread = np.diag(second) + second[best, best] - 2 * second[best]
    square = np.maximum(spread / n - (lead[0] / n) ** 2, 0)
    return shown.coefficients(lead, square, known, 1.0).T, lead[0] / n


def _leads(sums: _Sums, shown: Design, folds: Folds, shares: Array) -> Array:
    """Coefficients of the leads, of which shares are left, (variant * open, term)."""
    return np.concatenate(
        [
            shrunk(*_lead(sums, shown, folds.known(v), v), share)
            for v, share in enumerate(shares.tolist())
        ]
    )


def _trials(sums: _Sums, shown: Design, folds: Folds) -> Trials:
    """Of each variant in each fold that it knows, by leads fitted without either."""
    terms, open_ = sums.cross.shape[1], sums.cross.shape[3]
    leads = np.zeros((folds.count, folds.count, open_, terms))
    means = np.zeros((folds.count, folds.count, open_))
    for v in range(folds.count):
        for k in folds.known(v):
            known = [j for j in folds.known(v) if j != k]
            leads[v, k], means[v, k] = _lead(sums, shown, known, v)
    return Trials.of(folds, leads, means)


def _means(sums: _Sums, shown: Design, folds: Folds) -> Array:
    """Coefficients of what each option leads to, with little smoothing, (variant * open, term)."""
    out = []
    for v in range(folds.count):
        known, same = folds.known(v), v % sums.cross.shape[2]
        cross, n = sums.cross[known, :, same].sum(axis=0), shown.size[known].sum()
        square = np.diag(sums.second[known, same].sum(axis=0)) / n - (cross[0] / n) ** 2
        out.append(shown.coefficients(cross, np.maximum(square, 0), known, UNDERSMOOTHED).T)
    return np.concatenate(out)


def _seen(sums: _Sums, folds: Folds) -> Array:
    """Between what each option led to in the draws that a variant knows, (2, variant, open)."""
    out = []
    for v in range(folds.count):
        known, same = folds.known(v), v % sums.least.shape[1]
        out.append((sums.least[known, same].min(axis=0), sums.most[known, same].max(axis=0)))
    return np.array(out).swapaxes(0, 1)


@dataclass
class _Fit:
    """Coefficients of one state, and what follows from them."""

    branch: Branch
    both: Array  # (2 * variant * open, term): of leads, and of what follows
    ends: Array  # (2, variant, open): a mean lies between what was seen; a fit may not
    folds: Folds
    found: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n, (count, open_) = self.branch.value.shape[1], self.shape
        self.found = {
            "chosen": np.empty(n, np.int16),
            "fit": np.empty((open_, n), np.float32),
            "togo": np.empty((count, n)),
            "relaxed": np.empty((count, n)),
            "off": np.empty((open_, n), np.float32),
        }

    @property
    def shape(self) -> tuple[int, int]:
        """Variants, open options."""
        return self.folds.count, len(self.branch.open)

    def fill(self, fold: int, piece: slice, rows: Array) -> None:
        """All draws of a piece of one fold."""
        y, bound = self.branch.follows(piece, False), self.branch.follows(piece, True)
        lead, mean = (self.both @ rows).reshape(2, *self.shape, -1)
        mean = np.clip(mean, self.ends[0, :, :, None], self.ends[1, :, :, None])
        best = lead.argmax(axis=1)
        out, one = self.found, fold % len(y)
        out["chosen"][piece] = np.array(self.branch.open)[best[fold]]
        out["fit"][:, piece] = lead[fold]
        y = np.broadcast_to(y, lead.shape)
        out["togo"][:, piece] = np.take_along_axis(y, best[:, None], axis=1)[:, 0]
        out["relaxed"][:, piece] = mean.max(axis=1)
        out["off"][:, piece] = bound[one] - mean[fold]

    def solved(self) -> Solved:
        return Solved(self.branch.open, **self.found)
