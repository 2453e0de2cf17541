"""What stands where, how long files may be, and that the README names every setting and command."""

import fnmatch
import re
from pathlib import Path

import pytest

from bot.cli import main
from web.settings import TABLE

TOP = Path(__file__).resolve().parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")
ALLOWED = {"bot", "faq", "web", "tests", "docs", "pyproject.toml", "Procfile", "README.md", "CHANGELOG.md", "Makefile"}
MAX_LINES = 300
NAMES_OF_NOTHING = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "manager.py", "misc.py"}


def sources(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (TOP / folder).rglob("*.py"))


def ignored() -> list[str]:
    lines = (TOP / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip().rstrip("/") for line in lines if line.strip() and not line.startswith("#")]


def test_the_top_level_holds_only_what_is_allowed() -> None:
    names = {entry.name for entry in TOP.iterdir() if not entry.name.startswith(".")}
    names -= {name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in ignored())}
    assert names - ALLOWED == set()


def test_no_file_of_code_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        str(file.relative_to(TOP)): len(file.read_text(encoding="utf-8").splitlines())
        for file in sources("bot", "web", "tests")
    }
    assert {name: n for name, n in lengths.items() if n > MAX_LINES} == {}


def test_no_file_is_named_after_nothing() -> None:
    assert [str(file) for file in sources("bot", "web", "tests") if file.name in NAMES_OF_NOTHING] == []


def test_every_module_says_what_it_owns() -> None:
    silent = [str(file) for file in sources("bot", "web") if not file.read_text(encoding="utf-8").startswith('"""')]
    assert silent == []


def test_no_code_prints_outside_the_command_line_or_asserts() -> None:
    found = [
        str(file.relative_to(TOP))
        for file in sources("bot", "web")
        if re.search(r"^\s*(print\(|assert )", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert set(found) <= {"bot/cli.py", "web/cli.py", "bot/evaluation/command.py"}


@pytest.mark.parametrize(("name", "default"), [(name, default) for name, default, _ in TABLE])
def test_every_setting_stands_in_the_table_of_the_readme(name: str, default: str) -> None:
    (row,) = [line for line in README.splitlines() if line.startswith(f"| `{name}` |")]
    assert not default or f"`{default}`" in row


def test_the_readme_names_no_setting_that_is_none() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)) == {name for name, _, _ in TABLE}


def test_every_command_stands_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    commands = re.findall(r"^    ([a-z]+)(?:\s|$)", capsys.readouterr().out, re.MULTILINE)
    assert {"ask", "chat", "lint", "calibrate", "evaluate"} <= set(commands)
    assert [command for command in [*commands, "serve"] if f"faqbot {command}" not in README] == []


def test_every_command_of_the_readme_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    for command in set(re.findall(r"^    faqbot ([a-z]+)", README, re.MULTILINE)) - {"serve"}:
        assert main([command, "--help"]) == 0, command
    capsys.readouterr()


def test_every_option_that_the_readme_shows_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    for command, line in re.findall(r"^    faqbot ([a-z]+)([^#\n]*)", README, re.MULTILINE):
        if command != "serve":
            main([command, "--help"])
            known = capsys.readouterr().out
            assert [option for option in re.findall(r"--[a-z-]+", line) if option not in known] == []


def test_every_file_that_a_document_links_to_is_there() -> None:
    broken = []
    for file in [TOP / "README.md", TOP / "CHANGELOG.md", *(TOP / "docs").rglob("*.md")]:
        links = re.findall(r"\]\(([^)#\s]+)", file.read_text(encoding="utf-8"))
        broken += [f"{file.name}: {link}" for link in links if "://" not in link and not (file.parent / link).exists()]
    assert broken == []


def test_every_dependency_stands_in_the_readme_with_a_reason() -> None:
    project = (TOP / "pyproject.toml").read_text(encoding="utf-8").split("dependencies = [")[1].split("]")[0]
    names = re.findall(r'"([a-z0-9-]+)', project)
    assert len(names) > 5
    assert [name for name in names if f"| {name} |" not in README] == []
