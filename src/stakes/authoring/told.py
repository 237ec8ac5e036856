"""What `stakes check` tells of beliefs that were fitted, pooled or correlated."""

from collections.abc import Iterator, Mapping
from typing import Any

from stakes.case.beliefs.elicited import LARGE, missed, said


def fits_and_weights(quantities: Mapping[str, Any]) -> str:
    """A line, each after a line break, for each quantity fitted to more than three quantiles, with
    its misfit, and for each that is pooled, with the weights of its experts.
    """
    return "".join(f"\n{line}" for q in quantities.values() for line in _lines(q))


def _lines(q: Any) -> Iterator[str]:
    if q.elicited is not None and q.distribution is not None:
        fit = missed(q.distribution, q.elicited)
        much = ": too much for one curve of a family?" if fit.largest > LARGE else ""
        yield f"{q.id}: fitted by {said(fit, q.elicited.levels)}{much}"
    if q.pooled is not None:
        shares = ", ".join(f"{name} {e.weight:.0%}" for name, e in q.pooled.experts.items())
        by = f" by the panel '{q.pooled.panel}'" if q.pooled.panel else ""
        yield f"{q.id}: a {q.pooled.rule} pool, weighed{by}: {shares}"
