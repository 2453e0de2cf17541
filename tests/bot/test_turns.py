"""Turns that an emergency or an attack changes, with the bundled content."""

import pytest

from bot.engine import Engine
from bot.types import Conversation, Message, Reply


def talk(engine: Engine, *texts: str) -> list[Reply]:
    conversation, replies = Conversation(), []
    for text in texts:
        turn = engine.reply(Message(text), conversation)
        conversation = turn.conversation
        replies.append(turn.reply)
    return replies


def test_an_all_clear_is_thanked_for_and_ends_the_careful_turns(engine: Engine) -> None:
    alarm, clear, after = talk(engine, "he has chest pain and sweats", "it is gone now", "What is ALS?")
    assert (alarm.kind, clear.kind, after.entry_id) == ("emergency", "smalltalk", "als-definition")
    assert "911" in clear.text
    assert "911" not in after.text


def test_after_a_suicidal_message_the_advice_stays_whatever_is_said(engine: Engine) -> None:
    alarm, _, after = talk(engine, "I want to kill myself", "I am fine", "What is ALS?")
    assert alarm.kind == "emergency"
    assert "988" in after.text


def test_an_emergency_right_after_an_all_clear_is_one(engine: Engine) -> None:
    *_, again = talk(engine, "he has chest pain and sweats", "it is gone now", "he collapsed and is not breathing")
    assert again.kind == "emergency"


@pytest.mark.parametrize("text", ["what is <b onclick=x()>ALS</b>", "als " * 40, "{{7*7}} what is MS"])
def test_an_attack_is_referred_and_never_echoed(text: str, engine: Engine) -> None:
    (reply,) = talk(engine, text)
    assert reply.kind == "referral"
    assert text.strip() not in reply.text


def test_an_emergency_inside_an_attack_is_still_one(engine: Engine) -> None:
    (reply,) = talk(engine, "<b>he collapsed and is not breathing</b>")
    assert reply.kind == "emergency"


@pytest.mark.parametrize("text", ["blorp the fenwick under zaddle mip", "and the bladder?", "she is in bed", "help"])
def test_fragments_and_gibberish_are_no_emergency(text: str, engine: Engine) -> None:
    (reply,) = talk(engine, text)
    assert reply.kind != "emergency"


def test_both_of_two_topics_are_answered(engine: Engine) -> None:
    (reply,) = talk(engine, "is there a cure for als or ms?")
    assert reply.entry_id == "als-cure"
    assert "multiple sclerosis" in reply.text


def test_a_number_after_an_answer_takes_the_suggestion_of_that_place(engine: Engine) -> None:
    first, second = talk(engine, "What are the types of ALS?", "tell me more about the second one")
    assert second.entry_id == first.suggestions[1].id
