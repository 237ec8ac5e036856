"""The README's picture of the answer: what the option compared adds to the baseline and takes from
it, by attribute.
"""

import re
from pathlib import Path

import xarray as xr

from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.report.figures import panels
from stakes.report.figures.svg import svg

SCALE = 1.6


def picture(case: Case, decision: Decision, option: str) -> str:
    """The attributes of an option as a waterfall, in the colours of the light page."""
    labels = {a.id: a.label for a in case.attributes.values()}
    figure = panels.waterfall(*_tables(decision), option, labels)
    figure.axes[0].set_xlabel(case.unit, fontsize=10)
    page = (Path(panels.__file__).parents[1] / "templates" / "report.css").read_text(
        encoding="utf-8"
    )
    colours = dict(
        reversed(re.findall(r"--(\w+): (#\w+)", page))
    )  # those of the light page, which come first, win
    drawn = svg(
        figure,
        f"{case.options[option].label} against {case.options[case.baseline].label}, by attribute",
    )
    drawn = re.sub(r"var\(--(\w+)\)", lambda name: colours[name[1]], drawn).replace(
        "currentColor", colours["ink"]
    )
    width, height = (float(n) for n in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)[0])
    for name, size in (("width", width), ("height", height)):
        drawn = drawn.replace(f'{name}="{size:g}"', f'{name}="{size * SCALE:g}"', 1)
    return (
        re.sub(
            r"(<svg[^>]*>)", r'\1<rect width="100%" height="100%" fill="#ffffff"/>', drawn, count=1
        )
        + "\n"
    )


def _tables(decision: Decision) -> tuple[xr.Dataset, xr.Dataset]:
    """Attributes and net values of all options, as `panels.waterfall` takes them."""
    options, names = list(decision.options), list(next(iter(decision.attributes.values())))
    coords = {"option": options, "attribute": names}
    columns = {"mean": decision.attributes, "mcse": decision.attributes_mcse}
    held = {
        k: (("option", "attribute"), [[table[o][a] for a in names] for o in options])
        for k, table in columns.items()
    }
    net = {
        k: ("option", [getattr(decision.options[o], k) for o in options])
        for k in ("expected", "mcse")
    }
    return xr.Dataset(held, coords), xr.Dataset(net, {"option": options})
