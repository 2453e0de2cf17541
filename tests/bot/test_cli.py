import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def small_cache(library: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Options that name the small folder and a cache folder of these tests."""
    return ["--faq", str(library), "--cache", str(tmp_path_factory.mktemp("cache"))]


def run(arguments: list[str], capsys: Capture) -> tuple[int, str, str]:
    status = main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_ask_prints_the_reply(small_cache: list[str], capsys: Capture) -> None:
    status, out, _ = run(["ask", "fire in the library", *small_cache], capsys)
    assert status == 0
    assert "emergency" in out
    assert "Call 999 now and leave the building." in out


def test_ask_as_json_prints_the_reply_for_programs(small_cache: list[str], capsys: Capture) -> None:
    status, out, _ = run(["ask", "fire in the library", "--json", *small_cache], capsys)
    assert status == 0
    reply = json.loads(out)
    assert list(reply) == ["kind", "text", "confidence", "entry_id", "question", "source", "suggestions"]
    assert (reply["kind"], reply["text"]) == ("emergency", "Call 999 now and leave the building.")
    assert (reply["entry_id"], reply["question"], reply["source"], reply["suggestions"]) == (None, None, None, [])


def test_ask_as_json_names_source_and_suggestions(small_cache: list[str], capsys: Capture) -> None:
    _, out, _ = run(["ask", "where can I park my car", "--json", *small_cache], capsys)
    reply = json.loads(out)
    assert reply["suggestions"]
    assert all(set(suggestion) == {"id", "question"} for suggestion in reply["suggestions"])


def test_ask_as_json_keeps_to_standard_json(small_cache: list[str], capsys: Capture) -> None:
    _, out, _ = run(["ask", "", "--json", *small_cache], capsys)
    assert "NaN" not in out


def test_ask_can_explain_itself(small_cache: list[str], capsys: Capture) -> None:
    _, out, _ = run(["ask", "when is the libary open", "--explain", *small_cache], capsys)
    assert "libary taken as library" in out


@pytest.mark.parametrize("question", ["", "   "])
def test_ask_of_an_empty_question_is_wrong_use(question: str, small_cache: list[str], capsys: Capture) -> None:
    status, _, err = run(["ask", question, *small_cache], capsys)
    assert status == 2
    assert "the question is empty; write it in quotes" in err


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["ask"], ["ask", "q", "--nope"], ["lint", "extra"]])
def test_wrong_use_ends_with_two_and_says_how(arguments: list[str], capsys: Capture) -> None:
    status, out, err = run(arguments, capsys)
    assert (status, out) == (2, "")
    assert "usage: faqbot" in err


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"]])
def test_help_ends_with_zero(arguments: list[str], capsys: Capture) -> None:
    status, out, _ = run(arguments, capsys)
    assert status == 0
    assert "usage: faqbot" in out


def test_a_content_that_is_not_there_ends_with_one(tmp_path: Path, capsys: Capture) -> None:
    status, out, err = run(["ask", "q", "--faq", str(tmp_path / "nope")], capsys)
    assert (status, out) == (1, "")
    assert err == f"{tmp_path}/nope: there is no such file or folder; check --faq or FAQBOT_FAQ\n"


def test_lint_of_good_content_ends_with_zero(library: Path, capsys: Capture) -> None:
    status, out, err = run(["lint", "--quick", "--faq", str(library)], capsys)
    assert status == 0
    assert out.splitlines()[0].startswith("1 articles, 5 entries, 25 phrasings, 1 not-covered themes, content ")
    assert out.splitlines()[1] == "Entries with few phrasings: 5"
    assert out.splitlines()[-1] == "no faults, 5 hints (of the files alone)"
    assert err == ""


def test_lint_searches_for_hints_and_ends_with_zero_all_the_same(small_cache: list[str], capsys: Capture) -> None:
    status, out, _ = run(["lint", *small_cache], capsys)
    assert status == 0
    assert "Phrasings that lead elsewhere: " in out
    assert '"can I keep a borrowed book longer" is nearer to [loan-cost]' in out


def test_lint_of_readable_content_with_a_fault_gives_hints_and_ends_with_one(bank: Path, capsys: Capture) -> None:
    text = bank.read_text(encoding="utf-8").replace("[opening hours,", "[overdue fee,")
    bank.write_text(text, encoding="utf-8")
    status, out, _ = run(["lint", "--quick", "--faq", str(bank)], capsys)
    assert status == 1
    assert 'the same phrasing "overdue fee" stands in both; keep it in one' in out
    assert out.splitlines()[-1] == "1 fault, 3 hints (of the files alone)"


def test_lint_of_faulty_content_ends_with_one_and_lists_the_faults(bank: Path, capsys: Capture) -> None:
    bank.write_text(bank.read_text(encoding="utf-8").replace("answer: Every", "anwser: Every"), encoding="utf-8")
    status, out, _ = run(["lint", "--faq", str(bank)], capsys)
    assert status == 1
    assert out.splitlines() == [
        f'{bank}:6 [hours]: "answer" is missing; add it',
        f'{bank}:8 [hours]: unknown key "anwser"; did you mean "answer"?',
        "2 faults",
    ]


def test_the_environment_names_the_content_where_no_option_does(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("FAQBOT_FAQ", str(library))
    assert "5 entries" in run(["lint", "--quick"], capsys)[1]


def test_calibrate_shows_the_curve_and_the_thresholds(small_cache: list[str], capsys: Capture) -> None:
    status, out, _ = run(["calibrate", *small_cache], capsys)
    assert status == 0
    assert "of those wrong" in out
    assert "answers from confidence 0." in out


def test_chat_greets_answers_explains_and_starts_over(
    small_cache: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n3\n/why\n/new\nfire in the library\n"))
    status, out, _ = run(["chat", *small_cache], capsys)
    assert status == 0
    assert "│ Every day from nine to five." in out
    assert "How the reply came about" in out
    assert "Call 999 now" in out


@pytest.mark.parametrize("typed", ["0\n", "99\n", "\u0663\n", "²\n", "[bold]\n", "[/nope]\n"])
def test_chat_survives_what_is_no_choice(
    typed: str, small_cache: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert run(["chat", *small_cache], capsys)[0] == 0


def test_python_dash_m_bot_is_the_same_program(bank: Path) -> None:
    command = [sys.executable, "-m", "bot", "lint", "--quick", "--faq", str(bank)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    said = "no faults, 3 hints (of the files alone)"
    assert (ended.returncode, ended.stdout.splitlines()[-1], ended.stderr) == (0, said, "")


def test_a_process_ends_with_the_status_of_its_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "lint", "--faq", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
