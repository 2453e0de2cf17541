import io
import re

from rich.console import Console

from bot.engine import Engine
from bot.explain import explain
from bot.types import Conversation, Message


def explained(engine: Engine, text: str, conversation: Conversation | None = None) -> str:
    console = Console(file=io.StringIO(), width=200)
    explain(engine.reply(Message(text), conversation), console, engine)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_explain_shows_every_step_of_the_line(small: Engine) -> None:
    shown = explained(small, "what does a lone cost at the libary")
    for step in ("normalise", "triage", "small_talk", "resolve", "search", "calibrate", "decide", "compose"):
        assert step in shown


def test_explain_shows_which_words_were_repaired(small: Engine) -> None:
    assert "libary taken as library" in explained(small, "when is the libary open")


def test_explain_of_an_emergency_ends_early(small: Engine) -> None:
    shown = explained(small, "fire in the library")
    assert "emergency" in shown
    assert "search" not in shown


def test_explain_prints_brackets_of_the_visitor_as_they_are(small: Engine) -> None:
    assert "capital" in explained(small, "[bold]capital[/bold] [/nope]")


def test_explain_of_an_empty_message_is_no_error(small: Engine) -> None:
    assert "referral" in explained(small, "")


def test_explain_says_why_there_is_no_linear_model(small: Engine) -> None:
    assert shown_last(small) == "no linear model: 30 texts of entries, it needs 300"


def test_explain_says_what_the_linear_model_stands_on(engine: Engine) -> None:
    assert re.fullmatch(r"linear model over \d+ entries: 1\d\d texts an entry", shown_last(engine))


def shown_last(engine: Engine) -> str:
    return explained(engine, "when is it open").splitlines()[-1]
