"""How the site is built; `scripts/docs_site.py` lays out its pages and calls Sphinx."""

import re

project = "stakes"
copyright = "the authors of stakes, MIT licence"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
html_theme = "furo"
html_title = "stakes"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = html_copy_source = False
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # notebooks may begin at any level
default_role = "autolink"  # a name in backticks is a link where it is one of the reference
add_module_names = False
autodoc_typehints_format = "short"
autosummary_generate = False
python_maximum_signature_line_length = 90
numpydoc_show_class_members = False
nitpicky = True
nitpick_ignore_regex = [
    (
        "py:class",
        r"stakes\.decision_json\..*",
    ),  # the record, which docs/decision.schema.json describes
    (
        r"py:.*",
        r"(xr|xarray|np|numpy|npt|pm|pymc|pandas|pd|matplotlib|collections|datetime|os|pathlib|typing)\..*",
    ),
    (
        r"py:.*",
        r"stakes\.(case|decision|inference|outcomes|assessment|runs|report)\..*",
    ),  # rooms have no pages of their own
    (r"py:.*", r"[a-z]\w*|[A-Z]\w*"),  # types by their short names
]

ENTRY = re.compile(r"^(\S[^:`.]*) : (.+)$")


def as_entries(app, what, name, obj, options, lines):
    """``name : what it is`` says in one sentence what numpydoc would split into a type and a
    description.
    """
    found = []
    for line in lines:
        entry = ENTRY.match(line)
        found += [entry[1], f"    {entry[2]}"] if entry else [line]
    lines[:] = found


def setup(app):
    """Before numpydoc reads a docstring."""
    app.connect("autodoc-process-docstring", as_entries, priority=100)
