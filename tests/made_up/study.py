"""A study of a case, as its file declares it."""

GAUGE = """
[studies.gauge]
label = "A gauge"
unit = "year"
sizes = [1, 5]
cost = 0.1
rationale = "It would show how often it floods."
sources = ["office"]
"""
