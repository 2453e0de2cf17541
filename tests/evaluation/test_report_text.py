import io

from rich.console import Console

from bot.evaluation import report_text
from bot.evaluation.comparison import compare
from bot.evaluation.questions import Known, Question
from bot.evaluation.report_json import Report, report
from bot.evaluation.run import Evaluation


def console() -> Console:
    return Console(file=io.StringIO(), width=100)


def said(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_show_prints_groups_ranking_and_what_went_wrong(held: Report) -> None:
    screen = console()
    report_text.show(held, screen)
    text = said(screen)
    assert "7 dialogues, content" in text
    assert "Σ covered" in text
    assert "this bot" in text
    assert "Confidence is off by" in text
    assert "With noise" not in text


def test_show_prints_noise_where_it_was_measured(held: Report) -> None:
    screen = console()
    report_text.show({**held, "noise": {"typos": held["overall"]}}, screen)
    assert "typos" in said(screen)


def test_nothing_that_a_visitor_wrote_acts_on_the_terminal(evaluation: Evaluation) -> None:
    held = report(evaluation)
    evil = {**held["items"][0], "outcome": "wrong", "turns": ["[red]x[/nope] \x1b[2J\u202e"], "why": "[bold]"}
    screen = console()
    report_text.show({**held, "items": [evil], "groups": {"[blink]\x1b": held["groups"]["odd"]}}, screen)
    assert "\x1b" not in said(screen)
    assert "\u202e" not in said(screen)
    assert "[red]x[/nope] <U+001B>[2J<U+202E>" in said(screen)


def test_show_comparison_prints_changes_and_the_verdict(held: Report) -> None:
    worse = {**held, "items": [{**item, "outcome": "wrong"} for item in held["items"]]}
    screen = console()
    report_text.show_comparison(compare(held, worse), screen)
    assert "Changed since then" in said(screen)
    assert "wrong: " in said(screen)
    report_text.show_comparison(compare(held, held), screen)
    assert "not worse than before, beyond noise" in said(screen)


def test_show_known_names_the_question_and_its_twin() -> None:
    screen = console()
    report_text.show_known(
        [Known(Question(("[b]fee\x07",), ("a",), (), "dev/a.yml:3"), "a phrasing of loan-cost")], screen
    )
    assert said(screen) == "dev/a.yml:3: “[b]fee<U+0007>” is a phrasing of loan-cost; ask it in other words\n"
