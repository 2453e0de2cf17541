import logging

import pytest

from tests.web.slack.fake import TOKEN, FakeSlack, Step
from web.slack.api import HOOKS, SLACK, Api
from web.slack.task import Call

POST = Call("chat.postMessage", {"channel": "C1", "text": "canary answer", "thread_ts": "1.2"})


@pytest.fixture
def api(slack: FakeSlack) -> Api:
    return Api(TOKEN, slack.api)


def test_a_call_carries_the_token_in_its_header_and_nowhere_else(api: Api, slack: FakeSlack) -> None:
    assert api.send(POST, "k1").sent
    (call,) = slack.calls
    assert call.headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in call.path + str(call.body)
    assert len(call.body["client_msg_id"]) == 36
    assert call.body["metadata"] == {"event_type": "faqbot_reply", "event_payload": {"key": "k1"}}


@pytest.mark.parametrize("address", ["{}/api", "{}/api/"])
def test_the_address_of_the_api_may_end_with_a_slash_or_not(address: str, slack: FakeSlack) -> None:
    assert Api(TOKEN, address.format(slack.address)).send(POST).sent
    assert slack.calls[0].path == "/api/chat.postMessage"


@pytest.mark.parametrize(
    ("step", "error", "again", "unsure", "wait_s"),
    [
        ((429, {"Retry-After": "7"}, {"ok": False, "error": "ratelimited"}), "ratelimited", True, False, 7.0),
        ((429, {"Retry-After": "-1"}, {}), "unreadable", True, False, 0.0),
        ((429, {}, b"<html>"), "unreadable", True, False, 0.0),
        ((500, {}, {"ok": False, "error": "internal_error"}), "internal_error", True, False, 0.0),
        ((503, {}, b""), "unreadable", True, False, 0.0),
        ((200, {}, {"ok": False, "error": "channel_not_found"}), "channel_not_found", False, False, 0.0),
        ((200, {}, {"ok": False, "error": "fatal_error"}), "fatal_error", True, False, 0.0),
        ((200, {}, {"ok": False, "error": "canary <script>\n"}), "unreadable", True, True, 0.0),
        ((404, {}, b"nothing here"), "unreadable", False, False, 0.0),
        ((200, {}, b"not json"), "unreadable", True, True, 0.0),
    ],
)
def test_what_slack_says_tells_whether_and_when_to_try_again(
    step: Step, error: str, again: bool, unsure: bool, wait_s: float, api: Api, slack: FakeSlack
) -> None:
    slack.script = [step]
    outcome = api.send(POST)
    assert (outcome.sent, outcome.error, outcome.again, outcome.unsure, outcome.wait_s) == (
        False,
        error,
        again,
        unsure,
        wait_s,
    )


@pytest.mark.parametrize("body", [[], None, 5, "x"])
def test_a_reply_of_another_shape_is_no_exception(body: object, api: Api, slack: FakeSlack) -> None:
    slack.script = [(200, {}, body)]
    assert not api.send(POST).sent


def test_when_slack_hangs_up_it_may_have_taken_the_post(api: Api, slack: FakeSlack) -> None:
    slack.script = ["hang up"]
    outcome = api.send(POST)
    assert (outcome.again, outcome.unsure) == (True, True)


def test_slack_out_of_reach_is_an_outcome() -> None:
    outcome = Api(TOKEN, "http://127.0.0.1:9/api/").send(POST)
    assert (outcome.sent, outcome.again, outcome.error) == (False, True, "URLError")


def test_a_post_is_known_again_by_its_key(api: Api, slack: FakeSlack) -> None:
    slack.script = ["hang up after taking it"]
    api.send(POST, "k1")
    assert api.has_posted(POST, "k1", 0.0)
    assert not api.has_posted(POST, "k2", 0.0)
    assert [call.method for call in slack.calls[1:]] == ["conversations.replies"] * 2


@pytest.mark.parametrize("messages", [[], [None], ["x"], [{"metadata": None}], [{"metadata": {"event_payload": []}}]])
def test_a_history_of_another_shape_holds_no_post(messages: list[object], api: Api, slack: FakeSlack) -> None:
    slack.messages = messages  # type: ignore[assignment]
    assert not api.has_posted(POST, "k1", 0.0)


def test_who_does_not_tell_has_not_posted() -> None:
    api = Api(TOKEN, "http://127.0.0.1:9/api/")
    assert not api.has_posted(POST, "k1", 0.0)
    assert not api.has_posted(Call("respond", {}, "http://127.0.0.1:9/x"), "k1", 0.0)
    assert api.own_user() == ""


def test_slack_is_asked_once_who_the_bot_is(api: Api, slack: FakeSlack) -> None:
    assert [api.own_user(), api.own_user()] == ["U0BOT", "U0BOT"]
    assert [call.method for call in slack.calls] == ["auth.test"]


def test_a_response_goes_to_its_address_without_the_token(api: Api, slack: FakeSlack) -> None:
    assert api.send(Call("respond", {"text": "Hello"}, f"{slack.address}/actions/1")).sent
    (call,) = slack.calls
    assert (call.path, call.body, "Authorization" in call.headers) == ("/actions/1", {"text": "Hello"}, False)


@pytest.mark.parametrize(
    ("step", "again"),
    [((429, {"Retry-After": "3"}, {}), True), ((500, {}, {}), True), ((404, {}, b"used_url"), False)],
)
def test_a_response_that_is_refused_is_an_outcome(step: Step, again: bool, api: Api, slack: FakeSlack) -> None:
    slack.script = [step]
    outcome = api.send(Call("respond", {"text": "Hello"}, f"{slack.address}/actions/1"))
    assert (outcome.sent, outcome.again) == (False, again)


@pytest.mark.parametrize("url", [f"{HOOKS}/commands/T1/2", f"{HOOKS}/actions/T1/2/3"])
def test_a_response_address_of_slack_is_taken(url: str) -> None:
    assert Api(TOKEN, SLACK).may_respond(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/",
        "https://hooks.slack.com@evil.example/",
        "https://hooks.slack.com:443@evil.example/",
        "https://evil.example\\@hooks.slack.com/",
        "https://hooks.slack.com:8080/",
        "https://hooks.slack.com:x/",
        "https://hooks.slack.com /",
        "https://[hooks.slack.com/",
        "file:///etc/passwd",
        "//hooks.slack.com/x",
        "javascript:alert(1)",
        "https://h\u014doks.slack.com/",
        "http://127.0.0.1/",
    ],
)
def test_no_other_address_is_ever_called(url: str) -> None:
    assert not Api(TOKEN, SLACK).may_respond(url)


def test_the_library_logs_nothing(api: Api, slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    slack.script = ["hang up", (500, {}, b"canary")]
    api.send(POST)
    api.send(POST)
    assert caplog.text == ""


def test_a_proxy_is_passed_by_for_addresses_that_it_is_not_for(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert Api(TOKEN, slack.api).send(POST).sent
    assert Api(TOKEN, slack.api).send(Call("respond", {"text": "x"}, f"{slack.address}/1")).sent
