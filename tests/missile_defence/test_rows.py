"""Which table of evidence enters which likelihood: docs/second_edition.md, section 2, against the
model files.
"""

import re
from dataclasses import replace

import pytest

from stakes.inference.model.joint_model import build
from stakes.report.model_contents import rows_known

TABLE = re.compile(r"^\| table \| rows \|.*?\n\n", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def written(real_case):
    """Pairs of a table and an observed variable, as the document has them."""
    text = (real_case.root / "docs" / "second_edition.md").read_text(encoding="utf-8")
    lines = TABLE.search(text).group().strip().splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {(r[0].strip("`"), name) for r in rows for name in re.findall(r"`(\w+)`", r[3])}


def structures(case):
    yield case
    for structure in case.structures.values():
        yield replace(case, models=structure.models(case.root, case.models))


def test_every_likelihood_stands_in_the_table_and_nothing_else_does(real_case, written):
    for case in structures(real_case):
        assert {name for _, name in written} == {rv.name for rv in build(case).observed_RVs}


def test_the_model_file_of_a_likelihood_reads_its_table(real_case, written):
    for case in structures(real_case):
        homes = build(case).homes
        for table, name in written:
            assert table in rows_known(case, homes[name], case.as_of), (table, name)


def test_what_stands_there_is_marked_as_evidence(real_case, written):
    uses = {table: real_case.evidence[table].record.use for table, _ in written}
    assert set(uses.values()) == {"likelihood"}
