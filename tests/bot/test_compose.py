from dataclasses import replace
from pathlib import Path

import pytest

from bot.compose import compose, failure, fill, source_of, starters, topics
from bot.content import Content, load
from bot.types import Conversation, Decision, Reply, Source, Suggestion

FRESH = Conversation()
ALARMED = Conversation(alarm="fire", alarm_turns=1)


@pytest.fixture(scope="module")
def content(library: Path) -> Content:
    return load(library)


def answer(*ids: str) -> Decision:
    return Decision("answer", "confidence is high enough", ids, confidence=0.9)


def ids(reply: Reply) -> list[str]:
    return [suggestion.id for suggestion in reply.suggestions]


def test_an_answer_is_the_entry_with_its_question_and_source(content: Content) -> None:
    reply = compose(answer("loan-cost"), content, FRESH)
    assert (reply.kind, reply.text) == ("answer", "Nothing. Borrowing is free for a month.")
    assert (reply.entry_id, reply.question, reply.confidence) == ("loan-cost", "What does a loan cost?", 0.9)
    assert reply.source == Source(
        "library", "The Town Library", "Town Hall", "2024-05-02", "Borrowing", "https://library.example/guide"
    )


def test_an_answer_suggests_what_the_entry_points_to_and_then_its_topic(content: Content) -> None:
    assert ids(compose(answer("loan-renewal"), content, FRESH)) == ["loan-cost", "card-renewal"]
    assert ids(compose(answer("card-cost"), content, FRESH)) == ["card-renewal"]


def test_an_answer_does_not_suggest_what_was_asked_already(content: Content) -> None:
    assert ids(compose(answer("loan-renewal"), content, Conversation(asked=("loan-cost",)))) == ["card-renewal"]


def test_the_source_of_an_entry_without_a_section_is_the_article(content: Content) -> None:
    source = source_of(content.entries["opening-hours"], content)
    assert (source.title, source.section) == ("The Town Library", None)


def test_the_source_of_a_bare_bank_is_its_file(bank: Path) -> None:
    bare = load(bank)
    source = source_of(bare.entries["renew"], bare)
    assert source == Source("town-library", "Town library", None, None, None, None)


def test_more_answers_the_first_open_suggestion(content: Content) -> None:
    more = Decision("answer", "more", ("loan-cost",), confidence=1.0)
    assert compose(more, content, Conversation(entry_id="loan-cost", asked=("loan-cost",))).entry_id == "loan-renewal"


def test_more_says_so_where_there_is_no_more(content: Content) -> None:
    more = Decision("answer", "more", ("opening-hours",), confidence=1.0)
    reply = compose(more, content, Conversation(entry_id="opening-hours", asked=("opening-hours",)))
    assert (reply.kind, reply.text, reply.entry_id) == ("referral", content.texts.nothing_more, None)


def test_a_clarification_offers_the_questions(content: Content) -> None:
    reply = compose(Decision("clarify", "r", ("loan-cost", "card-cost")), content, FRESH)
    assert (reply.kind, reply.text) == ("clarify", content.texts.clarify)
    assert reply.suggestions[1] == Suggestion("card-cost", "What does a library card cost?")


def test_a_clarification_with_one_choice_asks_whether_it_is_that(content: Content) -> None:
    assert compose(Decision("clarify", "r", ("loan-cost",)), content, FRESH).text == content.texts.clarify_one


@pytest.mark.parametrize(("misses", "again"), [(0, False), (1, False), (2, True)])
def test_after_two_misses_a_clarification_is_worded_otherwise(misses: int, again: bool, content: Content) -> None:
    reply = compose(Decision("clarify", "r", ("loan-cost", "card-cost")), content, Conversation(misses=misses))
    assert (reply.text == content.texts.clarify_again) is again


def test_a_referral_for_a_theme_says_what_is_not_covered_and_who_can_help(content: Content) -> None:
    reply = compose(Decision("referral", "r", ("loan-cost",), theme="nc-parking"), content, FRESH)
    assert reply.text == "The article does not cover parking. The town hall can help with that."
    assert ids(reply) == ["opening-hours"]
    assert (reply.entry_id, reply.question, reply.source) == (None, None, None)


def test_a_referral_without_a_theme_offers_the_nearest_entries(content: Content) -> None:
    reply = compose(Decision("referral", "r", ("card-cost", "loan-cost", "opening-hours")), content, FRESH)
    assert reply.text == content.texts.referral_unknown
    assert ids(reply) == ["card-cost", "loan-cost"]


def test_a_referral_with_nothing_near_offers_questions_to_start_with(content: Content) -> None:
    assert ids(compose(Decision("referral", "r"), content, FRESH)) == ["loan-cost", "card-cost"]


def test_after_some_misses_a_referral_says_what_can_be_asked(content: Content) -> None:
    reply = compose(Decision("referral", "r"), content, Conversation(misses=1))
    assert "loans, library cards and the library" in reply.text


def test_none_of_these_is_answered_with_its_own_words(content: Content) -> None:
    reply = compose(Decision("referral", "none of these"), content, FRESH)
    assert reply.text == content.texts.referral_none_of_these


def test_an_emergency_says_whom_to_call_and_nothing_of_the_article(content: Content) -> None:
    reply = compose(Decision("emergency", "r", theme="fire", confidence=0.9), content, FRESH)
    assert reply.text == "Call 999 now and leave the building."
    assert (reply.entry_id, reply.question, reply.source, reply.suggestions) == (None, None, None, ())


@pytest.mark.parametrize(
    "decision", [answer("loan-cost"), Decision("referral", "r"), Decision("clarify", "r", ("loan-cost",))]
)
def test_after_an_emergency_every_reply_begins_with_its_advice(decision: Decision, content: Content) -> None:
    reply = compose(decision, content, ALARMED)
    assert reply.text.startswith("If it has not been done yet, call 999 about the fire.\n\n")
    assert reply.text.endswith(compose(decision, content, FRESH).text)


def test_the_advice_ends_with_its_turns(content: Content) -> None:
    over = replace(ALARMED, alarm=None, alarm_turns=0)
    assert compose(answer("loan-cost"), content, over).text == "Nothing. Borrowing is free for a month."


def test_an_alarm_whose_theme_is_gone_from_the_content_is_no_error(content: Content) -> None:
    gone = Conversation(alarm="flood", alarm_turns=2)
    assert compose(answer("loan-cost"), content, gone).text.endswith("Borrowing is free for a month.")


def test_small_talk_fills_in_title_and_topics(content: Content) -> None:
    reply = compose(Decision("smalltalk", "r", theme="greeting"), content, FRESH)
    assert reply.text == "Hello from The Town Library. Ask me about loans, library cards and the library."


def test_small_talk_offers_questions_only_before_the_first_answer(content: Content) -> None:
    talk = Decision("smalltalk", "r", theme="thanks")
    assert compose(talk, content, FRESH).suggestions
    assert not compose(talk, content, Conversation(asked=("loan-cost",))).suggestions


def test_a_fault_of_the_bot_is_a_referral(content: Content) -> None:
    reply = failure(content)
    assert reply.kind == "referral"
    assert "call 999 or a doctor" in reply.text


def test_questions_to_start_with_are_the_first_of_each_topic(content: Content) -> None:
    assert [each.id for each in starters(content)] == ["loan-cost", "card-cost", "opening-hours"]


def test_topics_of_a_bare_bank_are_its_title(bank: Path) -> None:
    assert topics(load(bank)) == ["Town library"]


def test_fill_leaves_alone_what_it_does_not_know(content: Content) -> None:
    assert fill("{title} {nope} {", content) == "The Town Library {nope} {"


def test_nothing_that_the_bundled_bot_says_holds_an_unfilled_name() -> None:
    bundled = load()
    said = [talk.reply for talk in bundled.smalltalk.values()]
    said += [text for theme in bundled.triage.themes for text in (theme.reply, theme.brief)]
    said += [bundled.texts.greeting, bundled.texts.failed, bundled.texts.referral_offer, bundled.texts.clarify]
    assert [text for text in said if "{" in fill(text, bundled)] == []
