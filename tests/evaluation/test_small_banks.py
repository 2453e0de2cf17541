"""The confidence of small banks can be fitted anew, and what is printed is what `settings.yml` holds."""

from __future__ import annotations

import numpy as np
import yaml

from bot.calibrate import N_FEATURES, Calibration
from bot.content import load
from bot.evaluation.small_banks import as_yaml, fitted
from bot.schema import SmallBankShape


def test_a_fit_on_one_small_bank_has_a_number_for_each_feature_and_reads_back() -> None:
    calibration, n = fitted(load(), n_banks=1)
    shape = SmallBankShape(**yaml.safe_load(as_yaml(calibration))["small_bank"])
    again = Calibration.given(shape)
    features = np.ones((2, N_FEATURES), np.float32)
    assert n > 100
    np.testing.assert_allclose(again.confidences(features), calibration.confidences(features), atol=1e-3)
