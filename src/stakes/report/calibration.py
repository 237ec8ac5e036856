"""What calibration found, on a terminal."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

WORST = 8  # numbers that are listed besides those of the decision


def show_calibration(label: str, table: xr.Dataset, own: xr.Dataset, console: Console) -> None:
    """Print how many numbers leave their bands, the decision's own, and the least likely ones.

    Parameters
    ----------
    label : of the structure.
    table : Dataset[number]: least_tail, apart, failed, the least likely first, with the attributes
        refits and diverged.
    own : its rows of the decision's own numbers.
    console : where to print.
    """
    count, apart, failed = (
        table.sizes["number"],
        int(table["apart"].sum()),
        int(table["failed"].sum()),
    )
    said = "all of them inside" if not failed else f"{failed} outside"
    for line in (
        f"{label}: {count} numbers over {table.attrs['refits']} refits; {said} the band of 99 % "
        "for the family.",
        f"{apart} leave the band of 99 % that each has by itself; about {count / 100:.1f} would "
        "by chance.",
        f"{table.attrs['diverged']} refits had a divergence.",
    ):
        console.print(Text(line))
    console.print(_rows(own, "The decision's own numbers"))
    console.print(_rows(table.isel(number=slice(0, WORST)), "The least likely of all"))


def _rows(table: xr.Dataset, title: str) -> Table:
    shown = Table(title=Text(title), title_justify="left", title_style="dim", box=box.SIMPLE_HEAD)
    shown.add_column("Number")
    shown.add_column("Least tail", justify="right")
    shown.add_column("Band of 99 %")
    for i in range(table.sizes["number"]):
        row = table.isel(number=i)
        shown.add_row(str(row["number"].item()), f"{row['least_tail'].item():.2g}", _said(row))
    return shown


def _said(row: Mapping[Any, Any]) -> str:
    if np.any(row["failed"]):
        return "outside that of the family"
    return "outside its own" if np.any(row["apart"]) else "inside"
