"""What passes from assessment to report, and from one run to the next: the schema of
``decision.json``.
"""
