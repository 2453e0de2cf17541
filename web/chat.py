"""One path for all channels: load the conversation, reply, redact, store. A fault never reaches a visitor."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.compose import failure
from bot.engine import Engine
from bot.errors import StoreError
from bot.redact import redact
from bot.store import Store, StoredTurn
from bot.text import clean, tokenise
from bot.types import Conversation, Decision, Message, Reply
from web.telemetry import Telemetry

log = logging.getLogger("faqbot.chat")


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply with the ids under which it is remembered."""

    conversation_id: str
    message_id: str
    reply: Reply


class Chat:
    """Answers messages of any channel."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        *,
        store_text: bool,
        retention_days: int = 30,
        telemetry: Telemetry | None = None,
    ) -> None:
        """Use one engine and one store, and count in `telemetry`.

        `store_text`: whether questions are kept, redacted; `retention_days`: after how many days turns are deleted.
        """
        self.engine = engine
        self._store = store
        self._store_text = store_text
        self._retention_days = retention_days
        self._telemetry = telemetry or Telemetry()
        self._cleaned: date | None = None

    def handle(self, message: Message, conversation_id: str | None, channel: str) -> Answered:
        """Reply to a message. An unknown conversation starts a new one, with an id of the server's own.

        Where the database fails the reply comes all the same, without memory of the conversation.
        """
        known = self._load(conversation_id) if conversation_id else None
        if known is None or conversation_id is None:
            conversation_id = new_id()
        return self._reply(message, known, conversation_id, channel)

    def join(self, message: Message, ids: Sequence[str], channel: str) -> Answered:
        """Reply to a message in the conversation `ids[0]`, an id that the channel made and that nobody can guess.

        A new conversation goes on from the first of the other ids that is known.
        """
        known = next((found for id_ in ids if (found := self._load(id_)) is not None), None)
        return self._reply(message, known, ids[0], channel)

    def _reply(self, message: Message, known: Conversation | None, conversation_id: str, channel: str) -> Answered:
        started = time.perf_counter()
        message_id = new_id()
        try:
            turn = self.engine.reply(message, known)
        except Exception as error:  # noqa: BLE001  the one place where anything at all becomes a referral
            log.error("reply failed", extra={"message_id": message_id, "error": type(error).__name__})
            self._telemetry.failed("engine")
            return Answered(conversation_id, message_id, failure(self.engine.content))
        decision = dict(turn.steps)["decide"]
        rule = decision.rule if isinstance(decision, Decision) else ""
        self._save(
            message, turn.conversation, Answered(conversation_id, message_id, turn.reply), channel=channel, rule=rule
        )
        duration_s = time.perf_counter() - started
        self._telemetry.replied(turn.reply.kind, channel, duration_s)
        log.info(
            "answered",
            extra={
                "message_id": message_id,
                "channel": channel,
                "kind": turn.reply.kind,
                "entry_id": turn.reply.entry_id,
                "duration_ms": round(1000 * duration_s, 1),
            },
        )
        return Answered(conversation_id, message_id, turn.reply)

    def note(self, message_id: str, *, helpful: bool, comment: str | None) -> bool:
        """Note whether a reply helped; return whether there is such a reply.

        Raises:
            StoreError: The database did not take it.
        """
        kept = redact(comment) if comment is not None and self._store_text else None
        return self._store.feedback(message_id, helpful, kept)

    def forget(self, conversation_id: str) -> bool:
        """Delete a conversation; return whether there was one.

        Raises:
            StoreError: The database did not do it.
        """
        return self._store.forget(conversation_id)

    def ping(self) -> None:
        """Ask the database anything at all.

        Raises:
            StoreError: It did not answer.
        """
        self._store.ping()

    def _load(self, conversation_id: str) -> Conversation | None:
        try:
            return self._store.load(conversation_id)
        except StoreError as error:
            log.warning("conversation not loaded", extra={"error": str(error)})
            self._telemetry.failed("database")
            return None

    def _save(
        self, message: Message, conversation: Conversation, answered: Answered, *, channel: str, rule: str
    ) -> None:
        turn = StoredTurn(
            id=answered.message_id,
            conversation_id=answered.conversation_id,
            created=now(),
            kind=answered.reply.kind,
            rule=rule[:80],
            entry_id=answered.reply.entry_id,
            confidence=answered.reply.confidence,
            text=redact(message.text) if self._store_text else None,
        )
        try:
            self._store.save(turn, _storable(conversation, message, store_text=self._store_text), channel)
            self._clean(turn.created)
        except StoreError as error:
            log.warning("turn not stored", extra={"error": str(error)})
            self._telemetry.failed("database")

    def _clean(self, at: datetime) -> None:
        """Delete what is too old, with the first turn of each day."""
        if self._cleaned != at.date():
            self._store.purge(at, self._retention_days)
            self._cleaned = at.date()


def new_id() -> str:
    """Return an id nobody can guess: 128 bits."""
    return secrets.token_hex(16)


def now() -> datetime:
    """Return the time in UTC, without its zone, as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def _storable(conversation: Conversation, message: Message, *, store_text: bool) -> Conversation:
    """Drop from the remembered question every word that redaction takes from the message."""
    if not store_text:
        return replace(conversation, question="")
    masked = set(tokenise(clean(message.text))) - set(tokenise(clean(redact(message.text))))
    kept = [word for word in conversation.question.split() if word not in masked]
    return replace(conversation, question=redact(" ".join(kept)))
