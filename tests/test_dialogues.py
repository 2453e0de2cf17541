"""Whole conversations, written as data in `tests/dialogues/*.yml`, held with the real engine.

A file maps the name of each conversation to its turns. A turn has `say` (what the visitor types) or `click` (the id of
a suggestion), and what the reply must be: `kind`, one or several; `entry`, an id or several of which one must be it;
`contains` and `not_contains`, texts that the reply must or must not hold; `offers`, ids that it must suggest.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.engine import Engine
from bot.types import Conversation, Message, Reply

FOLDER = Path(__file__).parent / "dialogues"
KEYS = {"say", "click", "kind", "entry", "contains", "not_contains", "offers"}
DIALOGUES = {
    f"{file.stem}: {name}": turns
    for file in sorted(FOLDER.glob("*.yml"))
    for name, turns in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [str(value)]


def faults(turn: dict[str, Any], reply: Reply) -> list[str]:
    """Return what is wrong with the reply to a turn, a line each."""
    text, offered = reply.text.lower(), {suggestion.id for suggestion in reply.suggestions}
    found = [f"does not contain {part!r}" for part in listed(turn.get("contains")) if part.lower() not in text]
    found += [f"contains {part!r}" for part in listed(turn.get("not_contains")) if part.lower() in text]
    found += [f"does not offer {id_}" for id_ in listed(turn.get("offers")) if id_ not in offered]
    if reply.kind not in listed(turn["kind"]):
        found.append(f"is {reply.kind}")
    if "entry" in turn and reply.entry_id not in listed(turn["entry"]):
        found.append(f"answers {reply.entry_id}")
    return [f"{turn.get('say', turn.get('click'))!r}: the reply {fault}" for fault in found]


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_conversation_goes_as_written(name: str, engine: Engine) -> None:
    conversation, found = Conversation(), []
    for turn in DIALOGUES[name]:
        message = Message(turn["say"]) if "say" in turn else Message("", entry_id=turn["click"])
        held = engine.reply(message, conversation)
        conversation = held.conversation
        found += faults(turn, held.reply)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_conversation_is_written_with_known_keys_and_ids(name: str, engine: Engine) -> None:
    for turn in DIALOGUES[name]:
        assert set(turn) <= KEYS
        assert ("say" in turn) != ("click" in turn)
        assert set(listed(turn["kind"])) <= {"answer", "clarify", "referral", "emergency", "smalltalk"}
        named = [*listed(turn.get("entry")), *listed(turn.get("offers")), *listed(turn.get("click"))]
        assert [id_ for id_ in named if id_ not in engine.content.entries] == []


def test_there_are_enough_conversations_to_read() -> None:
    assert len(list(FOLDER.glob("*.yml"))) >= 12
