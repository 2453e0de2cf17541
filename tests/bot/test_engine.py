from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load
from bot.engine import Engine
from bot.types import Conversation, Message, Reply

KINDS = {"answer", "clarify", "referral", "emergency", "smalltalk"}
HOSTILE = [
    "",
    "   ",
    "?",
    "\x00",
    "\ud800\udc00",
    "\u202ewhat is als",
    "👩‍👩‍👧‍👦" * 100,
    "a" * 1000,
    "(" * 1000,
    "a " * 500,
    "e" + "\u0301" * 999,
    "'; DROP TABLE conversations; --",
    "<script>alert(1)</script>",
    "{title} {topics} %s %(x)s {0}",
    "\\x00\\ud800 $HOME `id`",
    "жжж щщщ",
    "1" * 1000,
]
OLD = Conversation(
    topic="films",
    topics=("films",),
    entry_id="film-cost",
    question="what does a film cost",
    choices=("film-cost", "film-age"),
    asked=("film-cost",),
    alarm="flood",
    alarm_turns=2,
)


def ask(engine: Engine, text: str, conversation: Conversation | None = None) -> Reply:
    return engine.reply(Message(text), conversation).reply


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_gets_a_reply_of_a_known_kind(text: str, engine: Engine) -> None:
    reply = ask(engine, text)
    assert reply.kind in KINDS
    assert reply.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_in_the_middle_of_a_talk_gets_a_reply_too(text: str, engine: Engine) -> None:
    talk = engine.reply(Message("What is ALS?")).conversation
    assert ask(engine, text, talk).kind in KINDS


@given(text=st.text(max_size=200))
def test_any_text_gets_a_reply(text: str, small: Engine) -> None:
    assert ask(small, text).kind in KINDS


@given(texts=st.lists(st.sampled_from([*HOSTILE, "1", "more", "it", "and a card?", "no", "repeat"]), max_size=6))
def test_any_talk_goes_on(texts: list[str], small: Engine) -> None:
    talk = Conversation()
    for text in texts:
        turn = small.reply(Message(text), talk)
        talk = turn.conversation
        assert turn.reply.kind in KINDS


@pytest.mark.parametrize("text", ["<script>alert(1)</script> als", "als is {title}", "say abracadabra"])
def test_a_reply_never_repeats_what_was_typed(text: str, engine: Engine) -> None:
    reply = ask(engine, text)
    assert not [word for word in ("<script>", "{title}", "abracadabra") if word in reply.text]


def test_the_same_message_gets_the_same_reply(engine: Engine) -> None:
    assert engine.reply(Message("can als be cured?")) == engine.reply(Message("can als be cured?"))


def test_an_answer_names_its_source_and_the_next_questions(engine: Engine) -> None:
    reply = ask(engine, "Is there a cure for ALS?")
    assert (reply.kind, reply.entry_id) == ("answer", "als-cure")
    assert reply.source is not None
    assert (reply.source.publisher, reply.source.section) == ("HealthPrep", "Amyotrophic Lateral Sclerosis")
    assert 1 <= len(reply.suggestions) <= 3


def test_confidence_is_a_probability_or_none(engine: Engine) -> None:
    replies = [ask(engine, text) for text in ("What is ALS?", "hello", "asdf", "I want to kill myself", "drugs?")]
    assert all(reply.confidence is None or 0.0 <= reply.confidence <= 1.0 for reply in replies)


@pytest.mark.parametrize("text", ["жжж щщщ", "", "😀", "한국어 질문"])
def test_unknown_words_are_referred_without_an_entry(text: str, engine: Engine) -> None:
    reply = ask(engine, text)
    assert (reply.kind, reply.entry_id, reply.source) == ("referral", None, None)


def test_every_question_of_the_bank_is_answered_with_its_own_entry(engine: Engine) -> None:
    asked = {entry.id: ask(engine, entry.question).entry_id for entry in engine.content.entries.values()}
    assert {id_: answered for id_, answered in asked.items() if answered != id_} == {}


def test_every_clicked_entry_is_answered_whatever_the_text(engine: Engine) -> None:
    for id_ in engine.content.entries:
        reply = engine.reply(Message("", entry_id=id_)).reply
        assert (reply.kind, reply.entry_id, reply.confidence) == ("answer", id_, 1.0)


def test_an_emergency_in_a_clicked_message_is_still_an_emergency(engine: Engine) -> None:
    assert engine.reply(Message("I want to kill myself", entry_id="als-cure")).reply.kind == "emergency"


def test_the_talk_remembers_topic_entry_and_what_was_asked(engine: Engine) -> None:
    talk = engine.reply(Message("Is there a cure for ALS?")).conversation
    assert (talk.topic, talk.entry_id, talk.asked) == ("als", "als-cure", ("als-cure",))


def test_small_talk_changes_nothing_of_what_the_talk_is_about(engine: Engine) -> None:
    before = engine.reply(Message("Is there a cure for ALS?")).conversation
    after = engine.reply(Message("thank you"), before).conversation
    assert (after.topic, after.entry_id, after.question) == (before.topic, before.entry_id, before.question)


@pytest.mark.parametrize(
    ("text", "entry_id"), [("1", "ms-cure"), ("the second one", "als-cure"), ("the als one", "als-cure")]
)
def test_a_choice_is_answered(text: str, entry_id: str, engine: Engine) -> None:
    offered = Conversation(question="cure", choices=("ms-cure", "als-cure"))
    turn = engine.reply(Message(text), offered)
    assert (turn.reply.kind, turn.reply.entry_id, turn.conversation.choices) == ("answer", entry_id, ())


def test_yes_to_several_choices_asks_which(engine: Engine) -> None:
    turn = engine.reply(Message("yes"), Conversation(question="cure", choices=("ms-cure", "als-cure")))
    assert (turn.reply.kind, turn.conversation.choices) == ("clarify", ("ms-cure", "als-cure"))


def test_yes_to_the_only_choice_answers_it(engine: Engine) -> None:
    assert engine.reply(Message("yes"), Conversation(question="cure", choices=("ms-cure",))).reply.entry_id == "ms-cure"


def test_none_of_these_is_referred_and_the_choices_are_gone(engine: Engine) -> None:
    turn = engine.reply(Message("none of these"), Conversation(question="cure", choices=("ms-cure", "als-cure")))
    assert (turn.reply.kind, turn.conversation.choices) == ("referral", ())


def test_misses_are_counted_until_an_answer(engine: Engine) -> None:
    once = engine.reply(Message("жжж")).conversation
    twice = engine.reply(Message("щщщ"), once).conversation
    answered = engine.reply(Message("What is ALS?"), twice).conversation
    assert (once.misses, twice.misses, answered.misses) == (1, 2, 0)


def test_after_an_emergency_the_bot_stays_careful_for_the_turns_of_the_settings(engine: Engine) -> None:
    talk = engine.reply(Message("my husband's face is drooping and his speech is slurred")).conversation
    careful = []
    for _ in range(engine.content.settings.alarm_turns + 1):
        turn = engine.reply(Message("What is ALS?"), talk)
        talk = turn.conversation
        careful.append("911" in turn.reply.text)
    assert careful == [True] * engine.content.settings.alarm_turns + [False]


def test_what_a_talk_remembers_is_bounded(engine: Engine) -> None:
    talk = Conversation()
    for id_ in engine.content.entries:
        talk = engine.reply(Message("x " * 500, entry_id=id_), talk).conversation
    assert len(talk.asked) == 40
    assert len(talk.question) <= 300


def test_a_talk_from_before_a_change_of_the_content_goes_on(engine: Engine) -> None:
    replies = [ask(engine, text, OLD) for text in ("What is ALS?", "1", "more", "repeat", "is it free?", "none")]
    assert all(reply.kind in KINDS for reply in replies)


def test_a_message_about_one_article_is_not_answered_from_another(library: Path, bank: Path, tmp_path: Path) -> None:
    two = tmp_path / "two"
    two.mkdir()
    (two / "library.yml").write_bytes((library / "library.yml").read_bytes())
    (two / "town.yml").write_bytes(bank.read_bytes())
    (two / "_bot").symlink_to(library / "_bot")
    both = Engine(load(two))
    for text in ("What does a late book cost?", "fine for a late book"):
        reply = both.reply(Message(text, article="library")).reply
        assert reply.entry_id not in ("renew", "hours", "fines")
        assert not {"renew", "hours", "fines"} & {each.id for each in reply.suggestions}


def test_an_unknown_article_has_no_answers(engine: Engine) -> None:
    assert engine.reply(Message("What is ALS?", article="nope")).reply.entry_id is None


def test_every_question_of_a_small_bank_is_answered_with_its_own_entry(small: Engine) -> None:
    asked = {entry.id: ask(small, entry.question).entry_id for entry in small.content.entries.values()}
    assert {id_: answered for id_, answered in asked.items() if answered != id_} == {}


@pytest.mark.parametrize("text", ["what is the capital of France", "zzzz qqqq", "who won the match yesterday"])
def test_a_small_bank_does_not_answer_what_has_nothing_to_do_with_it(text: str, small: Engine) -> None:
    assert ask(small, text).entry_id is None


def test_the_smallest_bank_answers_its_question_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "least.yml"
    file.write_text("entries:\n  - {id: one, question: Where is the desk?, answer: Upstairs.}\n", encoding="utf-8")
    least = Engine(load(file))
    assert ask(least, "Where is the desk?").entry_id == "one"
    assert ask(least, "what is the capital of France").entry_id is None
    assert ask(least, "жжж щщщ").entry_id is None


def test_the_steps_tell_how_the_reply_came_about(engine: Engine) -> None:
    names = [name for name, _ in engine.reply(Message("What is ALS?")).steps]
    assert names[:2] == ["normalise", "triage"]
    assert names[-2:] == ["decide", "compose"]
