import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError, StoreError
from bot.store import Store, StoredTurn
from bot.types import Conversation

NOON = datetime(2026, 3, 1, 12, 0)
TALK = Conversation(topic="als", topics=("als",), entry_id="als-cure", question="cure", asked=("als-cure",), misses=1)


def turn(
    id_: str, conversation_id: str = "c1", created: datetime = NOON, text: str | None = "is there a cure"
) -> StoredTurn:
    return StoredTurn(id_, conversation_id, created, "answer", "confident", "als-cure", 0.9, text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite"


@pytest.fixture
def store(file: Path) -> Store:
    return Store(f"sqlite:///{file}")


@contextmanager
def database(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as connection, connection:
        yield connection


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with database(file) as connection:
        return connection.execute(query).fetchall()


def test_load_returns_what_save_kept(store: Store) -> None:
    store.save(turn("t1"), TALK, "widget")
    assert store.load("c1") == TALK


@pytest.mark.parametrize("id_", ["", "nope", "' OR 1=1 --", "../x", "\x00", "x" * 10_000, "\ud800"])
def test_load_of_an_unknown_conversation_is_none(id_: str, store: Store) -> None:
    store.save(turn("t1"), TALK, "widget")
    assert store.load(id_) is None


def test_save_keeps_the_latest_state_and_all_turns(store: Store, file: Path) -> None:
    store.save(turn("t1"), TALK, "widget")
    store.save(turn("t2"), Conversation(topic="ms"), "widget")
    assert store.load("c1") == Conversation(topic="ms")
    assert rows(file, "select id, kind, entry_id, text from turns order by id") == [
        ("t1", "answer", "als-cure", "is there a cure"),
        ("t2", "answer", "als-cure", "is there a cure"),
    ]


def test_save_keeps_turn_and_conversation_both_or_neither(store: Store) -> None:
    store.save(turn("t1"), TALK, "widget")
    with pytest.raises(StoreError, match="IntegrityError"):
        store.save(turn("t1", "c2"), TALK, "widget")
    assert store.load("c2") is None


def test_load_drops_fields_that_another_release_wrote(store: Store, file: Path) -> None:
    store.save(turn("t1"), TALK, "widget")
    with database(file) as connection:
        connection.execute("update conversations set state = ?", [json.dumps({"topic": "ms", "mood": "good"})])
    assert store.load("c1") == Conversation(topic="ms")


@pytest.mark.parametrize("state", ["", "null", '{"topic": '])
def test_load_of_a_damaged_state_is_none(state: str, store: Store, file: Path) -> None:
    store.save(turn("t1"), TALK, "widget")
    with database(file) as connection:
        connection.execute("update conversations set state = ?", [state])
    assert store.load("c1") is None


def test_feedback_is_noted_and_the_last_word_counts(store: Store, file: Path) -> None:
    store.save(turn("t1"), TALK, "widget")
    assert store.feedback("t1", helpful=False, comment="no")
    assert store.feedback("t1", helpful=True, comment=None)
    assert rows(file, "select helpful, comment from turns") == [(1, None)]


def test_feedback_on_an_unknown_reply_is_false(store: Store) -> None:
    assert not store.feedback("nope", helpful=True, comment=None)


def test_forget_deletes_the_conversation_with_its_turns(store: Store, file: Path) -> None:
    store.save(turn("t1"), TALK, "widget")
    store.save(turn("t2", "c2"), TALK, "widget")
    assert store.forget("c1")
    assert store.load("c1") is None
    assert rows(file, "select id from turns") == [("t2",)]
    assert not store.forget("c1")


def test_what_was_forgotten_is_nowhere_in_the_file(store: Store, file: Path) -> None:
    store.save(turn("t1", text="canary in the coal mine"), TALK, "widget")
    store.forget("c1")
    with database(file) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    assert b"canary in the coal" not in b"".join(each.read_bytes() for each in file.parent.glob("test.sqlite*"))


def test_purge_deletes_what_is_older_than_the_days(store: Store, file: Path) -> None:
    store.save(turn("old", "c1", NOON - timedelta(days=31)), TALK, "widget")
    store.save(turn("new", "c2", NOON - timedelta(days=29)), TALK, "widget")
    assert store.purge(NOON, 30) == 1
    assert rows(file, "select id from turns") == [("new",)]
    assert store.load("c1") is None
    assert store.load("c2") == TALK


def test_purge_of_an_empty_database_deletes_nothing(store: Store) -> None:
    assert store.purge(NOON, 30) == 0


def test_two_stores_share_one_database(file: Path, store: Store) -> None:
    store.save(turn("t1"), TALK, "widget")
    assert Store(f"sqlite:///{file}").load("c1") == TALK


def test_two_stores_may_create_the_tables_and_write_at_once(file: Path) -> None:
    stores = [Store(f"sqlite:///{file}") for _ in range(2)]

    def write(i: int) -> None:
        stores[i % 2].save(turn(f"t{i}", f"c{i % 5}"), TALK, "widget")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert rows(file, "select count(*), count(distinct conversation_id) from turns") == [(40, 5)]
    assert rows(file, "select count(*) from conversations") == [(5,)]


def test_a_locked_database_is_an_error_after_a_bounded_wait(store: Store, file: Path) -> None:
    store.save(turn("t1"), TALK, "widget")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("begin exclusive")
        with pytest.raises(StoreError, match="check DATABASE_URL"):
            store.save(turn("t2"), TALK, "widget")
        other.execute("rollback")
    store.save(turn("t2"), TALK, "widget")
    assert rows(file, "select count(*) from turns") == [(2,)]


def test_a_database_that_is_none_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("this is no database, only a text that is long enough to look at\n" * 20)
    for url in (f"sqlite:///{tmp_path}/text", f"sqlite:///{tmp_path}/no/such/folder/x.sqlite"):
        with pytest.raises(StoreError, match="the database failed"):
            Store(url).ping()


def test_an_address_of_no_known_database_is_a_config_error() -> None:
    for url in ("nonsense", "", "oracle+nope://x"):
        with pytest.raises(ConfigError, match="DATABASE_URL: cannot be used"):
            Store(url)


def test_the_error_does_not_hold_the_address_with_its_password() -> None:
    with pytest.raises(ConfigError) as caught:
        Store("nodb://me:secret@host/name")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["\u202eleft", "😀", "a\ufffdb", "'; drop table turns; --", None])
def test_what_is_stored_reads_back_equal(text: str | None, store: Store, file: Path) -> None:
    store.save(turn("t1", text=text), Conversation(question=text or ""), "widget")
    assert rows(file, "select text from turns") == [(text,)]
    assert store.load("c1") == Conversation(question=text or "")
