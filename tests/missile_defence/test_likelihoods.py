"""What the likelihoods of this case hold, as its tables say."""

from datetime import date

import pytest

from stakes.inference import assembly, fitting


def test_efficacy_likelihood(real_case):
    for day, tests in ((date(2011, 6, 10), 22), (date(2011, 9, 2), 23)):
        held = assembly.evidence_of(fitting.build(real_case, day))
        assert (held["test_hit"].size, held["test_hit"].sum(), held["test_block"].size) == (
            tests,
            18,
            tests,
        )


def test_arms_race_likelihood(real_case):
    held = assembly.evidence_of(fitting.build(real_case))
    for reading in ("strict", "broad"):
        codes = held[f"episode_codes_{reading}"]
        assert codes.size == held["episode_cluster"].size == 20
        assert codes.min() >= 0
        assert codes.max() < 16
    bits = {bit: (held["episode_codes_strict"] >> bit) & 1 for bit in range(4)}
    cooperation, response = {1: bits[3], 2: bits[2]}, {1: bits[1], 2: bits[0]}
    rows = {(coder, c): cooperation[coder] == c for coder in (1, 2) for c in (1, 0)}
    counts = {
        (coder, c): (response[coder][those].sum(), those.sum())
        for (coder, c), those in rows.items()
    }
    assert counts == {
        (1, 1): (0, 12),
        (1, 0): (5, 8),
        (2, 1): (3, 10),
        (2, 0): (7, 10),
    }  # as the table's record says


def test_channels_likelihood(real_case):
    held = assembly.evidence_of(fitting.build(real_case))
    years = held["channel_age"] - held["channel_since_end"]
    assert years[held["channel_class"] == 2].sum() == pytest.approx(10.5, abs=0.1)
    assert years[held["channel_class"] >= 1].sum() == pytest.approx(125.7, abs=0.5)
    assert years.sum() == pytest.approx(269.6, abs=0.5)
    assert held["channel_passes"].sum() == 0
    assert (held["agreement_carried_out"].sum(), held["agreement_carried_out"].size) == (26, 31)
    near = held["agreement_near"] == 1
    assert (held["agreement_carried_out"][near].sum(), near.sum()) == (3, 7)
