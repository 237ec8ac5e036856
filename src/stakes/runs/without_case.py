"""The page of a choice of which there are draws alone, and the same in a notebook."""

import os
from dataclasses import dataclass, replace
from html import escape
from io import StringIO
from pathlib import Path
from typing import Unpack

from rich.console import Console

from stakes.assessment.findings import Findings
from stakes.assessment.without_case.findings import find_without_case
from stakes.assessment.without_case.given import Words, given
from stakes.decision.draws.inputs import Parameters, Value
from stakes.decision_json.decision import Decision
from stakes.decision_json.reading import as_json
from stakes.processors import one_thread
from stakes.report.page import html
from stakes.report.terminal import show
from stakes.runs import store

WIDTH, HEIGHT = 100, 760  # characters of a summary in text; px of its frame in a notebook
REPORT, DECISION = "report.html", "decision.json"  # as a run calls them


@dataclass(frozen=True)
class Summary:
    """What draws say of a choice: as text, and in a notebook as the page that `write_report`
    writes.

    Attributes
    ----------
    decision : all numbers, as `stakes.read_decision` gives them back.
    page : the page, as HTML.
    """

    decision: Decision
    page: str

    def __repr__(self) -> str:
        text = StringIO()
        show(self.decision, Console(file=text, width=WIDTH))
        return text.getvalue().rstrip()

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{escape(self.decision.case)}" srcdoc="{escape(self.page)}" '
            f'style="width: 100%; height: {HEIGHT}px; border: 1px solid #ccc"></iframe>'
        )


def write_report(
    value: Value,
    parameters: Parameters,
    out: str | os.PathLike[str],
    **words: Unpack[Words],
) -> Path:
    """Write the page of a choice: the answer, what drives it, what would turn it, and an explorer,
    from any draws.

    It is the page of a case, without what only a case can say: where beliefs come from, evidence,
    claims, schools of thought, other structures.

    Parameters
    ----------
    value : draws of the net value (more is better): a DataArray with the dim ``option`` and
        (chain, draw[, set]), or (sample,) if independent; an array with the options last; a
        DataFrame with a column for each option; a Dataset with a variable for each. A DataArray may
        have the dim ``attribute`` too: parts that add up to the net value, of which the page says
        what makes the difference.
    parameters : the same draws of what may turn the choice: a Dataset, the posterior of a DataTree
        or the whole tree, a DataFrame, a mapping of names to arrays.
    out : path of the page; all numbers, unrounded, go into a file of the same name that ends in
        ``.json``, which `stakes.read_decision` reads. A folder, or a path that ends in no suffix,
        gets ``report.html`` and ``decision.json``, as from a run.
    **words : what readers see. title; unit of the value (else its attribute ``unit`` or
        ``units``); labels, of options, attributes and parameters by id; sources, of parameters by
        id: a text or an address; groups, by label the parameters of which the value of knowing them
        together is asked.

    Returns
    -------
    Path
        That of the page.

    Raises
    ------
    ValueError
        If draws are missing, do not match, or are NaN or infinite, if no parameter varies, or if
        labels, sources or groups name what is not there.

    Notes
    -----
    Everything said of the options, and what knowing more would be worth, is of all draws. What
    would change the answer, and what knowing a group is worth, takes regressions on every number:
    of more than 40,000 draws every so many-th is used, and the page says so. Of more than 20
    numbers those most closely linked with the lead are looked at, and of more than 25 options a
    shortlist is compared in pairs. Errors are Monte Carlo standard errors, as of the functions that
    the page calls: `stakes.compare`, `evppi`, `break_even`, `tornado`, `importance`, `tilt`,
    `discover`, `diagnose`.

    Examples
    --------
    >>> import numpy as np, pathlib, tempfile
    >>> gain = np.random.default_rng(1).normal(1.0, 2.0, size=4000)
    >>> value = np.stack([0 * gain, gain], axis=-1)
    >>> out = pathlib.Path(tempfile.mkdtemp()) / "choice.html"
    >>> write_report(value, {"gain": gain}, out, labels={"0": "Wait", "1": "Act"}).name
    'choice.html'
    >>> from stakes import read_decision
    >>> read_decision(out.with_suffix(".json")).best
    '1'
    """
    path, beside = _places(Path(out))
    findings = _found(value, parameters, words, beside.name)
    store.write_text(path, html(findings))
    store.write_text(beside, as_json(findings.decision))
    return path


def _places(out: Path) -> tuple[Path, Path]:
    """Where the page goes, and where its numbers."""
    if out.suffix and not out.is_dir():
        return out, out.with_suffix(".json")
    return out / REPORT, out / DECISION


def summary(value: Value, parameters: Parameters, **words: Unpack[Words]) -> Summary:
    """What draws say of a choice: shown by a notebook as the page that `stakes.write_report`
    writes, and printed as text.

    Parameters
    ----------
    value, parameters, **words : as for `stakes.write_report`.

    Returns
    -------
    Summary
        With the attributes decision (all numbers) and page (HTML).

    Raises
    ------
    ValueError
        As in `stakes.write_report`.

    Examples
    --------
    >>> import numpy as np
    >>> gain = np.random.default_rng(1).normal(1.0, 2.0, size=4000)
    >>> found = summary(np.stack([0 * gain, gain], axis=-1), {"gain": gain}, unit="euros")
    >>> found.decision.best, "iframe" in found._repr_html_()
    ('1', True)
    """
    found = _found(value, parameters, words, "")
    return Summary(found.decision, html(found))


def _found(value: Value, parameters: Parameters, words: Words, beside: str) -> Findings:
    if unknown := words.keys() - Words.__annotations__.keys():
        known = ", ".join(Words.__annotations__)
        raise TypeError(f"unknown words {', '.join(sorted(unknown))}: they are {known}")
    with one_thread():
        found = find_without_case(given(value, parameters, words), store.versions())
    assert found.sample is not None
    return replace(found, sample=replace(found.sample, beside=beside))
