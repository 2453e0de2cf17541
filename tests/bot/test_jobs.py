import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.jobs import GIVE_UP_S, KEEP_S, LEASE_S, PAUSE_S, Job, Jobs
from bot.store import Store

NOON = 1_800_000_000.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "jobs.sqlite"


@pytest.fixture
def jobs(file: Path) -> Jobs:
    return Jobs(Store(f"sqlite:///{file}"))


def claimed(jobs: Jobs, owner: str = "w1", now: float = NOON) -> Job:
    job = jobs.claim(owner, now)
    assert job is not None
    return job


def everything(file: Path) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def test_an_empty_queue_has_no_job(jobs: Jobs) -> None:
    assert jobs.claim("w1", NOON) is None
    assert jobs.waiting() == 0


def test_a_job_is_noted_once_for_its_key(jobs: Jobs) -> None:
    assert jobs.add("k1", "lane", "one", NOON)
    assert not jobs.add("k1", "other lane", "two", NOON + 1)
    assert jobs.waiting() == 1
    assert claimed(jobs).state == "one"


def test_a_job_without_a_state_is_done_already_and_known_again(jobs: Jobs) -> None:
    assert jobs.add("k1", "", "", NOON)
    assert not jobs.add("k1", "", "", NOON)
    assert jobs.claim("w1", NOON) is None


def test_a_job_is_taken_by_one_worker_only(jobs: Jobs) -> None:
    jobs.add("k1", "lane", "one", NOON)
    assert claimed(jobs).key == "k1"
    assert jobs.claim("w2", NOON) is None


def test_many_workers_at_once_take_each_job_once(file: Path) -> None:
    workers = [Jobs(Store(f"sqlite:///{file}")) for _ in range(4)]
    for i in range(40):
        assert workers[0].add(f"k{i}", f"lane{i}", "x", NOON)

    def take(i: int) -> list[str]:
        taken = []
        while workers[i].waiting():
            job = workers[i].claim(f"w{i}", NOON)
            if job is not None and workers[i].begin(job, "calls", NOON):
                workers[i].finish(job, NOON)
                taken.append(job.key)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [key for keys in pool.map(take, range(4)) for key in keys]
    assert sorted(taken) == sorted(f"k{i}" for i in range(40))


def test_many_workers_at_once_note_a_job_once(file: Path) -> None:
    workers = [Jobs(Store(f"sqlite:///{file}")) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda i: workers[i % 4].add("k1", "lane", "x", NOON), range(16)))
    assert added.count(True) == 1


def test_a_lease_that_ran_out_gives_the_job_to_the_next_worker(jobs: Jobs) -> None:
    jobs.add("k1", "lane", "one", NOON)
    first = claimed(jobs)
    assert jobs.claim("w2", NOON + LEASE_S) is None
    second = claimed(jobs, "w2", NOON + LEASE_S + 0.1)
    assert not jobs.begin(first, "calls", NOON + LEASE_S + 0.2)
    assert jobs.begin(second, "calls", NOON + LEASE_S + 0.2)


def test_a_renewed_lease_keeps_the_job(jobs: Jobs) -> None:
    jobs.add("k1", "lane", "one", NOON)
    jobs.renew("w1", [claimed(jobs).seq], NOON + 5)
    assert jobs.claim("w2", NOON + LEASE_S + 1) is None
    jobs.renew("w2", [1], NOON + 10)
    assert claimed(jobs, "w2", NOON + 5 + LEASE_S + 0.1).key == "k1"


def test_a_job_that_was_begun_is_unsure_for_who_takes_it_after_a_crash(jobs: Jobs) -> None:
    jobs.add("k1", "lane", "the question", NOON)
    assert jobs.begin(claimed(jobs), "the calls", NOON)
    again = claimed(jobs, "w2", NOON + 2 * LEASE_S)
    assert (again.state, again.tries, again.unsure) == ("the calls", 1, True)


def test_a_job_that_was_put_off_waits_and_is_sure_where_slack_said_no(jobs: Jobs) -> None:
    jobs.add("k1", "lane", "one", NOON)
    job = claimed(jobs)
    jobs.begin(job, "calls", NOON)
    jobs.postpone(job, NOON + 30, unsure=False)
    assert jobs.claim("w2", NOON + 29) is None
    again = claimed(jobs, "w2", NOON + 30)
    assert (again.tries, again.unsure) == (1, False)


def test_a_lane_goes_in_order_one_at_a_time_with_a_pause(jobs: Jobs) -> None:
    for key in ("a1", "a2"):
        jobs.add(key, "a", key, NOON)
    jobs.add("b1", "b", "b1", NOON)
    first = claimed(jobs)
    assert (first.key, claimed(jobs).key) == ("a1", "b1")
    assert jobs.claim("w2", NOON) is None
    jobs.begin(first, "calls", NOON)
    jobs.finish(first, NOON + 3)
    assert jobs.claim("w2", NOON + 3.5) is None
    assert claimed(jobs, "w2", NOON + 3 + PAUSE_S).key == "a2"


def test_a_lane_needs_no_pause_after_a_job_that_sent_nothing(jobs: Jobs) -> None:
    for key in ("a1", "a2"):
        jobs.add(key, "a", key, NOON)
    jobs.finish(claimed(jobs), NOON)
    assert claimed(jobs).key == "a2"


def test_a_later_job_of_the_lane_waits_for_one_that_was_put_off(jobs: Jobs) -> None:
    for key in ("a1", "a2"):
        jobs.add(key, "a", key, NOON)
    jobs.postpone(claimed(jobs), NOON + 60, unsure=False)
    assert jobs.claim("w1", NOON + 30) is None
    assert claimed(jobs, now=NOON + 60).key == "a1"


def test_of_a_job_that_is_done_nothing_is_left_to_read(jobs: Jobs, file: Path) -> None:
    jobs.add("k1", "lane", "canary question", NOON)
    job = claimed(jobs)
    jobs.begin(job, "parrot answer", NOON)
    jobs.finish(job, NOON)
    held = everything(file)
    assert b"canary" not in held
    assert b"parrot" not in held
    assert not jobs.add("k1", "lane", "canary question", NOON)


def test_purge_forgets_what_was_done_long_ago_and_gives_up_what_nobody_waits_for(jobs: Jobs, file: Path) -> None:
    jobs.add("done", "a", "", NOON)
    jobs.add("late", "b", "canary question", NOON)
    assert jobs.purge(NOON + GIVE_UP_S - 1) == 0
    assert jobs.purge(NOON + GIVE_UP_S + 1) == 1
    assert jobs.waiting() == 0
    assert b"canary" not in everything(file)
    assert not jobs.add("done", "a", "", NOON + KEEP_S - 1)
    jobs.purge(NOON + KEEP_S + 1)
    assert jobs.add("done", "a", "", NOON + KEEP_S + 1)


def test_a_database_of_an_earlier_release_gets_the_table(file: Path) -> None:
    Store(f"sqlite:///{file}").ping()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("drop table jobs")
    assert Jobs(Store(f"sqlite:///{file}")).add("k1", "lane", "x", NOON)


def test_a_database_that_does_not_answer_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check DATABASE_URL"):
        Jobs(Store(f"sqlite:///{tmp_path}/no/such/folder/x.sqlite")).add("k1", "lane", "x", NOON)


@pytest.mark.parametrize("key", ["", "'; drop table jobs; --", "\u202e", "x" * 64])
def test_hostile_keys_are_only_keys(key: str, jobs: Jobs) -> None:
    assert jobs.add(key, key, "x", NOON)
    assert not jobs.add(key, key, "x", NOON)
    assert claimed(jobs).key == key
