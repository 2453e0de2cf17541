import json
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.errors import ContentError
from bot.evaluation.report_json import Report, read, report, save, tally, write
from bot.evaluation.run import evaluate
from tests.evaluation.conftest import QUESTIONS


def test_report_has_the_keys_that_programs_rely_on(held: Report, small: Engine) -> None:
    assert set(held) >= {"ranking", "groups", "items", "curve", "reliability", "confusions", "noise", "latency"}
    assert held["content"] == small.content.hash
    assert list(held["ranking"]) == ["n", "p_at_1", "r_at_3", "mrr"]
    assert list(held["groups"]["loans"]["right"]) == ["count", "share", "low", "high"]
    assert set(held["groups"]["loans"]) >= {"n", "right", "wrong", "asked", "asked_wrong", "referred"}
    assert [item["turns"] for item in held["items"]] == [list(question.turns) for question in QUESTIONS]


def test_report_counts_every_question_once_in_groups_and_overall(held: Report) -> None:
    assert list(held["groups"]) == ["answerable", "followup", "referral", "emergency", "loans", "odd"]
    assert {name: group["n"] for name, group in held["overall"].items()} == {
        "covered": 4,
        "not_covered": 2,
        "emergency": 1,
    }
    assert sum(group["n"] for group in held["groups"].values()) == held["n"] == len(QUESTIONS)


def test_report_is_the_same_again_but_for_the_time(held: Report, small: Engine) -> None:
    again = report(evaluate(small, QUESTIONS))
    assert {**again, "latency": 0} == {**held, "latency": 0}


def test_report_of_no_question_is_whole(small: Engine) -> None:
    nothing = report(evaluate(small, ()))
    assert (nothing["n"], nothing["groups"], nothing["overall"], nothing["items"]) == (0, {}, {}, [])


def test_report_survives_being_written_and_read(held: Report, tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "report.json"
    write(held, file)
    assert read(file) == held == json.loads(file.read_bytes().decode("ascii"))


def test_titles_hold_only_what_the_report_names(held: Report) -> None:
    assert held["titles"]["loan-cost"] == "What does a loan cost?"


def test_tally_gives_every_outcome_its_share() -> None:
    counted = tally(["right", "right", "wrong", "right"])
    assert (counted["n"], counted["right"]["count"], counted["right"]["share"]) == (4, 3, 0.75)
    assert (counted["missed"]["count"], counted["missed"]["low"]) == (0, 0.0)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99, "items": []}', '{"format": 1, "items": [{}]}'])
def test_what_is_no_report_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="is no report of this version of `faqbot evaluate --json`; write it anew"):
        read(file)


def test_a_missing_report_and_an_impossible_place_are_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"old.json: cannot be read \(No such file or directory\); check --compare"):
        read(tmp_path / "old.json")
    with pytest.raises(ContentError, match=r"cannot be written \(Is a directory\); choose another place"):
        save("x", tmp_path)
