"""A file of the starter case by schema 1, as it is and as it is read."""

import json

import pytest
from tests.decision_json.decision_files import EARLIER

from stakes.decision_json.reading import as_json, read_decision


@pytest.fixture(scope="module")
def earlier():
    return json.loads(EARLIER.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def present():
    return json.loads(as_json(read_decision(EARLIER)))
