import subprocess
import sys
from pathlib import Path

import pytest

from bot.document import MAX_BYTES, read
from bot.errors import ContentError


def written(folder: Path, text: str) -> Path:
    file = folder / "a.yml"
    file.write_bytes(text.encode("utf-8"))
    return file


def fault(file: Path) -> str:
    with pytest.raises(ContentError) as caught:
        read(file)
    (only,) = caught.value.faults
    return only.replace(str(file), "a.yml")


def test_read_returns_plain_data_and_the_line_of_every_value(tmp_path: Path) -> None:
    document = read(written(tmp_path, "entries:\n  - id: one\n    answer: Yes it is.\n  - id: two\n"))
    assert document.data == {"entries": [{"id": "one", "answer": "Yes it is."}, {"id": "two"}]}
    assert document.line(("entries", 0, "answer")) == 3
    assert document.line(("entries", 1, "id")) == 4


def test_line_of_a_value_that_is_not_there_is_that_of_the_value_around_it(tmp_path: Path) -> None:
    document = read(written(tmp_path, "a: 1\nb:\n  c: 2\n"))
    assert document.line(("b", "nope", 7)) == 2
    assert document.line(("nope",)) == 1


def test_read_keeps_a_date_as_it_is_written(tmp_path: Path) -> None:
    assert read(written(tmp_path, "published: 2023-09-10")).data == {"published": "2023-09-10"}


@pytest.mark.parametrize("text", ["\ufeffa: 1", "a: 1\r\n", "# why\na: 1"])
def test_read_takes_files_of_any_editor(tmp_path: Path, text: str) -> None:
    assert read(written(tmp_path, text)).data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a.yml:1: the file is empty; it must hold what docs/content.md lists"),
        ("# nothing\n", "a.yml:1: the file is empty; it must hold what docs/content.md lists"),
        ("a: 1\nb: 2\na: 3", 'a.yml:3: the key "a" stands twice; keep one of them'),
        ("a: &x [1]\nb: *x", "a.yml:1: anchors and aliases (& and *) are not allowed; write the value out"),
        ("&a [*a]", "a.yml:1: anchors and aliases (& and *) are not allowed; write the value out"),
        (
            "a: !!python/object/apply:os.system [ls]",
            "a.yml:1: the tag tag:yaml.org,2002:python/object/apply:os.system is not allowed; "
            "write plain text, numbers or lists",
        ),
        ("a: !foo b", "a.yml:1: the tag !foo is not allowed; write plain text, numbers or lists"),
        ("[" * 100 + "]" * 100, "a.yml:1: nested deeper than 12 levels; flatten it"),
        ("a: \x00", "a.yml: no valid YAML: a character that YAML does not allow; remove it"),
        ("a: 1\n---\nb: 2", "a.yml:2: no valid YAML: but found another document; check quotes, colons and indentation"),
    ],
)
def test_read_says_place_fault_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    assert fault(written(tmp_path, text)) == said


@pytest.mark.parametrize(("text", "place"), [("a: [1", "a.yml:"), ("a:\n\t- b", "a.yml:2:"), ("a: 'x", "a.yml:")])
def test_read_refuses_broken_yaml_with_its_line(tmp_path: Path, text: str, place: str) -> None:
    said = fault(written(tmp_path, text))
    assert said.startswith(place)
    assert "no valid YAML" in said


def test_read_refuses_an_alias_bomb(tmp_path: Path) -> None:
    rows = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    assert "anchors and aliases" in fault(written(tmp_path, "\n".join(["a0: &a0 [x]", *rows])))


def test_read_refuses_a_file_over_the_limit_without_parsing_it(tmp_path: Path) -> None:
    said = fault(written(tmp_path, "x" * (MAX_BYTES + 1)))
    assert said == "a.yml:1: the file has 5000001 bytes; at most 5000000 are read; split it"


def test_read_refuses_what_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a: caf\xe9")
    assert fault(file) == "a.yml: byte 6 is not UTF-8; save the file as UTF-8"


def test_read_says_what_is_wrong_with_a_missing_file_and_with_a_folder(tmp_path: Path) -> None:
    missing = tmp_path / "a.yml"
    assert fault(missing) == "a.yml: cannot be read (No such file or directory); check the path and its permissions"
    missing.mkdir()
    assert fault(missing) == "a.yml: cannot be read (Is a directory); check the path and its permissions"


def test_read_survives_a_hundred_thousand_open_brackets(tmp_path: Path) -> None:
    file = written(tmp_path, "[" * 100_000 + "]" * 100_000)
    code = f"from pathlib import Path; from bot.document import read; read(Path({str(file)!r}))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1  # an exception; a crash of the process would be negative
    assert "nested deeper than 12 levels" in ended.stderr
