"""What is answered, where and how often: the second table of what a Slack webhook must do."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.engine import Engine
from tests.web.conftest import Workspace
from tests.web.slack.fake import BOT, FakeSlack, envelope, event, mention, slack_on_loopback, until
from tests.web.slack.lint import faults
from web.app import create_app
from web.settings import Settings

FREE = "Nothing. Borrowing is free for a month."
STARTED = {"user_id": "U1", "context": {}, "channel_id": "D1", "thread_ts": "1729999327.187299"}


def only(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    (body,) = bodies
    assert faults(body) == []
    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)
    return body


def test_a_direct_message_is_answered_once_in_its_channel(workspace: Workspace) -> None:
    response = workspace.event(event())
    assert (response.status_code, response.data) == (200, b"")
    body = only(workspace.settled())
    assert (body["channel"], body["text"], "thread_ts" in body) == ("D024BE91L", FREE, False)


def test_a_mention_is_answered_in_a_thread(workspace: Workspace) -> None:
    workspace.event(mention())
    body = only(workspace.settled())
    assert (body["channel"], body["thread_ts"], body["text"]) == ("C0LAN2Q65", "1355517523.000005", FREE)


def test_a_mention_in_a_thread_is_answered_there(workspace: Workspace) -> None:
    workspace.event(mention(thread_ts="1355517500.000001"))
    assert only(workspace.settled())["thread_ts"] == "1355517500.000001"


@pytest.mark.parametrize(
    "text", ["<@{}> {}", "<@{}|faqbot>: {}", "{1} <@{0}>", "<@{}>\xa0{}", "  <@{}>,  {}", "hi <@{}> {}"]
)
def test_however_the_bot_is_called_the_answer_is_that_of_a_direct_message(text: str, workspace: Workspace) -> None:
    workspace.event(mention(text.format(BOT, "What does a loan cost?")))
    body = only(workspace.settled())
    assert body["text"] == FREE
    assert BOT not in json.dumps(body)


@pytest.mark.parametrize("text", [f"<@{BOT}>", f"<@{BOT}|faqbot>: ", "", ..., "  \u200b "])
def test_a_bare_mention_is_greeted_with_suggestions(text: object, workspace: Workspace) -> None:
    workspace.event(mention(text))
    body = only(workspace.settled())
    assert body["text"].startswith('Hello. I answer questions about the article "The Town Library".')
    assert body["blocks"][-1]["block_id"] == "suggestions"


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "unknown_error"])
def test_retries_of_an_answered_event_change_nothing(reason: str, workspace: Workspace) -> None:
    body = event()
    workspace.event(body)
    workspace.settled()
    for number in ("1", "2", "3"):
        response = workspace.event(body, **{"X-Slack-Retry-Num": number, "X-Slack-Retry-Reason": reason})
        assert response.status_code == 200
    only(workspace.settled())


def test_a_retry_whose_original_was_lost_is_answered(workspace: Workspace) -> None:
    workspace.event(event(), **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
    only(workspace.settled())


def test_an_event_five_times_at_one_instant_is_answered_once(workspace: Workspace) -> None:
    workspace.slack.delay_s = 0.5
    body = event()
    with ThreadPoolExecutor(5) as pool:
        codes = list(pool.map(lambda _: workspace.event(body).status_code, range(5)))
    assert codes == [200] * 5
    only(workspace.settled())


def test_the_same_message_as_mention_and_as_message_is_answered_once(workspace: Workspace) -> None:
    for body in (mention(channel="D1"), event(channel="D1"), mention(channel="D1")):
        workspace.event(body)
    only(workspace.settled())


def test_the_same_message_in_a_channel_is_answered_once(workspace: Workspace) -> None:
    for body in (event(f"<@{BOT}> hi", channel="C1", channel_type="channel"), mention("hello", channel="C1")):
        workspace.event(body)
    only(workspace.settled())


def test_an_identical_request_again_posts_nothing(workspace: Workspace) -> None:
    for body in (event(ts=...) | {"event_id": None},) * 2:
        workspace.event(body)
    only(workspace.settled())


@pytest.mark.parametrize(
    "body",
    [
        event(user=BOT),
        event(bot_id="B0OWN"),
        event(bot_id="B0OTHER"),
        event(subtype="bot_message"),
        event(subtype="message_changed"),
        event(subtype="message_deleted"),
        event(subtype="channel_join"),
        event(channel="C1", channel_type="channel"),
        envelope({"type": "reaction_added"}),
        envelope({"type": "app_uninstalled"}),
        envelope({"type": "an_event_of_next_year"}),
        {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1518467820},
        {"type": "of_next_year"},
        {},
        event(user=BOT) | {"authorizations": None},
        envelope(None),
        envelope([]),
        envelope("x"),
        event(type=None),
        event(channel=None),
        event(channel={}),
        event(channel=...),
        event({}),
        event(5),
    ],
)
def test_silence_is_an_answer(body: dict[str, Any], workspace: Workspace) -> None:
    assert workspace.event(body).status_code == 200
    assert workspace.settled() == []


@pytest.mark.parametrize(
    "body", [event(ts=5), event() | {"event_id": {}}, event() | {"authorizations": "x"}, event() | {"team_id": []}]
)
def test_a_question_with_strange_parts_is_answered(body: dict[str, Any], workspace: Workspace) -> None:
    assert workspace.event(body).status_code == 200
    only(workspace.settled())


def test_a_thread_of_the_assistant_is_opened_and_answered_in(workspace: Workspace) -> None:
    workspace.event(envelope({"type": "assistant_thread_started", "assistant_thread": STARTED}))
    workspace.event(event(channel="D1", thread_ts=STARTED["thread_ts"]))
    greeting, answer = workspace.settled()
    assert (greeting["thread_ts"], answer["thread_ts"]) == ("1729999327.187299", "1729999327.187299")
    assert (greeting["text"][:5], answer["text"]) == ("Hello", FREE)
    (prompts,) = [call.body for call in workspace.slack.calls if call.method == "assistant.threads.setSuggestedPrompts"]
    assert (prompts["channel_id"], prompts["thread_ts"]) == ("D1", "1729999327.187299")
    assert 1 <= len(prompts["prompts"]) <= 4


def test_follow_ups_in_a_thread_keep_their_topic_and_do_not_leak(workspace: Workspace) -> None:
    workspace.event(mention(f"<@{BOT}> How do I renew a loan?", ts="1.000001"))
    workspace.event(mention(f"<@{BOT}> and a card?", ts="2.000001", thread_ts="1.000001"))
    workspace.event(mention(f"<@{BOT}> and a card?", ts="3.000001", user="U2"))
    first, second, other = workspace.settled()
    assert (first["text"], second["text"]) == ("Open your account and press Renew.", "Bring the old card to the desk.")
    assert (second["thread_ts"], other["thread_ts"]) == ("1.000001", "3.000001")
    assert other["text"] != second["text"]


def test_follow_ups_in_a_direct_message_and_in_its_threads_keep_their_topic(workspace: Workspace) -> None:
    for i, fields in enumerate(({}, {"thread_ts": "1.000001"})):
        workspace.event(event("How do I renew a loan?" if not i else "and a card?", ts=f"{i}.000001", **fields))
    assert [body["text"] for body in workspace.settled()][1] == "Bring the old card to the desk."


def test_the_talk_cannot_be_read_over_http_by_slacks_ids(workspace: Workspace) -> None:
    workspace.event(event("How do I renew a loan?"))
    workspace.settled()
    reply = workspace.client.post("/api/chat", json={"message": "and a card?", "conversation_id": "D024BE91L/"}).json
    assert reply["conversation_id"] != "D024BE91L/"
    assert reply["entry_id"] != "card-renewal"


ESCAPED = "&lt;!channel&gt; &lt;@U0VICTIM&gt; &lt;https://evil|x&gt; &lt;script&gt; AT&amp;T what does a loan cost"


@pytest.mark.parametrize(
    "text",
    [
        ESCAPED,
        "<!channel> <!here> what does a loan cost",
        "what does a loan cost " * 600,
        "\x00what does a loan cost",
        "what does a loan cost\ud800",
        "\u202ewhat does a loan cost\u202c",
        "👩‍👩‍👧 what does a loan cost",
        "what does a loan cost" + "\u0301" * 500,
        "&" * 12_000,
    ],
)
def test_hostile_text_is_answered_once_and_comes_back_nowhere(text: str, workspace: Workspace) -> None:
    assert workspace.event(event(text)).status_code == 200
    sent = json.dumps(only(workspace.settled()))
    assert [bad for bad in ("<!", "<@", "evil", "<script", "link_names", '"parse"') if bad in sent] == []
    assert workspace.client.get("/readyz").status_code == 200


def test_an_emergency_in_slack_is_an_emergency(workspace: Workspace) -> None:
    workspace.event(event("there is fire in the library"))
    body = only(workspace.settled())
    assert body["blocks"][0]["type"] == "header"
    assert body["text"] == "🚨 Get help now: Call 999 now and leave the building."


def test_own_posts_are_known_without_authorizations(workspace: Workspace) -> None:
    workspace.event(event(user="U0PERSON") | {"authorizations": []})
    assert len(workspace.settled()) == 1
    assert [call.method for call in workspace.slack.calls] == ["auth.test", "chat.postMessage"]


def test_an_event_that_cannot_be_noted_must_come_again(small: Engine, settings: Settings, slack: FakeSlack) -> None:
    lost = Settings(
        database_url="sqlite:////no/such/folder/x.sqlite",
        slack_secret=settings.slack_secret,
        slack_token=settings.slack_token,
        slack_api_url=slack.api,
    )
    workspace = Workspace(create_app(lost, small), slack)
    response = workspace.event(event())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert workspace.event({"type": "url_verification", "challenge": "c"}).status_code == 200
    workspace.service.stop()
    assert slack.posts == []


def test_soon_after_the_answer_nothing_that_is_kept_names_anybody(workspace: Workspace, tmp_path: Any) -> None:
    workspace.event(event("canary question about a loan"))
    workspace.event(mention("canary", user="U0CANARY"))
    workspace.settled()

    def found() -> list[bytes]:
        held = b"".join(file.read_bytes() for file in tmp_path.glob("slack.sqlite*"))
        return [word for word in (b"D024BE91L", b"C0LAN2Q65", b"U2147483697", b"U0CANARY") if word in held]

    until(lambda: found() == [])


def test_two_applications_on_one_database_answer_each_event_once(small: Engine, settings: Settings) -> None:
    with slack_on_loopback() as slack:
        slack.delay_s = 0.2
        given = Settings(
            database_url=settings.database_url,
            slack_secret=settings.slack_secret,
            slack_token=settings.slack_token,
            slack_api_url=slack.api,
        )
        both = [Workspace(create_app(given, small), slack) for _ in range(2)]
        bodies = [event(ts=f"{i}.000001", channel=f"D{i}") for i in range(12)]
        with ThreadPoolExecutor(8) as pool:
            sent = [pool.submit(both[i % 2].event, body) for i in range(2) for body in bodies]
            assert {each.result().status_code for each in sent} == {200}
        until(lambda: both[0].service.jobs.waiting() == 0)
        for workspace in both:
            workspace.service.stop()
        assert sorted(post.body["channel"] for post in slack.posts) == sorted(f"D{i}" for i in range(12))
