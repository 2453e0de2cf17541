"""Conversations, turns and feedback in a database; with `bot/jobs.py` the only user of SQLAlchemy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.errors import ConfigError, StoreError
from bot.types import Conversation

WAIT_S = 1.5  # how long a write waits for another one before it gives up

tables = sa.MetaData()
_conversations = sa.Table(
    "conversations",
    tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("updated", sa.DateTime, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
)
_turns = sa.Table(
    "turns",
    tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("conversation_id", sa.String(64), nullable=False, index=True),
    sa.Column("created", sa.DateTime, nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False, index=True),
    sa.Column("rule", sa.String(80), nullable=False),
    sa.Column("entry_id", sa.String(80)),
    sa.Column("confidence", sa.Float),
    sa.Column("text", sa.Text),
    sa.Column("helpful", sa.Boolean),
    sa.Column("comment", sa.Text),
)


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One turn as it is kept: `text` is redacted, or None where text is not to be stored."""

    id: str
    conversation_id: str
    created: datetime
    kind: str
    rule: str
    entry_id: str | None
    confidence: float | None
    text: str | None


class Store:
    """One database. Connects at first use, so that it can be made before a fork."""

    def __init__(self, url: str) -> None:
        """Take the address of a database, `sqlite:///file` or `postgresql://...`.

        Raises:
            ConfigError: No database is known for such an address.
        """
        try:
            self._engine = sa.create_engine(url, pool_pre_ping=True, connect_args=_connect_args(url))
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            raise ConfigError(
                f"DATABASE_URL: cannot be used ({type(error).__name__}); write sqlite:///file.sqlite "
                "or postgresql+psycopg://user@host/name, and install the driver"
            ) from None
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _tune_sqlite)
        self.dialect = self._engine.dialect.name
        self._ready = False

    def load(self, conversation_id: str) -> Conversation | None:
        """Return a conversation, or None where there is none of this id.

        Raises:
            StoreError: The database did not answer.
        """
        if not conversation_id.isascii():
            return None
        with self.begin() as connection:
            found = connection.execute(sa.select(_conversations.c.state).where(_conversations.c.id == conversation_id))
            row = found.first()
        return None if row is None else _unpacked(row.state)

    def save(self, turn: StoredTurn, conversation: Conversation, channel: str) -> None:
        """Keep a turn and the conversation after it, both or neither.

        Raises:
            StoreError: The database did not take it.
        """
        state = {"channel": channel, "updated": turn.created, "state": json.dumps(asdict(conversation))}
        with self.begin() as connection:
            same = _conversations.c.id == turn.conversation_id
            if not connection.execute(_conversations.update().where(same).values(**state)).rowcount:
                connection.execute(_conversations.insert().values(id=turn.conversation_id, **state))
            connection.execute(_turns.insert().values(**asdict(turn)))

    def feedback(self, message_id: str, helpful: bool, comment: str | None) -> bool:
        """Note whether a reply helped; return whether there is such a reply. The last word counts.

        Raises:
            StoreError: The database did not take it.
        """
        if not message_id.isascii():
            return False
        with self.begin() as connection:
            change = _turns.update().where(_turns.c.id == message_id).values(helpful=helpful, comment=comment)
            return bool(connection.execute(change).rowcount)

    def forget(self, conversation_id: str) -> bool:
        """Delete a conversation with all its turns; return whether there was one.

        Raises:
            StoreError: The database did not do it.
        """
        if not conversation_id.isascii():
            return False
        with self.begin() as connection:
            connection.execute(_turns.delete().where(_turns.c.conversation_id == conversation_id))
            return bool(
                connection.execute(_conversations.delete().where(_conversations.c.id == conversation_id)).rowcount
            )

    def purge(self, now: datetime, days: int) -> int:
        """Delete what is older than `days`; return the number of conversations deleted.

        Raises:
            StoreError: The database did not do it.
        """
        before = now - timedelta(days=days)
        with self.begin() as connection:
            connection.execute(_turns.delete().where(_turns.c.created < before))
            return int(connection.execute(_conversations.delete().where(_conversations.c.updated < before)).rowcount)

    def ping(self) -> None:
        """Ask the database anything at all.

        Raises:
            StoreError: It did not answer.
        """
        with self.begin() as connection:
            connection.execute(sa.select(1))

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        self._engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Give a connection for one transaction.

        Raises:
            StoreError: The database failed; nothing of the transaction stays.
        """
        try:
            if not self._ready:
                _create(self._engine)
                self._ready = True
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(
                f"the database failed: {type(error).__name__}; check DATABASE_URL and its server"
            ) from error


def _create(engine: sa.Engine) -> None:
    """Create what is missing; several workers may do so at once.

    PostgreSQL lets one of two that create the same at the same moment fail: its second try finds it made.
    """
    for table in tables.sorted_tables:
        statements: list[sa.Executable] = [CreateTable(table, if_not_exists=True)]
        statements += [CreateIndex(index, if_not_exists=True) for index in table.indexes]
        for statement in statements:
            try:
                _execute(engine, statement)
            except SQLAlchemyError:
                _execute(engine, statement)


def _execute(engine: sa.Engine, statement: sa.Executable) -> None:
    with engine.begin() as connection:
        connection.execute(statement)


def _connect_args(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"timeout": WAIT_S}
    return {"connect_timeout": 2} if url.startswith("postgresql") else {}


def _tune_sqlite(connection: Any, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _unpacked(state: str) -> Conversation | None:
    """Read a stored conversation; what an older release wrote and this one does not know is dropped.

    A state that is no JSON object counts as no conversation.
    """
    known = Conversation.__dataclass_fields__
    try:
        held = dict(json.loads(state))
    except (ValueError, TypeError):
        return None
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in held.items() if key in known
    }
    return Conversation(**fields)
