import pytest

from bot.engine import Engine
from bot.text import normalise
from bot.triage import Rules, triage
from bot.types import Message, Triage

EMERGENCIES = [
    "My husband's face is drooping and he can't get his words out",
    "mum collapsed and isn't breathing",
    "I want to kill myself",
    "i have crushing chest pain and my left arm hurts",
    "she swallowed the whole box of painkillers",
    "I fell off a ladder just now and can't feel my legs",
    "he is choking on a piece of meat and cannot talk",
    "the bone is sticking out of his shin",
    "I don't want to live any more",
]
ORDINARY = [
    "How does paralysis waste a leg?",
    "Is ALS fatal?",
    "Can a stroke cause muscle atrophy?",
    "Does ALS make it hard to swallow?",
    "Why can't paralysed people move their muscles?",
    "What does an arm with muscle atrophy look like?",
    "Do people with ALS die?",
    "My broken arm was in a sling for six weeks, is that why it is thin?",
    "can a spinal cord injury break bones",
    "I'm dying to know who wrote this article",
]


def judged(text: str, engine: Engine) -> Triage:
    built, content = engine.built, engine.content
    query = normalise(text, built.vocabulary)
    return triage(query, Rules.of(content.triage), built.alarms, built.features, content.settings.alarm_probability)


@pytest.mark.parametrize("text", EMERGENCIES)
def test_triage_sees_an_emergency(text: str, engine: Engine) -> None:
    assert judged(text, engine).theme is not None
    assert engine.reply(Message(text)).reply.kind == "emergency"


@pytest.mark.parametrize("text", ORDINARY)
def test_triage_lets_an_ordinary_question_with_alarming_words_pass(text: str, engine: Engine) -> None:
    assert judged(text, engine).theme is None


@pytest.mark.parametrize(
    "text", ["does my flatmate need it too", "what about grandpa", "for her then?", "bone", "white"]
)
def test_a_fragment_that_names_only_a_person_or_a_thing_is_no_emergency(text: str, engine: Engine) -> None:
    assert judged(text, engine).theme is None


@pytest.mark.parametrize("text", ["choking", "Suicidal.", "stabbed!!", "seizure"])
def test_one_word_is_an_emergency_only_by_a_rule(text: str, engine: Engine) -> None:
    assert judged(text, engine).by.startswith("rule")


@pytest.mark.parametrize("text", ["", "   ", "?!", "😀", "жжж", "\x00"])
def test_triage_of_nothing_known_is_no_emergency(text: str, engine: Engine) -> None:
    assert judged(text, engine).theme is None


@pytest.mark.parametrize(
    "text", ["FIRE IN THE LIBRARY!!!", "there is smoke in the building", "fire, in the library", "fire in\nthe library"]
)
def test_a_rule_fires_whatever_the_case_and_punctuation(text: str, small: Engine) -> None:
    found = judged(text, small)
    assert found.theme == "fire"
    assert found.by.startswith("rule ")
    assert found.probability >= small.content.settings.alarm_probability


def test_examples_alone_make_an_emergency_too(small: Engine) -> None:
    assert judged("the shelves are burning", small).theme == "fire"


def test_an_ordinary_message_with_the_same_words_is_none(small: Engine) -> None:
    assert judged("do you have books about fire safety", small).theme is None


def test_an_emergency_is_seen_through_typos(engine: Engine) -> None:
    assert judged("my dads face is droopping and he cant speek proparly", engine).theme is not None


def test_every_probability_is_one(engine: Engine) -> None:
    assert all(0.0 <= judged(text, engine).probability <= 1.0 for text in [*ORDINARY, *EMERGENCIES])


@pytest.mark.parametrize("text", ["a " * 500, "my face " * 120, "is " * 330, "x" * 1000, "(" * 1000])
def test_rules_end_on_hostile_input(text: str, engine: Engine) -> None:
    assert judged(text, engine).theme in {None, *(theme.id for theme in engine.content.triage.themes)}


def test_nearness_to_an_example_alone_makes_no_alarm(engine: Engine) -> None:
    assert [text for text in ("7777 xx 99", "__proto__", "blorp zaddle mip") if judged(text, engine).theme] == []


def test_what_ended_a_life_long_ago_is_no_wish_to_end_one(engine: Engine) -> None:
    rules = Rules.of(engine.content.triage).matcher
    assert not rules.Match("als took her speech her arms and in the end her life")
    assert rules.Match("she wants to end her life")
