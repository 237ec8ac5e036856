"""The README's own example runs as it stands."""

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_the_example_on_a_foreign_posterior(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) < 12
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "expected_regret" in printed
    assert printed.splitlines()[-1].startswith(("leave", "coach"))
