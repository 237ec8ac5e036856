from made_up.boxes import planted


def test_sentence():
    found = planted(1)
    coverage, density = (round(100 * found[name].item()) for name in ("coverage", "density"))
    (_, (low, _), (lower, upper), *_) = found["limits"].values[0]
    assert found.attrs["sentences"] == [
        f"act loses where x1 is above {low:.3g} and x2 is between {lower:.3g} and {upper:.3g}: "
        f"{coverage} % of the cases "
        f"in which it loses lie there, and it loses in {density} % of the cases there."
    ]
