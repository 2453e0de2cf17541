"""What Slack's limits, failures and silence, and our own end, do to an answer."""

import json
import threading
import time

import pytest

from bot.engine import Engine
from bot.errors import StoreError
from bot.jobs import LEASE_S
from tests.web.conftest import Workspace
from tests.web.slack.fake import FakeSlack, Step, event, until
from web.app import create_app
from web.settings import Settings
from web.slack.events import parse
from web.slack.task import Task

FREE = "Nothing. Borrowing is free for a month."


def asked(**fields: object) -> Task:
    task = parse(event(**fields), "")
    assert task is not None
    return task


def test_a_limited_post_waits_as_long_as_slack_says(workspace: Workspace) -> None:
    workspace.slack.script = [(429, {"Retry-After": "1"}, {"ok": False, "error": "ratelimited"})]
    workspace.event(event())
    assert [body["text"] for body in workspace.settled()] == [FREE, FREE]
    first, second = workspace.slack.posts
    assert second.at - first.at >= 1
    assert len(workspace.slack.messages) == 1


@pytest.mark.parametrize("step", [(500, {}, {"ok": False, "error": "internal_error"}), (503, {}, b""), "hang up"])
def test_a_post_that_failed_is_tried_again(step: Step, workspace: Workspace) -> None:
    workspace.slack.script = [step]
    workspace.event(event())
    workspace.settled()
    assert len(workspace.slack.messages) == 1
    assert len(workspace.slack.posts) == 2


def test_a_post_that_slack_took_before_it_hung_up_is_not_repeated(workspace: Workspace) -> None:
    workspace.slack.script = ["hang up after taking it"]
    workspace.event(event())
    workspace.settled()
    assert len(workspace.slack.posts) == 1


def test_where_slack_does_not_tell_whether_it_took_a_post_it_is_posted_again(workspace: Workspace) -> None:
    workspace.slack.missing = {"conversations.history"}
    workspace.slack.script = ["hang up"]
    workspace.event(event())
    workspace.settled()
    first, second = workspace.slack.posts
    assert first.body["client_msg_id"] == second.body["client_msg_id"]


def test_after_three_tries_it_is_given_up_with_a_line_in_the_log(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.slack.script = [(429, {"Retry-After": "1"}, {})] * 9
    workspace.event(event())
    workspace.settled()
    assert len(workspace.slack.posts) == 3
    assert "not answered" in caplog.text


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel", "invalid_auth", "missing_scope"])
def test_what_cannot_succeed_is_tried_once(code: str, workspace: Workspace) -> None:
    workspace.slack.script = [(200, {}, {"ok": False, "error": code})]
    workspace.event(event())
    workspace.settled()
    assert len(workspace.slack.posts) == 1


def test_a_slow_slack_does_not_keep_the_acknowledgement(workspace: Workspace) -> None:
    workspace.slack.delay_s = 5
    started = time.monotonic()
    assert workspace.event(event()).status_code == 200
    assert time.monotonic() - started < 3
    assert len(workspace.settled()) == 1


def test_posts_in_one_channel_keep_their_order_a_second_apart(workspace: Workspace) -> None:
    for i, text in enumerate(("How do I renew a loan?", "What does a loan cost?")):
        workspace.event(event(text, ts=f"{i}.000001"))
    assert [body["text"] for body in workspace.settled()] == ["Open your account and press Renew.", FREE]
    first, second = workspace.slack.posts
    assert second.at - first.at >= 0.9


def test_prompts_that_slack_refuses_do_not_keep_the_greeting(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.slack.missing = {"assistant.threads.setSuggestedPrompts"}
    task = Task(wish="open", same=("thread", "D1", "1.2"), channel="D1", thread="1.2")
    workspace.service.take(task)
    assert len(workspace.settled()) == 1
    assert "not sent" in caplog.text


def test_what_an_earlier_process_left_is_taken_up_at_the_start(workspace: Workspace) -> None:
    workspace.service.stop()
    jobs = workspace.service.jobs
    jobs.add("left", "lane", '{"task": ' + json.dumps(_fields(asked())) + "}", time.time())
    workspace.service.start()
    assert [body["text"] for body in workspace.settled()] == [FREE]


def test_what_a_killed_process_had_not_begun_to_post_is_posted_once(workspace: Workspace) -> None:
    jobs = workspace.service.jobs
    jobs.add("k1", "lane", '{"task": ' + json.dumps(_fields(asked())) + "}", time.time() - LEASE_S)
    assert jobs.claim("killed", time.time() - LEASE_S - 1) is not None
    workspace.service.start()
    assert [body["text"] for body in workspace.settled()] == [FREE]


@pytest.mark.parametrize("was_posted", [True, False])
def test_what_a_killed_process_was_posting_is_looked_for_before_it_is_posted(
    was_posted: bool, workspace: Workspace
) -> None:
    jobs, past = workspace.service.jobs, time.time() - LEASE_S - 1
    jobs.add("k1", "lane", '{"task": ' + json.dumps(_fields(asked())) + "}", past)
    job = jobs.claim("killed", past)
    assert job is not None
    calls = [{"method": "chat.postMessage", "body": {"channel": "D024BE91L", "text": FREE}, "url": ""}]
    assert jobs.begin(job, json.dumps({"calls": calls}), past)
    if was_posted:
        key = {"event_type": "faqbot_reply", "event_payload": {"key": "k1"}}
        workspace.slack.messages.append({"text": FREE, "metadata": key})
    workspace.service.start()
    workspace.settled()
    assert len(workspace.slack.posts) == (0 if was_posted else 1)
    assert workspace.slack.calls[0].method == "conversations.history"


def test_an_orderly_end_waits_for_the_post_under_way_and_leaves_the_rest(workspace: Workspace) -> None:
    workspace.slack.delay_s = 1
    for i in range(2):
        workspace.event(event(ts=f"{i}.000001"))
    until(lambda: len(workspace.slack.posts) == 1)
    workspace.service.stop()
    assert (len(workspace.slack.posts), workspace.service.jobs.waiting()) == (1, 1)
    workspace.service.start()
    workspace.settled()
    assert len(workspace.slack.posts) == 2


def test_a_task_of_another_release_is_given_up_and_the_next_is_done(workspace: Workspace) -> None:
    jobs = workspace.service.jobs
    for i, state in enumerate(("not json", '{"task": {"wish": "fly"}}', '{"calls": [{"x": 1}]}')):
        jobs.add(f"odd{i}", f"lane{i}", state, time.time())
    workspace.event(event())
    assert [body["text"] for body in workspace.settled()] == [FREE]


def test_a_database_that_fails_for_a_moment_loses_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, failures = workspace.service.jobs.finish, iter([True, True, False])

    def unsteady(job: object, now: float) -> None:
        if next(failures):
            raise StoreError("the database failed")
        finish(job, now)  # type: ignore[arg-type]

    monkeypatch.setattr(workspace.service.jobs, "finish", unsteady)
    workspace.event(event())
    workspace.settled()
    assert len(workspace.slack.posts) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_courier_that_died_is_replaced_with_the_next_event(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(workspace.service.jobs, "claim", lambda *_: 1 / 0)
        workspace.service.start()
        until(lambda: not any(thread.name == "slack-courier" for thread in threading.enumerate()))
    workspace.event(event())
    assert len(workspace.settled()) == 1


def test_without_a_database_the_courier_waits_and_ends(
    small: Engine, slack: FakeSlack, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = Settings(
        database_url="sqlite:////no/such/folder/x.sqlite", slack_secret="s", slack_token="t", slack_api_url=slack.api
    )
    service = Workspace(create_app(lost, small), slack).service
    service.start()
    service.start()
    said: list[str] = []
    until(lambda: said.append(capsys.readouterr().out) or "jobs not readable" in "".join(said))  # type: ignore[func-returns-value]
    service.stop()
    service.stop()
    assert ("".join(said) + capsys.readouterr().out).count("jobs not readable") == 1


def _fields(task: Task) -> dict[str, object]:
    return {name: getattr(task, name) for name in Task.__dataclass_fields__}
