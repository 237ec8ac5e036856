"""The case's numbers, all of them, each computed once: what `decision.json` and the report hold."""
