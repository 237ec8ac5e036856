"""What the README says of commands is so, and its own example runs as it stands."""

import re
import tomllib
from pathlib import Path

import pytest

from stakes.cli import COMMANDS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "ARCHITECTURE.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
UV = re.compile(r"\buv run((?: --group [\w-]+)*) (stakes|pytest)((?: [\w-]+)?)")


def test_the_example_on_a_foreign_posterior(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(
        r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert len([line for line in code.splitlines() if line.strip()]) < 13
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "expected_regret" in printed
    assert printed.splitlines()[-1].startswith(("leave", "coach"))
    assert "Should pupils be coached?" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.fixture
def groups():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_commands_name_groups_and_commands_that_exist(page, groups):
    for options, tool, word in UV.findall(page.read_text(encoding="utf-8")):
        assert set(options.replace("--group", "").split()) <= set(groups)
        if tool == "stakes" and word.strip() and not word.strip().startswith("--"):
            assert word.strip() in COMMANDS, word
            assert word.strip() != "notebooks" or "--group notebooks" in options
        assert (
            tool == "stakes"
            or "--group test" in options
            or "uv sync --all-groups" in page.read_text(encoding="utf-8")
        )


def test_the_two_commands_to_begin_with_are_on_lines_of_their_own():
    block = re.search(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    commands = [line.split("#")[0].strip() for line in block[1].splitlines()]
    assert commands == ["pip install uv && uv run stakes", "uv run --group test pytest"]


def test_a_plain_run_installs_no_development_tool(groups):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "dev" not in groups
    assert not project["tool"]["uv"].get("default-groups")
    needed = {re.split(r"[<>=]", d)[0] for d in project["project"]["dependencies"]}
    tools = {re.split(r"[<>=]", d)[0] for group in groups.values() for d in group}
    assert not needed & tools
