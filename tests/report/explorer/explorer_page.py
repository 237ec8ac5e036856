"""Synthetic draws, the explorer's page made of them, and the numbers that it shows."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import numpy as np
import xarray as xr

from stakes.assessment.explorer.payload import Assumption, payload, section
from stakes.decision.expected_value import compare
from stakes.decision.net_value import net_value

ATTACK = "</script><script>alert(1)</script>"
HOSTILE = f'<img src=x onerror="alert(2)">{ATTACK}'
LABELS = {
    "options": {"wait": "Wait", "act": "Act at once", "half": ATTACK, "later": "Decide later"},
    "attributes": {"gain": "Gain", "cost": "Cost", "strain": HOSTILE},
}
WEIGHTS = {"gain": 1.0, "cost": 1.0, "strain": 0.7}
PROFILES = {
    "us": SimpleNamespace(label="Us", weights=WEIGHTS),
    "them": SimpleNamespace(
        label="Them & others", weights={"gain": 0.0, "cost": 2.0, "strain": 1.5}
    ),
}
SHELL = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Explorer</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{% include "report.css" %}{% include "explorer.css" %}</style></head>
<body><header><h1>Small case</h1></header>
<main>{% include "explorer.html.j2" %}</main></body></html>"""


def _chains(random: np.random.Generator, memory: float = 0.5) -> np.ndarray:
    x = random.normal(size=(4, 500))
    for i in range(1, 500):
        x[:, i] = memory * x[:, i - 1] + np.sqrt(1 - memory**2) * x[:, i]
    return x


class World:
    """Synthetic draws: a wide rate drives the gain of acting, a shift its cost, a state the
    strain.
    """

    def __init__(self) -> None:
        random = np.random.default_rng(11)
        z, shift, state = _chains(random), _chains(random), random.integers(0, 3, (4, 500))
        self.rate, self.shift, self.state = np.exp(1.2 * z), shift, state
        self.year, self.mood = (
            random.normal(2015, 2, (4, 500)),
            (state == 0) * random.integers(0, 2, (4, 500)),
        )
        zero = np.zeros_like(z)
        act = [
            0.5 * self.rate + 0.2 * _chains(random),
            -0.2 + 0.5 * shift,
            -0.6 * (state == 1) + 0.1 * _chains(random),
        ]
        half = [0.3 * self.rate, -0.1 + 0.2 * shift, zero]
        draws = np.array([[zero] * 3, act, half, [zero] * 3])
        self.parts = xr.DataArray(
            draws, dims=("option", "attribute", "chain", "draw")
        ).assign_coords(option=list(LABELS["options"]), attribute=list(WEIGHTS))
        self.parts.attrs = {"unit": "million euros", "relative_to": "wait"}

    def assumptions(self) -> list[Assumption]:
        def draws(x: np.ndarray) -> xr.DataArray:
            return xr.DataArray(x, dims=("chain", "draw"))

        return [
            Assumption("rate", "Rate of return", "% a year", draws(self.rate)),
            Assumption("shift", HOSTILE, "", draws(self.shift)),
            Assumption(
                "school", "School", "", draws(self.state), ("holds", "strains & bends", ATTACK)
            ),
            Assumption("year", "Year", "", draws(self.year)),
            Assumption("mood", "Mood", "", draws(self.mood), ("sober", "elated")),
        ]


WORLD = World()


def _shares() -> list[list[float]]:
    """Probability that each option is the best, and its error, by the draws before rounding."""
    table = compare(net_value(WORLD.parts, WEIGHTS))
    return np.array([table["p_best"].values, table["p_best_mcse"].values]).T.tolist()


PAYLOAD = payload(WORLD.parts, PROFILES, "us", WORLD.assumptions(), LABELS)
PAYLOAD |= {"shares": _shares()}


def write_page(file: Path, data: dict[str, Any]) -> Path:
    loader = jinja2.PackageLoader("stakes.report", "templates")
    page = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    file.write_text(
        page.from_string(SHELL).render(explorer=section(data, ["Waiting keeps its choices."])),
        encoding="utf-8",
    )
    return file


def shown_numbers(page: Any) -> np.ndarray:
    """Expected value, its error, P(best) and its error of each option, as the table holds them; 0
    for an error not shown.
    """
    held = "td => [...td.querySelectorAll('.number')].map(n => +n.dataset.value)"
    cells = page.eval_on_selector_all(".explorer-options tbody td", f"all => all.map({held})")
    return np.array([[*cell, 0.0][:2] for cell in cells]).reshape(-1, 4)


def agree(found: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> None:
    """Means and probabilities to the digit; errors, which the page works out more plainly, within a
    factor of two.
    """
    np.testing.assert_allclose(found[:, ::2], wanted[:, ::2], rtol=rtol, atol=atol)
    some = (found[:, 1::2] > 0) & (wanted[:, 1::2] > 0)
    np.testing.assert_array_equal(found[:, 1::2] > 0, wanted[:, 1::2] > 0)
    assert (np.abs(np.log2(found[:, 1::2][some] / wanted[:, 1::2][some])) < 1).all()


def by_compare(weights: dict[str, float]) -> np.ndarray:
    table = compare(net_value(WORLD.parts, weights))
    return np.array(
        [table[name].values for name in ("expected", "mcse", "p_best", "p_best_mcse")]
    ).T


def by_weights(
    w: np.ndarray, weights: dict[str, float] = WEIGHTS
) -> tuple[np.ndarray, np.ndarray, float]:
    """Expected values, P(best) and effective draws, by other means than the page's."""
    value = net_value(WORLD.parts, weights).transpose("option", "chain", "draw").values
    best = value == value.max(axis=0)
    share = best / best.sum(axis=0)
    kish = w.sum() ** 2 / (w**2).sum()
    return (
        np.average(value, axis=(1, 2), weights=np.broadcast_to(w, value.shape)),
        (share * w).sum(axis=(1, 2)) / w.sum(),
        kish,
    )


def slider_of(page: Any, attribute: str) -> Any:
    page.locator(".explorer-values").evaluate("e => { e.open = true; }")
    return page.locator(f"[data-attribute={attribute}] input")


def shown_weight(page: Any, attribute: str) -> float:
    return float(page.locator(f"[data-attribute={attribute}] .readout").get_attribute("data-value"))


def shown_quantity(page: Any, name: str) -> float:
    return float(page.locator(f"[data-assumption={name}] .typed").input_value())


def shown_kish(page: Any) -> float:
    return float(page.locator(".explorer-count").get_attribute("data-value"))
