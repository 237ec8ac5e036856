"""Write the README's picture from the saved results of the case: run `uv run stakes` first."""

import re
from pathlib import Path

from stakes import figures, findings, open_case, store

OPTION, SCALE = "information_sharing", 1.6
case = open_case(Path(__file__).parent)
fit = store.read_fit(case.root / "results" / "fit.nc")
if fit is None:
    raise SystemExit("results/fit.nc is not there: run `uv run stakes` first")
found = findings.find(case, fit, case.default_profile, {})
labels = {a.id: a.label for a in case.attributes.values()}
figure = figures.waterfall(found.attributes, found.comparison, OPTION, labels)
figure.axes[0].set_xlabel(case.unit, fontsize=10)
page = (Path(figures.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
colours = dict(reversed(re.findall(r"--(\w+): (#\w+)", page)))  # those of the light page, which come first, win
drawn = figures.svg(figure, f"{case.options[OPTION].label} against going alone, by attribute")
drawn = re.sub(r"var\(--(\w+)\)", lambda name: colours[name[1]], drawn).replace("currentColor", colours["ink"])
width, height = (float(n) for n in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)[0])
drawn = drawn.replace(f'width="{width:g}"', f'width="{width * SCALE:g}"', 1).replace(
    f'height="{height:g}"', f'height="{height * SCALE:g}"', 1
)
drawn = re.sub(r"(<svg[^>]*>)", r'\1<rect width="100%" height="100%" fill="#ffffff"/>', drawn, count=1)
(case.root / "docs" / f"{OPTION}.svg").write_text(drawn + "\n", encoding="utf-8")
