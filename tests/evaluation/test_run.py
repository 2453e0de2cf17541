from bot.engine import Engine
from bot.evaluation.confusions import Confusion, Mistake, pairs
from bot.evaluation.noise import KINDS
from bot.evaluation.questions import Question
from bot.evaluation.run import Evaluation, evaluate, judge, with_noise
from bot.types import Conversation, Message
from tests.evaluation.conftest import QUESTIONS


def test_evaluate_judges_what_the_engine_replies(small: Engine, evaluation: Evaluation) -> None:
    for question, judgement in zip(QUESTIONS, evaluation.judgements, strict=True):
        conversation = Conversation()
        for text in question.turns:
            turn = small.reply(Message(text), conversation)
            conversation = turn.conversation
        assert (judgement.kind, judgement.entry_id) == (turn.reply.kind, turn.reply.entry_id)
        assert len(judgement.times_ms) == len(question.turns)


def test_evaluate_gives_the_same_judgements_again(small: Engine, evaluation: Evaluation) -> None:
    again = evaluate(small, QUESTIONS)
    assert [each.outcome for each in again.judgements] == [each.outcome for each in evaluation.judgements]
    assert again.curve(answerable=False) == evaluation.curve(answerable=False)
    assert again.confusions == evaluation.confusions


def test_evaluate_tells_its_progress_and_bears_no_question(small: Engine) -> None:
    seen: list[tuple[int, int]] = []
    evaluate(small, QUESTIONS[:2], lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    nothing = evaluate(small, ())
    assert (nothing.ranking.n, nothing.confusions, nothing.latency.n) == (0, (), 0)


def test_judge_keeps_what_was_matched_and_why(engine: Engine) -> None:
    judgement = judge(engine, Question(("Is there a cure for ALS?",), ("als-cure",)))
    assert (judgement.outcome, judgement.entry_id, judgement.rank) == ("right", "als-cure", 1)
    assert judgement.candidates[0] == (judgement.first, judgement.confidence)
    assert judgement.phrasing == "is there a cure for als"
    assert judgement.why
    assert judgement.reading == "as it stands: is there a cure for als"


def test_judge_takes_the_reading_of_a_conversation(engine: Engine) -> None:
    judgement = judge(engine, Question(("Is there a cure for ALS?", "and for MS?"), ("ms-cure",)))
    assert judgement.rank == 1
    assert "ms" in judgement.reading


def test_judge_ranks_also_what_left_early_as_an_emergency(small: Engine) -> None:
    judgement = judge(small, Question(("fire in the library",), ("opening-hours",)))
    assert (judgement.outcome, judgement.kind, judgement.confidence) == ("alarmed", "emergency", None)
    assert judgement.rank is not None


def test_judge_finds_no_place_for_unknown_words(small: Engine) -> None:
    assert judge(small, Question(("\u7b4b\u840e\u7e2e",), ("loan-cost",))).rank is None


def test_with_noise_asks_everything_under_every_kind(small: Engine, evaluation: Evaluation) -> None:
    seen: list[tuple[int, int]] = []
    noisy = with_noise(evaluation, small, lambda done, total: seen.append((done, total)))
    assert list(noisy.noise) == list(KINDS)
    assert {len(judgements) for judgements in noisy.noise.values()} == {len(QUESTIONS)}
    assert seen[-1] == (len(QUESTIONS) * len(KINDS),) * 2
    assert noisy.judgements == evaluation.judgements


def test_a_mistake_names_the_words_that_drew_the_bot(engine: Engine) -> None:
    judgement = judge(engine, Question(("Is there a cure for ALS?",), ("ms-cure",)))
    assert judgement.outcome == "wrong"
    assert judgement.mistake is not None
    assert (judgement.mistake.expected, judgement.mistake.taken) == ("ms-cure", "als-cure")
    assert set(judgement.mistake.words) <= {"is", "there", "a", "cure", "for", "als"}
    assert judgement.mistake.words


def test_pairs_counts_mistakes_most_often_first_then_by_name() -> None:
    found = [
        (Question(("one",), ("b",)), Mistake("b", "x", ("fee", "card"))),
        (Question(("two", "three"), ("a",)), Mistake("a", "x", ())),
        (Question(("four",), ("b",)), Mistake("b", "x", ("card",))),
        (Question(("five",), ("b",)), None),
    ]
    assert pairs(found) == (
        Confusion("b", "x", 2, ("card", "fee"), ("one", "four")),
        Confusion("a", "x", 1, (), ("two → three",)),
    )
