import pytest

from bot.evaluation import metrics
from bot.evaluation.metrics import Bin, Curve, Latency, Point, Ranking, Reliability, Share
from bot.types import Kind, Reply, Suggestion


def reply(kind: Kind, entry_id: str | None = None, choices: tuple[str, ...] = ()) -> Reply:
    return Reply(kind, "", entry_id=entry_id, suggestions=tuple(Suggestion(id_, "") for id_ in choices))


@pytest.mark.parametrize(
    ("expected", "given", "outcome"),
    [
        (["a", "b"], reply("answer", "b"), "right"),
        (["a"], reply("answer", "c"), "wrong"),
        (["a"], reply("clarify", None, ("c", "a")), "asked"),
        (["a"], reply("clarify", None, ("c",)), "asked_wrong"),
        (["a"], reply("referral", None, ("a",)), "referred"),
        (["a", "referral"], reply("referral"), "right"),
        (["a"], reply("emergency"), "alarmed"),
        (["a"], reply("smalltalk"), "smalltalk"),
        (["referral"], reply("referral"), "right"),
        (["referral"], reply("answer", "a"), "wrong"),
        (["referral"], reply("clarify", None, ("a",)), "asked_wrong"),
        (["referral", "smalltalk"], reply("smalltalk"), "right"),
        (["smalltalk"], reply("referral"), "referred"),
        (["emergency"], reply("emergency"), "right"),
        (["emergency"], reply("answer", "a"), "missed"),
        (["emergency"], reply("clarify", None, ("a",)), "missed"),
    ],
)
def test_outcome_judges_a_reply(expected: list[str], given: Reply, outcome: str) -> None:
    assert metrics.outcome(expected, given) == outcome


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (0, 0, 0.0, 1.0)],
)
def test_share_has_the_wilson_interval(count: int, n: int, low: float, high: float) -> None:
    found = metrics.share(count, n)
    assert found == Share(count, count / max(n, 1), pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_ranking_counts_what_was_not_found_as_nothing() -> None:
    assert metrics.ranking([1, 2, None, 4]) == Ranking(4, 0.25, 0.5, (1 + 1 / 2 + 1 / 4) / 4)
    assert metrics.ranking([]) == Ranking(0, 0.0, 0.0, 0.0)


def test_rank_is_the_place_of_the_first_expected_id() -> None:
    assert metrics.rank(["b", "c"], ["a", "c", "b"]) == 2
    assert metrics.rank(["d"], ["a"]) is None
    assert metrics.rank(["d"], []) is None


def test_risk_coverage_lets_the_threshold_fall() -> None:
    curve = metrics.risk_coverage([0.5, 0.9, 0.7, 0.1], [False, True, True, False])
    points = (Point(0.9, 0.25, 0.0), Point(0.7, 0.5, 0.0), Point(0.5, 0.75, 1 / 3), Point(0.1, 1.0, 0.5))
    assert curve == Curve(points, pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4))


def test_risk_coverage_lets_equal_confidences_fall_together_in_any_order() -> None:
    one = metrics.risk_coverage([0.5, 0.5], [True, False])
    assert one == metrics.risk_coverage([0.5, 0.5], [False, True]) == Curve((Point(0.5, 1.0, 0.5),), 0.5)


def test_risk_coverage_keeps_at_most_101_points_and_the_last() -> None:
    curve = metrics.risk_coverage([i / 5000 for i in range(5000)], [True] * 5000)
    assert len(curve.points) <= 101
    assert curve.points[-1] == Point(0.0, 1.0, 0.0)


def test_risk_coverage_and_reliability_of_nothing_are_empty() -> None:
    assert metrics.risk_coverage([], []) == Curve((), 0.0)
    assert metrics.reliability([], []) == Reliability((), 0.0)


def test_reliability_compares_confidence_with_what_came_true() -> None:
    found = metrics.reliability([1.0, 0.92, 0.15, 0.11], [True, False, False, False])
    low = Bin(0.1, 0.2, 2, pytest.approx(0.13), 0.0)
    high = Bin(0.9, 1.0, 2, pytest.approx(0.96), 0.5)
    assert found == Reliability((low, high), pytest.approx((2 * 0.13 + 2 * 0.46) / 4))


@pytest.mark.parametrize(
    ("gained", "lost", "p"), [(0, 0, 1.0), (1, 0, 1.0), (0, 5, 0.0625), (0, 6, 0.03125), (1, 9, 0.021484), (5, 5, 1.0)]
)
def test_mcnemar_is_exact(gained: int, lost: int, p: float) -> None:
    assert metrics.mcnemar(gained, lost) == pytest.approx(p, abs=1e-6)
    assert metrics.mcnemar(lost, gained) == pytest.approx(p, abs=1e-6)


def test_latency_gives_median_and_95th_percentile() -> None:
    assert metrics.latency([float(ms) for ms in range(1, 101)]) == Latency(100, 50.5, 95.0)
    assert metrics.latency([3.0]) == Latency(1, 3.0, 3.0)
    assert metrics.latency([]) == Latency(0, 0.0, 0.0)
