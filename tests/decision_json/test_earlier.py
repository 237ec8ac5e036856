"""Files of an earlier schema are read, as far as they go."""

import copy
import json

from tests.decision_json.decision_files import EARLIER, find_in, leaves, refused

from made_up_record import made_up
from stakes.decision_json.decision import SCHEMA
from stakes.decision_json.reading import as_json, read_decision
from stakes.decision_json.records import find


def test_every_number_of_an_earlier_file_is_read(earlier):
    decision = read_decision(EARLIER)
    dropped = [
        path
        for path, _ in leaves(earlier)
        if "shapley" in str(path[-1]) and path[:2] == ("importance", "quantities")
    ]
    assert all(find_in(earlier, path) is None for path in dropped)
    kept = {path: value for path, value in leaves(earlier) if path not in dropped}
    assert len(kept) > 1000
    assert {path: find(decision, path) for path in kept} == kept
    assert decision.schema_version == SCHEMA


def test_an_earlier_file_that_lacks_whole_entries_is_read(tmp_path, earlier):
    core = (
        "case",
        "as_of",
        "unit",
        "profile",
        "seed",
        "options",
        "best",
        "resolved",
        "too_close_to_call",
        "evpi",
        "attributes",
    )
    old = copy.deepcopy({key: earlier[key] for key in (*core, "diagnostics")})
    for option in old["options"].values():
        option.pop("cvar_mcse", None)
    (tmp_path / "decision.json").write_text(json.dumps(old), encoding="utf-8")
    decision = read_decision(tmp_path)
    assert decision.options[decision.best].cvar_mcse is None
    assert (decision.tornado.quantities, decision.confidence, decision.views) == ({}, None, {})
    del old["evpi"]
    assert refused(tmp_path, old).startswith(": evpi: is missing")


def test_a_file_of_schema_2_is_read(tmp_path):
    """It knew no sequences, topics or paired differences of the worst outcomes."""
    now = json.loads(as_json(made_up({"options": {"dam": {"label": "Dam"}}})))
    old = now | {"schema_version": 2}
    for key in ("sequence", "evppi_of_topics"):
        del old[key]
    for option in old["options"].values():
        del option["cvar_difference"], option["cvar_difference_mcse"]
    (tmp_path / "decision.json").write_text(json.dumps(old), encoding="utf-8")
    decision = read_decision(tmp_path)
    assert decision.schema_version == SCHEMA
    assert decision.sequence is None
    assert {o.cvar_difference for o in decision.options.values()} == {None}


def test_a_file_of_schema_3_is_read(tmp_path):
    """Its claims had no effect, its views compared no pair, and it held neither the difference of
    the first two nor which options are asked about.
    """
    held = {"probability": 0.5, "se": 0.1, "prior": 0.4, "prior_se": 0.1}
    views = {"believed": {"profiles": {"run": {"best": "dam"}}}}
    now = json.loads(as_json(made_up({"claims": {"often": held}, "views": views})))
    del now["claims"]["often"]["effect"]
    old = copy.deepcopy(now | {"schema_version": 3})
    del old["asked"], old["difference"]
    leader = old["views"]["believed"]["profiles"]["run"]
    del leader["against"], leader["against_se"]
    (tmp_path / "decision.json").write_text(json.dumps(old), encoding="utf-8")
    decision = read_decision(tmp_path)
    assert decision.schema_version == SCHEMA
    assert (decision.claims["often"].effect, decision.asked) == (None, None)
    assert decision.difference is None
    assert decision.views["believed"].profiles["run"].against is None
    assert refused(tmp_path, now).startswith(": claims.often.effect: is missing")
