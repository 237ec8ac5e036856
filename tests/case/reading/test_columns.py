"""Mistakes in the tables of evidence and their records."""

import pytest

RECORD, CSV, PACTS = (
    "priors/evidence/floods.toml",
    "priors/evidence/floods.csv",
    "priors/evidence/pacts.csv",
)

# fmt: off
EDITS = [
    (RECORD, 'type = "number"', 'type = "numbr"', "columns.level.type: 'numbr' is not known here; "
                                                  "did you mean 'number'?"),
    (RECORD, 'left_out = "Years before 1998."\n', "", "left_out: is missing; add it"),
    (RECORD, 'known = "known_from"', 'known = "know_from"',
     "known: 'know_from' is not a column of the table; did you mean 'known_from'?"),
    (RECORD, 'known = "known_from"', 'known = "surveyed"',
     "known: column 'surveyed' may be blank; take out optional = true, so that every row has its "
     "date"),
    (RECORD, 'known = "surveyed"\n\n[columns.rep', 'known = "level"\n\n[columns.rep',
     "columns.size.known: column 'level' is of type number; name a column of type date"),
    (RECORD, 'categories = ["small", '
             '"large"]\n', "", "columns.size.categories: is missing or empty; list the categories"),
    (RECORD, "min = 1900\n", "min = 1900\nmax = "
                             "1800\n", "columns.year.max: is 1800, below min (1900); give a "
                                       "number above min"),
    (RECORD, 'type = "source"', 'type = "text"', "columns.source.type: is text; make it source"),
    (RECORD, "max = 20", "maximum = "
                         "20", "columns.level.maximum: unknown key 'maximum'; did you mean 'max'?"),
    (CSV, "year,floods,", "year,floods,floods,",
     "line 2: has 9 cells, the header has 10; add the cells, blank ones too\n"
     "line 3: has 9 cells, the header has 10; add the cells, blank ones too\n"
     "line 4: has 9 cells, the header has 10; add the cells, blank ones too\n"
     "line 5: has 9 cells, the header has 10; add the cells, blank ones too\n"
     "line 1: names column 'floods' twice; rename or remove one of the two"),
    (CSV, "year,floods,", "year,flods,",
     "line 1, 'flods': column is not listed in priors/evidence/floods.toml; did you mean "
     "'floods'?\n"
     "floods: column is missing; add it, or take it out of priors/evidence/floods.toml"),
    (CSV, ",0.4,", ",0.4,9,", "line 2: has 10 cells, the header has 9; quote cells that hold a "
                              "comma"),
    (CSV, "office,page\n2009", "office\n2009", "line 2: has 8 cells, the header has 9; add the "
                                               "cells, blank ones too"),
    (CSV, "2009,0,", "2009,-1,", "line 3, floods: -1 is below 0; give 0 or more, or set min in "
                                 "the record"),
    (CSV, "2009,0,", "2009,nan,", "line 3, floods: 'nan' is not a whole number; write digits only"),
    (CSV, ",-1.5,", ",nan,", "line 3, level: 'nan' is not a number; write digits, with a point "
                             "for decimals"),
    (CSV, ",-1.5,", ",inf,", "line 3, level: 'inf' is not a number; write digits, with a point "
                             "for decimals"),
    (CSV, ",-1.5,", ",1e999,", "line 3, level: '1e999' is too large; give a finite number"),
    (CSV, ",-1.5,", ",21,", "line 3, level: 21 is above 20; give 20 or less, or set max in the "
                            "record"),
    (CSV, "2009,0,", "2009,0.5,", "line 3, floods: '0.5' is not a whole number; write digits only"),
    (CSV, "2009,0,", "2009,,", "line 3, floods: is blank; fill it in, or set optional = true in "
                               "the record"),
    (CSV, "2008-12-31", "31 December "
                        "2008", "line 2, known_from: '31 December 2008' is not a date; write it "
                                "as yyyy-mm-dd"),
    (CSV, "2008-12-31", "2008-02-30", "line 2, known_from: 2008-02-30 does not exist; write a day "
                                      "of the calendar"),
    (CSV, "2008-12-31", "", "line 2, known_from: is blank; fill it in, or set optional = true in "
                            "the record"),
    (CSV, "small,1", "tiny,1", "line 2, size: category 'tiny' is not in the record; use one of "
                               "large, small"),
    (CSV, "small,1", "smal,1", "line 2, size: category 'smal' is not in the record; did you mean "
                               "'small'?"),
    (CSV, "small,1", "small,yes", "line 2, repaired: 'yes' is not a flag; write 0 or 1"),
    (CSV, "office,page\n2009", "offic,page\n2009", "line 2, source: unknown source 'offic'; did "
                                                   "you mean 'office'?"),
    (CSV, "office,page\n2009", "office,seen\n2009",
     "line 2, verified: category 'seen' is not in the record; use one of derived, memory, page"),
    (CSV, "2009,0,", "\n2009,0,", "line 3: is blank; delete the line"),
    (PACTS, '"Upper river, 1990"', '"Upper river" 1990',
     'line 2: is not valid csv (\',\' expected after \'"\'); double the quotes within a quoted '
     'cell, and close it'),
    (PACTS, '"Upper river, '
            '1990"', "Upper river, "
                     "1990", "line 2: has 6 cells, the header has 5; quote cells that hold a "
                             "comma"),
    (PACTS, "Lower river,", '"Lower river,',
     "line 3: is not valid csv (unexpected end of data); double the quotes within a quoted cell, "
     "and close it"),
]
# fmt: on


@pytest.mark.parametrize(("file", "old", "new", "expected"), EDITS)
def test_each_mistake_gets_its_line(edited, file, old, new, expected):
    assert edited(file, old, new) == [f"{file}: {line}" for line in expected.splitlines()]
