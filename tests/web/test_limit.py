import pytest

from web.limit import Limit


def asked(limit: Limit, address: str, times: int) -> list[int]:
    return [limit.wait_s(address) for _ in range(times)]


def test_questions_up_to_the_rate_need_no_wait() -> None:
    assert asked(Limit((3, 60)), "192.0.2.1", 3) == [0, 0, 0]


def test_one_question_too_many_waits_at_most_the_period() -> None:
    *_, wait_s = asked(Limit((3, 60)), "192.0.2.1", 4)
    assert 1 <= wait_s <= 61


def test_no_rate_lets_everything_pass() -> None:
    assert set(asked(Limit(None), "192.0.2.1", 200)) == {0}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("192.0.2.1", "192.0.2.2"),
        ("2001:db8:0:1::1", "2001:db8:0:2::1"),
        ("192.0.2.1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2"),
    ],
)
def test_another_address_is_not_affected(first: str, second: str) -> None:
    limit = Limit((1, 60))
    assert asked(limit, first, 2)[1] > 0
    assert limit.wait_s(second) == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [("2001:db8::1", "2001:db8::ffff:1"), ("", "unknown"), ("garbage", "<script>"), ("::1", "0:0:0:0:0:0:0:1")],
)
def test_one_network_and_everything_unreadable_count_as_one_address(first: str, second: str) -> None:
    limit = Limit((1, 60))
    assert limit.wait_s(first) == 0
    assert limit.wait_s(second) > 0


def test_two_limits_do_not_know_of_each_other() -> None:
    assert [Limit((1, 60)).wait_s("192.0.2.1") for _ in range(3)] == [0, 0, 0]
