import pytest

from web.slack.signature import RefusedError, mark, sign, verify

# The example of docs.slack.dev/authentication/verifying-requests-from-slack
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
AT = "1531420618"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
RIGHT = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
NOW = float(AT)


def refusal(secret: str = SECRET, at: str = AT, signature: str = RIGHT, body: bytes = BODY, now: float = NOW) -> str:
    with pytest.raises(RefusedError) as caught:
        verify(secret, at, signature, body, now)
    return str(caught.value)


def test_the_example_that_slack_publishes_is_right() -> None:
    assert sign(SECRET, AT, BODY) == RIGHT
    verify(SECRET, AT, RIGHT, BODY, NOW)


@pytest.mark.parametrize("now", [NOW - 240, NOW + 240, NOW + 300])
def test_a_request_of_the_last_minutes_is_taken(now: float) -> None:
    verify(SECRET, AT, RIGHT, BODY, now)


@pytest.mark.parametrize("now", [NOW - 360, NOW + 360])
def test_a_request_too_old_or_ahead_is_refused(now: float) -> None:
    assert refusal(now=now) == "timestamp too old or ahead"


@pytest.mark.parametrize(
    "signature",
    [
        RIGHT[:-1] + "4",
        RIGHT.replace("v0=", "v1="),
        RIGHT.removeprefix("v0="),
        "v0=" + RIGHT,
        RIGHT + "," + RIGHT,
        "v0=wrong," + RIGHT,
        RIGHT.upper(),
        RIGHT + " ",
        "v0=",
        "\xff" * 67,
        "\ud800",
        "v0=" + "\u0661" * 64,
    ],
)
def test_a_signature_that_is_not_exactly_the_right_one_is_refused(signature: str) -> None:
    assert refusal(signature=signature) == "wrong signature"


def test_another_body_or_secret_is_refused() -> None:
    assert refusal(body=BODY + b" ") == refusal(secret="another") == "wrong signature"


@pytest.mark.parametrize(
    "at", ["abc", "1e9", "1.5", "-1", "0x10", "9" * 5000, "\u0661\u0662", "1531420618 ", "1531420618,1531420618", "+1"]
)
def test_a_timestamp_that_is_no_plain_number_is_refused_though_well_signed(at: str) -> None:
    assert refusal(at=at, signature=sign(SECRET, at, BODY)) == "timestamp is no number"


def test_a_missing_header_is_refused() -> None:
    assert refusal(at="") == refusal(signature="") == "not signed"


def test_an_empty_secret_verifies_nothing_not_even_what_it_signed() -> None:
    assert refusal(secret="", signature=sign("", AT, BODY)) == "no secret"


def test_marks_are_the_same_for_the_same_and_differ_by_every_part_and_secret() -> None:
    assert mark("s", "a", "b") == mark("s", "a", "b")
    assert len({mark("s", "a", "b"), mark("s", "ab"), mark("s", "a", "b", ""), mark("t", "a", "b")}) == 4
    assert len(mark("s", "\ud800")) == 32
