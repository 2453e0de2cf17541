from pathlib import Path

import pytest

from bot.engine import Engine
from bot.errors import ContentError
from bot.evaluation.questions import Question, in_bank, read


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def faults(paths: list[Path], engine: Engine) -> list[str]:
    with pytest.raises(ContentError) as raised:
        read(paths, engine.content)
    return list(raised.value.faults)


def test_read_gives_the_questions_of_all_three_formats_in_order(tmp_path: Path, small: Engine) -> None:
    yaml = write(tmp_path, "a.yml", "- ask: till when\n  expect: opening-hours\n  tags: [night]\n")
    lines = write(tmp_path, "b.jsonl", '{"turns": ["a card", "its price"], "expect": ["card-cost", "referral"]}\n\n')
    table = write(
        tmp_path, "c.csv", 'ask,expect,tags\n"well, fees?",loan-cost | card-cost,x;group:fees\nhi,smalltalk,\n'
    )
    assert read([yaml, lines, table], small.content) == (
        Question(("till when",), ("opening-hours",), ("night",), f"{tmp_path.name}/a.yml:1"),
        Question(("a card", "its price"), ("card-cost", "referral"), (), f"{tmp_path.name}/b.jsonl:1"),
        Question(("well, fees?",), ("loan-cost", "card-cost"), ("x", "group:fees"), f"{tmp_path.name}/c.csv:2"),
        Question(("hi",), ("smalltalk",), (), f"{tmp_path.name}/c.csv:3"),
    )


def test_read_of_a_folder_takes_the_question_files_directly_in_it(tmp_path: Path, small: Engine) -> None:
    write(tmp_path, "b.yml", "questions:\n  - {ask: two, expect: referral}\n")
    write(tmp_path, "a.JSONL", '{"ask": "one", "expect": "referral"}')
    write(tmp_path, "notes.txt", "not a question")
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper", "c.yml", "- {ask: three, expect: referral}")
    assert [question.judged for question in read([tmp_path], small.content)] == ["one", "two"]


def test_csv_may_have_semicolons_quoted_lines_a_byte_order_mark_and_turns(tmp_path: Path, small: Engine) -> None:
    text = '\ufeffTurns;expect\r\n"a card || said he\nwith ""é"" and £";card-cost\r\n;\r\n'
    file = write(tmp_path, "a.csv", text)
    assert read([file], small.content)[0].turns == ("a card", 'said he\nwith "é" and £')


def test_json_lines_hold_what_yaml_cannot(tmp_path: Path, small: Engine) -> None:
    file = write(tmp_path, "a.jsonl", r'{"ask": "\ud800 \u0000", "expect": "referral"}')
    assert read([file], small.content)[0].judged == "\ud800 \0"


def test_all_faults_of_all_files_are_told_at_once_with_their_lines(tmp_path: Path, small: Engine) -> None:
    first = write(tmp_path, "a.yml", "- aks: x\n  expect: card-cots\n- ask: yes\n  expect: referral\n- word\n")
    second = write(tmp_path, "b.jsonl", '{"ask": " ", "turns": [], "tags": 3}\n{bad\n')
    third = write(tmp_path, "c.jsonl", '\n{"ask": " ", "turns": [], "tags": 3}\n')
    assert faults([first, second, third], small) == [
        f'{first}:1 [number 1]: unknown key "aks"; did you mean "ask"?',
        f'{first}:2 [number 1]: expects "card-cots", which is no entry; did you mean "card-cost"?',
        f'{first}:1 [number 1]: needs either "ask" or "turns"; add one',
        f'{first}:3 [number 2]: "ask" must be text; put yes, no and numbers in quotes',
        f"{first}:5 [number 3]: must have the keys `ask` (or `turns`) and `expect`",
        f"{second}:2: no valid JSON: Expecting property name enclosed in double quotes; write one object a line",
        f'{third}:2 [number 1]: "ask" must be text; put yes, no and numbers in quotes',
        f'{third}:2 [number 1]: "turns" must be a list of texts; put yes, no and numbers in quotes',
        f'{third}:2 [number 1]: "tags" must be a list of texts; put yes, no and numbers in quotes',
        f'{third}:2 [number 1]: needs either "ask" or "turns"; remove one',
        f'{third}:2 [number 1]: "expect" is missing; add an entry id, referral, emergency or smalltalk',
    ]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.yml", "just words", ":1: must be a list of questions, each with `ask` and `expect`"),
        ("a.yml", "[]", ": no question in it; add some with `ask` and `expect`"),
        ("a.csv", "", ": no question in it; add some with `ask` and `expect`"),
        ("a.jsonl", "\n", ": no question in it; add some with `ask` and `expect`"),
        (
            "a.csv",
            "ask,expect\na,referral,c\n",
            ":2: 3 cells under 2 headings; put texts with separators in double quotes",
        ),
        ("a.csv", 'ask,expect\n"a"b,referral\n', ":2: no valid CSV: ',' expected after '\"'; check the double quotes"),
        ("a.txt", "x", ": questions are read from .yml, .yaml, .jsonl, .csv; rename or convert it"),
        ("a.jsonl", "[" * 100_000, ":1: no valid JSON: nested too deep or a number too long; write one object a line"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_remedy(
    name: str, text: str, fault: str, tmp_path: Path, small: Engine
) -> None:
    file = write(tmp_path, name, text)
    assert faults([file], small) == [f"{file}{fault}"]


def test_a_missing_file_and_one_that_is_not_utf8_are_told(tmp_path: Path, small: Engine) -> None:
    latin, missing = tmp_path / "latin.csv", tmp_path / "missing.yml"
    latin.write_bytes("ask,expect\ncafé,referral\n".encode("latin-1"))
    assert faults([missing, latin], small) == [
        f"{missing}: there is no such file or folder; check --questions",
        f"{latin}: byte 14 is not UTF-8; save the file as UTF-8",
    ]


@pytest.mark.parametrize(
    ("turns", "expected", "tags", "group"),
    [
        (("a",), ("card-cost", "referral"), (), "answerable"),
        (("a", "b"), ("card-cost",), (), "followup"),
        (("a", "b"), ("referral",), (), "referral"),
        (("a",), ("smalltalk", "referral"), (), "referral"),
        (("a",), ("smalltalk", "emergency"), (), "emergency"),
        (("a",), ("smalltalk",), ("old",), "smalltalk"),
        (("a",), ("card-cost",), ("old", "group:misspelt"), "misspelt"),
    ],
)
def test_the_group_follows_the_tag_else_what_is_expected(
    turns: tuple[str, ...], expected: tuple[str, ...], tags: tuple[str, ...], group: str
) -> None:
    assert Question(turns, expected, tags).group == group


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("  WHAT does a  lóan cost", "a phrasing of loan-cost"),
        ("Loan... fee!", "a phrasing of loan-cost"),
        ("loan fees", None),
        ("???", None),
        ("", None),
    ],
)
def test_in_bank_finds_questions_by_their_words(text: str, where: str | None, small: Engine) -> None:
    known = in_bank([Question((text,), ("loan-cost",))], small.content)
    assert [each.where for each in known] == ([where] if where else [])


def test_in_bank_knows_small_talk_emergencies_and_not_covered_questions(small: Engine) -> None:
    content = small.content
    talk, theme, alarm = (
        next(iter(each)) for each in (content.smalltalk.values(), content.themes.values(), content.triage.themes)
    )
    texts = [talk.phrasings[0], theme.phrasings[0], alarm.examples[0], content.triage.ordinary[0]]
    known = in_bank([Question((text,), ("referral",)) for text in texts], content)
    assert [each.question.judged for each in known] == texts


def test_in_bank_lets_the_last_turn_of_a_conversation_be(small: Engine) -> None:
    assert in_bank([Question(("hello there friend", "loan fee"), ("loan-cost",))], small.content) == ()
