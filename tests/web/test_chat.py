import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.store import Store, StoredTurn
from bot.types import Conversation, Message
from web import logs
from web.chat import Chat, new_id

PERSONAL = "is there a cure for als, mail jane.canary@example.org, AB123456C or 555-123-4567"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite"


@pytest.fixture
def chat(engine: Engine, file: Path) -> Chat:
    return Chat(engine, Store(f"sqlite:///{file}"), store_text=True)


@pytest.fixture
def forgetful(engine: Engine, tmp_path: Path) -> Chat:
    """A chat whose database cannot be reached."""
    return Chat(engine, Store(f"sqlite:///{tmp_path}/no/such/folder/x.sqlite"), store_text=True)


def stored(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def everything(file: Path) -> bytes:
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*")).lower()


def test_a_new_talk_gets_an_id_that_nobody_can_guess(chat: Chat) -> None:
    first, second = (chat.handle(Message("What is ALS?"), None, "widget") for _ in range(2))
    assert len({first.conversation_id, second.conversation_id, first.message_id, second.message_id}) == 4
    assert all(len(id_) == 32 for id_ in (first.conversation_id, first.message_id, new_id()))


def test_a_talk_goes_on_under_its_id(chat: Chat) -> None:
    first = chat.handle(Message("Is there a cure for ALS?"), None, "widget")
    second = chat.handle(Message("and for MS?"), first.conversation_id, "widget")
    assert second.conversation_id == first.conversation_id
    assert second.reply.entry_id == "ms-cure"


@pytest.mark.parametrize("id_", ["mine", "../x", "' OR 1=1 --", "x" * 128, ""])
def test_an_unknown_talk_gets_an_id_of_the_server(id_: str, chat: Chat) -> None:
    chat.handle(Message("Is there a cure for ALS?"), None, "widget")
    answered = chat.handle(Message("What is ALS?"), id_, "widget")
    assert answered.conversation_id != id_
    assert answered.reply.entry_id == "als-definition"


def test_a_turn_is_stored_with_what_decided_it(chat: Chat, file: Path) -> None:
    answered = chat.handle(Message("Is there a cure for ALS?"), None, "widget")
    ((id_, kind, rule, entry_id, text),) = stored(file, "select id, kind, rule, entry_id, text from turns")
    assert (id_, kind, entry_id, text) == (answered.message_id, "answer", "als-cure", "Is there a cure for ALS?")
    assert rule
    assert stored(file, "select channel from conversations") == [("widget",)]


def test_what_identifies_a_person_is_stored_nowhere(chat: Chat, file: Path) -> None:
    chat.handle(Message(PERSONAL), None, "widget")
    held = everything(file)
    assert [word for word in (b"canary", b"123456c", b"123-4567", b"123 4567") if word in held] == []


def test_with_text_off_nothing_that_was_written_is_stored(engine: Engine, file: Path) -> None:
    chat = Chat(engine, Store(f"sqlite:///{file}"), store_text=False)
    answered = chat.handle(Message("canary question about als"), None, "widget")
    chat.note(answered.message_id, helpful=False, comment="canary comment")
    assert b"canary" not in everything(file)
    assert stored(file, "select text, helpful, comment from turns") == [(None, 0, None)]


def test_a_comment_is_stored_redacted(chat: Chat, file: Path) -> None:
    answered = chat.handle(Message("What is ALS?"), None, "widget")
    assert chat.note(answered.message_id, helpful=False, comment="mail me: jane@example.org")
    assert stored(file, "select helpful, comment from turns") == [(0, "mail me: [email]")]


def test_feedback_on_an_unknown_reply_is_false(chat: Chat) -> None:
    assert not chat.note("nope", helpful=True, comment=None)


def test_a_forgotten_talk_starts_anew(chat: Chat) -> None:
    first = chat.handle(Message("Is there a cure for ALS?"), None, "widget")
    assert chat.forget(first.conversation_id)
    assert (
        chat.handle(Message("What is ALS?"), first.conversation_id, "widget").conversation_id != first.conversation_id
    )


def test_without_a_database_the_reply_comes_all_the_same(forgetful: Chat) -> None:
    answered = forgetful.handle(Message("Is there a cure for ALS?"), "some-id", "widget")
    assert answered.reply.entry_id == "als-cure"


def test_a_locked_database_does_not_keep_the_reply(chat: Chat, file: Path) -> None:
    first = chat.handle(Message("What is ALS?"), None, "widget")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("begin exclusive")
        assert chat.handle(Message("is it fatal?"), first.conversation_id, "widget").reply.entry_id == "als-terminal"


def test_a_fault_of_the_engine_becomes_a_referral(chat: Chat, file: Path) -> None:
    chat.handle(Message("What is ALS?"), None, "widget")
    answered = chat.handle(Message(None), None, "widget")  # type: ignore[arg-type]
    assert answered.reply.kind == "referral"
    assert "something went wrong on my side" in answered.reply.text
    assert len(stored(file, "select id from turns")) == 1


def test_logs_hold_no_word_of_the_visitor(chat: Chat, forgetful: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug")
    chat.handle(Message(PERSONAL), None, "widget")
    forgetful.handle(Message(PERSONAL), "jane-canary", "widget")
    chat.handle(Message(None, entry_id="canary"), None, "widget")  # type: ignore[arg-type]
    said = capsys.readouterr().out.lower()
    assert "answered" in said
    assert [word for word in ("canary", "123456c", "555", "cure for") if word in said] == []


@pytest.mark.parametrize("text", ["\x00what is als", "what is als\ud800", "\u202ewhat is als", "what is als 👩‍👩‍👧"])
def test_strange_characters_are_answered_and_stored(text: str, chat: Chat, file: Path) -> None:
    assert chat.handle(Message(text), None, "widget").reply.entry_id == "als-definition"
    assert len(stored(file, "select text from turns")) == 1


def test_what_is_too_old_is_deleted_with_the_first_turn_of_a_day(engine: Engine, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'old.sqlite'}")
    old = StoredTurn("m1", "c1", datetime(2020, 1, 1), "answer", "rule", "als-cure", 0.9, "text")
    store.save(old, Conversation(topic="als"), "widget")
    Chat(engine, store, store_text=True, retention_days=30).handle(Message("What is ALS?"), None, "widget")
    assert store.load("c1") is None


def test_a_channel_may_name_the_talk_itself(chat: Chat) -> None:
    first = chat.join(Message("Is there a cure for ALS?"), ["made-by-the-channel"], "slack")
    second = chat.join(Message("and for MS?"), ["made-by-the-channel"], "slack")
    assert (first.conversation_id, second.conversation_id) == ("made-by-the-channel", "made-by-the-channel")
    assert second.reply.entry_id == "ms-cure"


def test_a_new_talk_of_a_channel_goes_on_from_the_one_behind_it_and_leaves_that_alone(chat: Chat) -> None:
    chat.join(Message("Is there a cure for ALS?"), ["outer"], "slack")
    inner = chat.join(Message("and for MS?"), ["inner", "outer"], "slack")
    assert (inner.conversation_id, inner.reply.entry_id) == ("inner", "ms-cure")
    assert chat.join(Message("is it fatal?"), ["outer"], "slack").reply.entry_id == "als-terminal"


def test_a_channel_gets_its_reply_without_a_database(forgetful: Chat) -> None:
    assert forgetful.join(Message("Is there a cure for ALS?"), ["outer"], "slack").reply.entry_id == "als-cure"
