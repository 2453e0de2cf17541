"""An evaluation of the small bank, made once."""

import pytest

from bot.engine import Engine
from bot.evaluation.questions import Question
from bot.evaluation.report_json import Report, report
from bot.evaluation.run import Evaluation, evaluate

QUESTIONS = (
    Question(("when does the library open in the morning",), ("opening-hours",), (), "eval/a.yml:1"),
    Question(("how can I renew my loan",), ("loan-renewal",), ("group:loans",), "eval/a.yml:4"),
    Question(("What does a library card cost?", "and a loan?"), ("loan-cost",), (), "eval/a.yml:7"),
    Question(("do you sell <script>alert('hot')</script> sandwiches & tea \x1b[31m\u202eon\ud800",), ("referral",)),
    Question(("there is a fire in the library",), ("emergency",)),
    Question(("what do whales sing about",), ("card-cost",)),
    Question(("\U0001f4aa\U0001f4aa",), ("referral", "smalltalk"), ("group:odd",)),
)


@pytest.fixture(scope="session")
def evaluation(small: Engine) -> Evaluation:
    return evaluate(small, QUESTIONS)


@pytest.fixture(scope="session")
def held(evaluation: Evaluation) -> Report:
    return report(evaluation)
