"""The committed report is the bot's own, and the bot gets no worse: the gate of every change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.engine import Engine
from bot.evaluation import report_json
from bot.evaluation.comparison import compare
from bot.evaluation.questions import read
from bot.evaluation.run import evaluate

TOP = Path(__file__).parent.parent.parent
EVAL = TOP / "tests" / "eval"


@pytest.fixture(scope="module")
def report(engine: Engine) -> report_json.Report:
    """The evaluation of both halves, by the function that serves."""
    halves = [EVAL / half for half in ("dev", "test")]
    return report_json.report(evaluate(engine, read(halves, engine.content)))


@pytest.fixture(scope="module")
def committed() -> report_json.Report:
    return report_json.read(TOP / "docs" / "evaluation.json")


def test_wrong_answers_do_not_rise_and_right_ones_do_not_fall(report: Any, committed: Any) -> None:
    compared = compare(committed, report)
    assert compared.faults == ()
    assert (compared.only_old, compared.only_new) == (0, 0), "run `make evaluate` and commit docs/evaluation.json"


def test_the_committed_report_is_of_this_content(report: Any, committed: Any) -> None:
    assert committed["content"] == report["content"], "run `make evaluate` and commit docs/evaluation.json"


def test_no_emergency_of_the_development_half_is_missed(report: Any) -> None:
    missed = [item["turns"] for item in report["items"] if item["outcome"] == "missed"]
    assert [turns for item in report["items"] if (turns := item["turns"]) in missed and "dev" in item["place"]] == []
