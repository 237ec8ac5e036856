"""The record beside a table of evidence, where it and the table disagree; see also
``mistakes/columns.toml``.
"""

RECORD, TABLE = "priors/evidence/floods.toml", "priors/evidence/floods.csv"
SOURCE = '[columns.source]\nlabel = "Source"\ntype = "source"\n'


def test_a_column_that_every_table_needs(edited):
    assert edited(RECORD, SOURCE, "") == [
        f"{RECORD}: columns.source: is missing; add this column of type source",
        f"{TABLE}: line 1, 'source': column is not listed in {RECORD}; add it there",
    ]


def test_how_a_row_was_verified_is_one_of_three(edited):
    assert edited(RECORD, '["page", "memory", "derived"]', '["page", "seen"]') == [
        f"{RECORD}: columns.verified.categories: are not all known; use page, memory, derived",
        f"{TABLE}: line 4, verified: category 'memory' is not in the record; use one of page, seen",
    ]
