"""The queue on PostgreSQL: a server of its own for these tests, where its programs and its driver are installed."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.jobs import LEASE_S, Jobs
from bot.store import Store
from tests.web.conftest import Workspace
from tests.web.slack.fake import FakeSlack, event, until
from web.app import create_app
from web.settings import Settings

FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "/none")]
pytestmark = pytest.mark.skipif(
    not FOUND[-1].exists(), reason="PostgreSQL's programs are not installed (apt-get install postgresql)"
)


@pytest.fixture
def stores(address: str) -> Iterator[list[Store]]:
    """Four stores of one database, as four workers have them."""
    stores = [Store(address) for _ in range(4)]
    yield stores
    for store in stores:
        store.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a fresh PostgreSQL; it does not run as root, so then as the user that its package makes."""
    pytest.importorskip("psycopg", reason="PostgreSQL's driver is not installed (pip install 'psycopg[binary]')")
    user = "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data = f"{folder}/data"
        _run(user, "initdb", "-D", data, "-A", "trust", "-U", "faqbot", "--no-sync")
        _run(user, "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", f"-p {port} -k {folder} -F", "start")
        try:
            yield f"postgresql+psycopg://faqbot@127.0.0.1:{port}/postgres"
        finally:
            _run(user, "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _run(user: str | None, program: str, *arguments: str) -> None:
    command = [str(FOUND[-1].with_name(program)), *arguments]
    subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def test_many_workers_at_once_make_the_tables_and_do_each_job_once(stores: list[Store]) -> None:
    workers = [Jobs(store) for store in stores]
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda i: workers[i % 4].add(f"k{i // 4}", f"lane{i // 4}", "x", time.time()), range(80)))
    assert added.count(True) == 20

    def take(i: int) -> list[str]:
        taken = []
        while workers[i].waiting():
            job = workers[i].claim(f"w{i}", time.time())
            if job is not None and workers[i].begin(job, "calls", time.time()):
                workers[i].finish(job, time.time())
                taken.append(job.key)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [key for keys in pool.map(take, range(4)) for key in keys]
    assert sorted(taken) == sorted(f"k{i}" for i in range(20))


def test_a_lease_is_kept_lost_and_given_back(stores: list[Store]) -> None:
    jobs, now = Jobs(stores[0]), time.time()
    jobs.add("lease", "lease", "x", now)
    job = jobs.claim("w1", now)
    assert job is not None
    jobs.renew("w1", [job.seq], now + 5)
    assert jobs.claim("w2", now + LEASE_S + 1) is None
    jobs.postpone(job, now + 30, unsure=False)
    again = jobs.claim("w2", now + 31)
    assert again is not None
    assert not jobs.begin(job, "x", now + 32)
    jobs.finish(again, now + 32)
    jobs.tidy()
    jobs.purge(now + 10 * 86400)
    assert jobs.waiting() == 0


@pytest.mark.parametrize(
    "text", ["what does a loan cost?", "\x00what does a loan cost\ud800?", "\u202e👩‍👩‍👧 what does a loan cost"]
)
def test_two_applications_answer_each_event_once(
    text: str, address: str, small: Engine, settings: Settings, slack: FakeSlack
) -> None:
    slack.delay_s = 0.1
    both = [Workspace(create_app(replace(settings, database_url=address), small), slack) for _ in range(2)]
    bodies = [event(text, ts=f"{i}.000001", channel=f"D{i}-{len(text)}") for i in range(10)]
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(both[i % 2].event, body) for i in range(2) for body in bodies]
        assert {each.result().status_code for each in sent} == {200}
    until(lambda: both[0].service.jobs.waiting() == 0)
    for workspace in both:
        workspace.service.stop()
        workspace.app.extensions["faqbot.store"].close()
    assert set(Counter(post.body["channel"] for post in slack.posts).values()) == {1}
    assert len(slack.posts) == 10
