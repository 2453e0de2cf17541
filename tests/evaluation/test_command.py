import argparse
import json
import shutil
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.evaluation import command

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def place(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small bank in `faq/` and questions in `tests/eval`."""
    folder = tmp_path_factory.mktemp("place")
    shutil.copytree(library, folder / "faq")
    for name, text in (("dev", "until what hour may I come"), ("test", "how much to borrow things")):
        half = folder / "tests" / "eval" / name
        half.mkdir(parents=True)
        (half / "a.yml").write_text(f"- {{ask: {text}, expect: [opening-hours, loan-cost]}}\n", encoding="utf-8")
    (folder / "tests" / "eval" / "all.yml").write_text(
        "- {ask: who mends my bike, expect: referral}\n", encoding="utf-8"
    )
    return folder


def run(place: Path, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    options = parser.parse_args(arguments)
    options.faq, options.cache = place / "faq", place / "cache"
    return command.run(options)


@pytest.mark.parametrize(("half", "n"), [("dev", 2), ("test", 2), ("all", 3)])
def test_evaluate_takes_the_questions_beside_the_content(half: str, n: int, place: Path, capsys: Capture) -> None:
    assert run(place, "--half", half) == 0
    assert f"{n} dialogues" in capsys.readouterr().out


def test_evaluate_writes_json_and_html_and_compares(place: Path, tmp_path: Path, capsys: Capture) -> None:
    old, page = tmp_path / "old.json", tmp_path / "page.html"
    assert run(place, "--json", str(old), "--html", str(page), "--noise") == 0
    assert json.loads(old.read_text())["noise"]["typos"]["not_covered"]["n"] == 1
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run(place, "--compare", str(old)) == 0
    assert "Changed since then: 0 of 2" in capsys.readouterr().out


def test_evaluate_fails_when_it_became_worse(place: Path, tmp_path: Path, capsys: Capture) -> None:
    old, file = tmp_path / "old.json", tmp_path / "many.jsonl"
    lines = [json.dumps({"ask": f"price of the card {i}", "expect": "opening-hours"}) for i in range(8)]
    file.write_text("\n".join(lines), encoding="utf-8")
    run(place, "--questions", str(file), "--json", str(old))
    held = json.loads(old.read_text())
    better = {**held, "items": [{**item, "outcome": "right"} for item in held["items"]]}
    old.write_text(json.dumps(better), encoding="utf-8")
    assert run(place, "--questions", str(file), "--compare", str(old)) == 1
    assert "right answers fall: 8 fewer, 0 more (p = 0.008)" in capsys.readouterr().out


def test_evaluate_fails_when_a_question_of_our_own_stands_in_the_bank(
    place: Path, tmp_path: Path, capsys: Capture
) -> None:
    own = tmp_path / "own"
    shutil.copytree(place / "faq", own / "faq")
    (own / "tests" / "eval").mkdir(parents=True)
    (own / "tests" / "eval" / "q.yml").write_text("- {ask: LOAN fee, expect: loan-cost}\n", encoding="utf-8")
    assert run(own, "--ranking-only") == 1
    said = capsys.readouterr()
    assert "“LOAN fee” is a phrasing of loan-cost; ask it in other words" in said.err
    assert "this bot" in said.out


def test_evaluate_only_tells_when_a_question_of_others_stands_in_the_bank(
    place: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "q.csv"
    file.write_text("ask,expect\nLOAN fee,loan-cost\n", encoding="utf-8")
    assert run(place, "--questions", str(file), "--ranking-only") == 0
    assert "“LOAN fee” is a phrasing of loan-cost" in capsys.readouterr().err


def test_evaluate_without_questions_says_how_to_name_some(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "faq", tmp_path / "faq")
    with pytest.raises(ContentError, match="there are no questions here; name some with --questions FILE"):
        run(tmp_path)
