import pytest

from tests.web.slack.fake import BOT, envelope, event, mention
from web.slack.events import parse
from web.slack.task import Call, Task, pack, unpack

DIGEST = "digest-of-the-body"


def task(body: dict[str, object]) -> Task:
    parsed = parse(body, DIGEST)
    assert parsed is not None
    return parsed


def test_a_direct_message_is_answered_in_its_channel_without_a_thread() -> None:
    asked = task(event("what is ALS?"))
    assert (asked.wish, asked.channel, asked.thread, asked.text) == ("ask", "D024BE91L", None, "what is ALS?")
    assert asked.talks == ("D024BE91L/",)


def test_a_thread_in_a_direct_message_goes_on_from_the_direct_message() -> None:
    asked = task(event("what is ALS?", thread_ts="1355517500.000001"))
    assert asked.thread == "1355517500.000001"
    assert asked.talks == ("D024BE91L/1355517500.000001", "D024BE91L/")


def test_a_mention_is_answered_in_a_thread_below_it() -> None:
    asked = task(mention())
    assert (asked.thread, asked.talks) == ("1355517523.000005", ("C0LAN2Q65/1355517523.000005",))


def test_a_mention_in_a_thread_is_answered_in_that_thread() -> None:
    asked = task(mention(thread_ts="1355517500.000001"))
    assert (asked.thread, asked.talks) == ("1355517500.000001", ("C0LAN2Q65/1355517500.000001",))


def test_a_message_is_the_same_in_every_event_about_it() -> None:
    assert task(mention(channel="D1")).same == task(event(channel="D1")).same == ("message", "D1", "1355517523.000005")


@pytest.mark.parametrize("ts", [..., None, 1355517523.000005, "", "not a ts!"])
def test_without_a_ts_the_event_id_counts_and_without_that_the_body(ts: object) -> None:
    body = event(ts=ts)
    assert task(body).same == ("event", body["event_id"])
    assert task(body | {"event_id": {}}).same == ("event", DIGEST)
    assert task(mention(ts=ts)).thread is None


@pytest.mark.parametrize("text", [f"<@{BOT}>", f"<@{BOT}|faqbot>:", "", "  ", "\u200b \xa0", None, ...])
def test_an_empty_message_is_greeted(text: object) -> None:
    assert task(mention(text)).wish == "greet"


@pytest.mark.parametrize("text", [{}, [], 5, True])
def test_a_text_that_is_none_is_passed_over(text: object) -> None:
    assert parse(event(text), DIGEST) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"user": BOT},
        {"bot_id": "B0OWN"},
        {"bot_id": "B0OTHER", "user": "U0OTHER"},
        {"subtype": "bot_message"},
        {"bot_profile": {"id": "B1"}},
        {"user": "USLACKBOT"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"subtype": "pinned_item"},
        {"subtype": "tombstone"},
        {"subtype": {}},
        {"hidden": True},
        {"channel_type": "channel", "channel": "C1"},
        {"channel_type": "group", "channel": "G1"},
        {"channel_type": "mpim", "channel": "G1"},
        {"channel_type": {}, "channel": "D1"},
        {"type": "reaction_added"},
        {"type": "emoji_changed"},
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked"},
        {"type": "an_event_of_next_year"},
        {"type": None},
        {"channel": None},
        {"channel": {}},
        {"channel": ...},
        {"channel": "a b"},
    ],
)
def test_what_no_human_said_to_the_bot_is_passed_over(fields: dict[str, object]) -> None:
    assert parse(event(**fields), DIGEST) is None


@pytest.mark.parametrize("fields", [{"bot_id": "B1"}, {"user": BOT}, {"subtype": "bot_message"}])
def test_a_mention_by_a_bot_is_passed_over(fields: dict[str, object]) -> None:
    assert parse(mention(**fields), DIGEST) is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "next_year"},
        {"type": "app_rate_limited", "minute_rate_limited": 1518467820},
        {"type": None},
        {"type": []},
        envelope(None),
        envelope([]),
        envelope("message"),
        envelope({}),
        envelope({"type": []}),
        envelope({"type": "assistant_thread_started"}),
        envelope({"type": "assistant_thread_started", "assistant_thread": []}),
        envelope({"type": "assistant_thread_started", "assistant_thread": {"channel_id": "D1"}}),
    ],
)
def test_a_body_of_another_shape_is_passed_over(body: dict[str, object]) -> None:
    assert parse(body, DIGEST) is None


@pytest.mark.parametrize("given", [None, "x", [], [None], [{"user_id": {}}], {}])
def test_without_authorizations_nobody_knows_yet_who_the_bot_is(given: object) -> None:
    assert not task(event() | {"authorizations": given}).known
    assert task(event()).known


def test_who_installed_the_app_is_answered_too() -> None:
    rows = [{"user_id": "U1BOSS", "is_bot": False}, {"user_id": BOT, "is_bot": True}]
    assert task(event(user="U1BOSS") | {"authorizations": rows}).wish == "ask"
    assert parse(event(user=BOT) | {"authorizations": rows}, DIGEST) is None


def test_a_message_with_a_file_is_read() -> None:
    assert task(event(subtype="file_share")).wish == "ask"


def test_a_new_thread_of_the_assistant_is_opened() -> None:
    started = {"user_id": "U1", "context": {}, "channel_id": "D1", "thread_ts": "1729999327.187299"}
    opened = task(envelope({"type": "assistant_thread_started", "assistant_thread": started}))
    assert (opened.wish, opened.channel, opened.thread) == ("open", "D1", "1729999327.187299")


@pytest.mark.parametrize("text", ["plain", "\u202eleft", "👩‍👩‍👧", "a" + "\u0301" * 500, "' OR 1=1 --"])
def test_a_task_waits_in_the_database_as_plain_ascii(text: str) -> None:
    asked = task(event(text))
    assert pack(asked).isascii()
    assert unpack(pack(asked)) == asked
    calls = (Call("chat.postMessage", {"text": text}), Call("respond", {}, "https://hooks.slack.com/1"))
    assert unpack(pack(calls)) == calls
