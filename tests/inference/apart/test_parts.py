"""Parts are compiled once each, when they are asked for, and have seeds of their own."""

import pymc as pm
import pytest
from tests.inference.apart.made_up_parts import two_means, two_parts

from stakes.inference import sampling
from stakes.inference.apart.independent_parts import independent_parts
from stakes.inference.apart.parts import Parts, parted


@pytest.fixture
def asked(monkeypatch):
    """What was compiled, and with which data it was then asked for."""
    compiled, given = [], []
    monkeypatch.setattr(sampling, "compile_model", lambda m: compiled.append(m) or len(compiled))
    monkeypatch.setattr(sampling, "with_data", lambda one, data: given.append(dict(data)) or one)
    return compiled, given


def test_a_part_is_compiled_when_it_is_asked_for_and_never_again_for_other_data(asked):
    compiled, given = asked
    parts = two_parts()
    assert compiled == []
    parts[1]
    assert compiled == [parts.models[1]]
    other = parts.with_data({"left_values": 1}).with_data({"right_values": 2}).compiled()
    assert len(compiled) == 2
    other[0]
    assert len(compiled) == 2
    assert given[0] == {}
    assert given[-1] == {"left_values": 1, "right_values": 2}
    assert parts.data == {}


def test_each_part_has_a_seed_of_its_own_whatever_the_others_are():
    parts = two_parts()
    seeds = {parts.models[i].free_RVs[0].name: parts.seed(7, i) for i in range(2)}
    assert len(set(seeds.values())) == 2
    with two_means() as model:
        pm.Normal("third_seen", pm.Normal("third"), 1.0, observed=0.0)
    three = Parts(tuple(independent_parts(model, few=0)))
    again = {three.models[i].free_RVs[0].name: three.seed(7, i) for i in range(3)}
    assert seeds.items() < again.items()
    assert parts.seed(8, 0) != parts.seed(7, 0)
    assert parted(two_means()).seed(7, 0) == 7
