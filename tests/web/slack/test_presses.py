import pytest

from tests.web.slack.fake import press
from web.slack.presses import command_talks, parse

PICK = {"action_id": "suggestion_1", "value": "loan-renewal"}
BOX = {"type": "message", "message_ts": "1548261231.000200", "channel_id": "D1"}


def test_a_suggestion_is_picked_in_the_thread_of_its_message() -> None:
    task = parse(press(PICK))
    assert task is not None
    assert (task.wish, task.text, task.thread) == ("pick", "loan-renewal", "1355517523.000005")
    assert task.talks == ("C0LAN2Q65/1355517523.000005",)


def test_without_a_thread_one_begins_below_the_message_but_not_in_a_direct_message() -> None:
    in_channel = parse(press(PICK, message={}))
    direct = parse(press(PICK, message={}, channel={"id": "D1"}, container=BOX))
    assert in_channel is not None
    assert direct is not None
    assert in_channel.thread == "1548261231.000200"
    assert (direct.thread, direct.talks) == (None, ("D1/",))


def test_a_button_that_only_its_user_sees_belongs_to_the_talk_by_command() -> None:
    task = parse(press(PICK, container=BOX | {"is_ephemeral": True}, response_url="https://hooks.slack.com/actions/1"))
    assert task is not None
    assert task.ephemeral
    assert task.talks == command_talks("C0LAN2Q65", "U2147483697")
    assert task.response_url == "https://hooks.slack.com/actions/1"


@pytest.mark.parametrize(("action_id", "text"), [("helped", "yes m1"), ("not_helped", "no m1")])
def test_a_rating_is_noted(action_id: str, text: str) -> None:
    task = parse(press({"action_id": action_id, "value": "m1"}))
    assert task is not None
    assert (task.wish, task.text) == ("note", text)


def test_one_press_is_the_same_however_often_it_comes() -> None:
    one, again = parse(press(PICK)), parse(press(PICK))
    other = parse(press(PICK | {"action_id": "suggestion_2"}))
    assert one is not None
    assert again is not None
    assert other is not None
    assert one.same == again.same != other.same


@pytest.mark.parametrize(("action_id", "once"), [("suggestion_1", True), ("helped", False)])
def test_an_answer_that_all_see_is_given_once_and_a_rating_counts_for_each(action_id: str, once: bool) -> None:
    mine, theirs = (parse(press(PICK | {"action_id": action_id}, user={"id": user})) for user in ("U1", "U2"))
    assert mine is not None
    assert theirs is not None
    assert (mine.same == theirs.same) is once


@pytest.mark.parametrize("value", [None, "", {}, 5, "x" * 2000, "'; drop table jobs; --", "../../etc", "a b", "\x00"])
@pytest.mark.parametrize("action_id", ["suggestion_1", "helped"])
def test_a_value_that_no_button_of_ours_has_is_passed_over(action_id: str, value: object) -> None:
    assert parse(press({"action_id": action_id, "value": value})) is None


@pytest.mark.parametrize("action_id", ["of_last_year", "", None, {}, "suggestion_", "suggestion_999", "suggestion_x"])
def test_an_unknown_button_is_passed_over(action_id: object) -> None:
    assert parse(press({"action_id": action_id, "value": "x"})) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"actions": []},
        {"actions": [None]},
        {"actions": None},
        {"actions": "x"},
        {"actions": [[]]},
        {"channel": None, "container": None},
        {"channel": [], "container": []},
        {"type": "shortcut"},
        {"type": "message_action"},
        {"type": "view_submission"},
        {"type": "view_closed"},
        {"type": "of_next_year"},
        {"type": None},
        {"type": {}},
    ],
)
def test_another_interaction_is_passed_over(fields: dict[str, object]) -> None:
    assert parse(press(PICK, **fields)) is None


@pytest.mark.parametrize("fields", [{"user": None}, {"message": []}, {"container": "x"}, {"response_url": {}}])
def test_missing_parts_are_no_error(fields: dict[str, object]) -> None:
    assert parse(press(PICK, **fields)) is not None
