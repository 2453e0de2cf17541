from dataclasses import replace

import pytest

from bot.content import load
from bot.decide import Evidence, decide
from bot.types import Candidate, Decision, Hit, Message, Query, Reading, Resolution, Triage

CALM = Triage(None, "nothing alarming", 0.01)
FIRE = Triage("fire", "rule x", 0.8)
READINGS = (Reading(Query("q", ("q",)), "as it stands"),)
PICKED = Resolution(READINGS, picked="b")


@pytest.fixture(scope="module")
def nothing() -> Evidence:
    """Evidence of a message in which nothing was found."""
    chosen = {"choices": 3, "choice_confidence": 0.05, "smalltalk_confidence": 0.5}
    chosen |= {"choice_over_theme": 0.4, "theme_likeness": 0.3, "clarify_at_most": 0.3}
    settings = load().settings.model_copy(update=chosen)
    message = Message("q")
    calm = Evidence(message=message, triage=CALM, answer_from=0.8, clarify_from=0.3, settings=settings)
    return replace(calm, resolution=Resolution(READINGS))


def candidates(**confidences: float) -> tuple[Candidate, ...]:
    return tuple(Candidate(id_, p, Hit(id_, p)) for id_, p in confidences.items())


def command(name: str) -> Resolution:
    return Resolution(READINGS, command=name)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("confidences", "kind", "ids"),
    [
        ({}, "referral", ()),
        ({"a": 0.8}, "answer", ("a",)),
        ({"a": 0.79}, "clarify", ("a",)),
        ({"a": 0.3}, "clarify", ("a",)),
        ({"a": 0.29}, "referral", ("a",)),
        ({"a": 0.9, "b": 0.9}, "answer", ("a",)),
        ({"a": 0.5, "b": 0.5, "c": 0.05}, "clarify", ("a", "b", "c")),
        ({"a": 0.5, "b": 0.04}, "clarify", ("a",)),
        ({"a": 0.5, "b": 0.4, "c": 0.3, "d": 0.2}, "clarify", ("a", "b", "c")),
        ({"a": 0.0}, "referral", ("a",)),
    ],
)
def test_decide_compares_confidence_with_the_thresholds(
    confidences: dict[str, float], kind: str, ids: tuple[str, ...], nothing: Evidence
) -> None:
    decision = decide(replace(nothing, candidates=candidates(**confidences)))
    assert (decision.kind, decision.entry_ids) == (kind, ids)


def test_decide_tells_the_confidence_of_what_it_answers(nothing: Evidence) -> None:
    assert decide(replace(nothing, candidates=candidates(a=0.93))).confidence == 0.93


def test_an_emergency_comes_before_everything_else(nothing: Evidence) -> None:
    message = Message("q", entry_id="a")
    decision = decide(
        replace(nothing, triage=FIRE, message=message, talk="greeting", resolution=PICKED, candidates=candidates(a=1.0))
    )
    assert (decision.kind, decision.theme, decision.entry_ids) == ("emergency", "fire", ())


def test_a_clicked_entry_is_answered_for_sure(nothing: Evidence) -> None:
    decision = decide(replace(nothing, message=Message("q", entry_id="a"), resolution=None, talk="greeting"))
    assert (decision.kind, decision.entry_ids, decision.confidence) == ("answer", ("a",), 1.0)


def test_a_chosen_number_comes_before_small_talk(nothing: Evidence) -> None:
    decision = decide(replace(nothing, resolution=PICKED, talk="yes"))
    assert (decision.kind, decision.entry_ids) == ("answer", ("b",))


def test_none_of_these_is_referred_even_where_an_entry_is_near(nothing: Evidence) -> None:
    decision = decide(replace(nothing, resolution=command("none_of_these"), candidates=candidates(a=1.0)))
    assert (decision.kind, decision.entry_ids) == ("referral", ())


@pytest.mark.parametrize("name", ["more", "repeat"])
def test_a_command_is_answered(name: str, nothing: Evidence) -> None:
    assert decide(replace(nothing, resolution=command(name))).kind == "answer"


def test_small_talk_comes_before_a_near_entry(nothing: Evidence) -> None:
    decision = decide(replace(nothing, talk="thanks", candidates=candidates(a=1.0)))
    assert (decision.kind, decision.theme) == ("smalltalk", "thanks")


@pytest.mark.parametrize(
    ("linear", "kind"), [(0.5, "smalltalk"), (0.49, "referral"), (float("nan"), "referral"), (0.0, "referral")]
)
def test_what_sounds_like_small_talk_needs_a_sure_linear_model(linear: float, kind: str, nothing: Evidence) -> None:
    best = Hit("thanks", 1.0, word=0.4, char=0.5, linear=linear)
    assert decide(replace(nothing, best=best, best_kind="smalltalk")).kind == kind


def test_what_is_not_near_small_talk_is_none_however_sure_the_linear_model(nothing: Evidence) -> None:
    best = Hit("thanks", 1.0, word=0.1, char=0.2, linear=0.99)
    assert decide(replace(nothing, best=best, best_kind="smalltalk")).kind == "referral"


def test_an_all_clear_is_thanked_for_whatever_else_the_message_sounds_like(nothing: Evidence) -> None:
    decision = decide(replace(nothing, cleared=True, talk="thanks", candidates=candidates(a=1.0)))
    assert (decision.kind, decision.rule) == ("smalltalk", "all clear")


def test_a_personal_case_is_never_answered_from_the_article(nothing: Evidence) -> None:
    decision = decide(replace(nothing, resolution=Resolution((), personal=True), candidates=candidates(a=1.0)))
    assert (decision.kind, decision.rule) == ("referral", "a personal case")


def test_a_stated_topic_is_asked_about(nothing: Evidence) -> None:
    decision = decide(replace(nothing, resolution=Resolution((), stated="als"), candidates=candidates(a=1.0)))
    assert (decision.kind, decision.theme) == ("clarify", "als")


def test_without_a_topic_the_bot_asks_which_one_is_meant(nothing: Evidence) -> None:
    resolution = Resolution((), nameless=("a", "b", "c", "d"))
    decision = decide(replace(nothing, resolution=resolution, candidates=candidates(b=1.0)))
    assert (decision.kind, decision.entry_ids) == ("clarify", ("a", "b", "c"))
    other = decide(replace(nothing, resolution=resolution, candidates=candidates(general=1.0)))
    assert other.entry_ids == ("general",)


@pytest.mark.parametrize(
    ("first", "second", "kind"), [(0.6, 0.5, "clarify"), (0.6, 0.3, "answer"), (0.8, 0.7, "answer")]
)
def test_two_candidates_that_are_near_each_other_are_asked_about(
    first: float, second: float, kind: str, nothing: Evidence
) -> None:
    evidence = replace(nothing, answer_from=0.5, candidates=candidates(a=first, b=second))
    assert decide(evidence).kind == kind


def test_a_message_that_leans_on_others_needs_more_confidence(nothing: Evidence) -> None:
    evidence = replace(nothing, answer_from=0.3, candidates=candidates(a=0.4))
    assert decide(evidence).kind == "answer"
    assert decide(replace(evidence, leaning=True)).kind == "clarify"


def test_two_questions_in_one_message_are_both_answered(nothing: Evidence) -> None:
    decision = decide(replace(nothing, both=candidates(a=0.9, b=0.85), candidates=candidates(a=0.9)))
    assert (decision.kind, decision.entry_ids, decision.confidence) == ("answer", ("a", "b"), 0.85)


@pytest.mark.parametrize("both", [{"a": 0.9, "b": 0.5}, {"a": 0.9}, {}])
def test_two_questions_of_which_one_is_unclear_are_answered_as_one(both: dict[str, float], nothing: Evidence) -> None:
    decision = decide(replace(nothing, both=candidates(**both), candidates=candidates(a=0.9)))
    assert decision.entry_ids == ("a",)


def test_a_referral_names_the_theme_that_the_question_is_about(nothing: Evidence) -> None:
    near = Hit("nc-x", 1.0, word=0.2, char=0.4)
    decision = decide(replace(nothing, best=near, best_kind="theme", candidates=candidates(a=0.1)))
    assert (decision.kind, decision.theme, decision.entry_ids) == ("referral", "nc-x", ("a",))


def test_a_referral_names_no_theme_that_is_only_the_least_unlike(nothing: Evidence) -> None:
    far = Hit("nc-x", 1.0, word=0.2, char=0.3)
    decision = decide(replace(nothing, best=far, best_kind="theme", candidates=candidates(a=0.1)))
    assert (decision.kind, decision.theme) == ("referral", None)


@pytest.mark.parametrize(("confidence", "kind"), [(0.4, "clarify"), (0.39, "referral")])
def test_asking_back_against_a_nearer_theme_needs_more(confidence: float, kind: str, nothing: Evidence) -> None:
    near = replace(nothing, best=Hit("nc-x", 1.0), best_kind="theme", candidates=candidates(a=confidence))
    assert decide(near).kind == kind


def test_an_entry_that_is_sure_enough_is_answered_though_a_theme_scores_higher(nothing: Evidence) -> None:
    decision = decide(replace(nothing, best=Hit("nc-x", 1.0), best_kind="theme", candidates=candidates(a=0.9)))
    assert decision.kind == "answer"


def test_decide_always_says_why(nothing: Evidence) -> None:
    assert decide(nothing) == Decision("referral", "nothing near enough")
