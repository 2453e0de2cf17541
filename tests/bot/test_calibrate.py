import numpy as np
import pytest

from bot.calibrate import N_FEATURES, TOP, Calibration, Trial, calibrate, features_of, fit
from bot.types import Hit

ENTRIES = frozenset({"a", "b", "c", "d"})


def hit(id_: str, score: float, **signals: float) -> Hit:
    return Hit(id_, score, **({"word": score, "char": score, "linear": score, "unseen": 1.0 - score} | signals))


def trial(rng: np.random.Generator, n: int = 300) -> Trial:
    """Questions whose first feature tells with some noise whether the first candidate is right."""
    strength = rng.random(n)
    features = np.zeros((n, TOP, N_FEATURES), np.float32)
    features[:, 0, 0] = strength
    right = np.zeros((n, TOP), bool)
    right[:, 0] = rng.random(n) < strength**0.5 * (strength > 0.2)
    right[:, 1] = ~right[:, 0] & (rng.random(n) < 0.5)
    return Trial(features, right, np.ones(n, np.float32))


@pytest.fixture(scope="module")
def made() -> Trial:
    return trial(np.random.default_rng(7))


@pytest.fixture(scope="module")
def fitted(made: Trial) -> Calibration:
    return fit(made, 0.06, 0.45)


def wrong_share(calibration: Calibration, made: Trial) -> float:
    sure = calibration.confidences(made.features[:, 0]) >= calibration.answer
    return float((~made.right[sure, 0]).mean())


def test_confidences_are_probabilities(fitted: Calibration, made: Trial) -> None:
    confidences = fitted.confidences(made.features[:, 0])
    assert confidences.shape == (300,)
    assert ((confidences >= 0) & (confidences <= 1)).all()


def test_a_stronger_signal_gives_more_confidence(fitted: Calibration) -> None:
    features = np.zeros((2, N_FEATURES), np.float32)
    features[:, 0] = [0.3, 0.9]
    weak, strong = fitted.confidences(features)
    assert strong > weak


@pytest.mark.parametrize("rate", [0.02, 0.06, 0.2])
def test_answers_are_wrong_at_most_as_often_as_the_settings_allow(rate: float, made: Trial) -> None:
    assert wrong_share(fit(made, rate, 0.45), made) <= rate + 1e-6


def test_a_stricter_rate_never_lowers_the_threshold(made: Trial) -> None:
    assert fit(made, 0.02, 0.45).answer >= fit(made, 0.2, 0.45).answer


def test_asking_back_never_needs_more_confidence_than_answering(fitted: Calibration) -> None:
    assert fitted.clarify <= fitted.answer


def test_where_nothing_is_ever_right_nothing_is_sure_enough(made: Trial) -> None:
    never = Trial(made.features, np.zeros_like(made.right), made.weight)
    never.right[0, 0] = True
    assert fit(never, 0.01, 0.01).answer > 0.5


def test_the_curve_covers_more_as_it_goes(fitted: Calibration) -> None:
    covered = [share for share, _ in fitted.curve]
    assert covered == sorted(covered)
    assert covered[-1] == pytest.approx(1.0)


def test_calibrate_returns_entries_only_and_at_most_three(fitted: Calibration) -> None:
    hits = [hit("nc-x", 0.95), hit("a", 0.9), hit("b", 0.8), hit("c", 0.7), hit("d", 0.6)]
    assert [candidate.entry_id for candidate in calibrate(hits, ENTRIES, 4, fitted)] == ["a", "b", "c"]


@pytest.mark.parametrize("hits", [[], [hit("nc-x", 0.9)]])
def test_calibrate_without_an_entry_among_the_hits_is_empty(hits: list[Hit], fitted: Calibration) -> None:
    assert calibrate(hits, ENTRIES, 0, fitted) == ()


def test_calibrate_of_a_tie_keeps_the_order_of_the_hits(fitted: Calibration) -> None:
    tied = calibrate([hit("b", 0.8), hit("a", 0.8)], ENTRIES, 3, fitted)
    assert [candidate.entry_id for candidate in tied] == ["b", "a"]
    assert tied[0].confidence == tied[1].confidence


def test_features_of_a_lone_hit_without_a_linear_model_are_finite() -> None:
    alone = hit("a", 0.5, linear=float("nan"))
    features = features_of(alone, [alone], None, 0)
    assert len(features) == N_FEATURES
    assert np.isfinite(features).all()


def test_features_see_a_strong_rival() -> None:
    first = hit("a", 0.9)
    without, beside = features_of(first, [first], None, 4), features_of(first, [first], hit("nc-x", 0.95), 4)
    assert without != beside
