"""The background thread of a worker process: takes up jobs, has them answered and posted, tries again, ends well."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

from bot.errors import StoreError
from bot.jobs import Job, Jobs
from web.slack.api import Api, Outcome
from web.slack.desk import Desk
from web.slack.task import Call, Task, pack, unpack

log = logging.getLogger("faqbot.slack")

THREADS = 12  # jobs under way in one process; most of the time they wait for Slack
MAX_TRIES = 3
WAITS_S = (1.0, 3.0)  # after the first and the second try, where Slack does not say how long
POLL_S = 0.5
RENEW_S = 1.5
PURGE_S = 3600.0
TIDY_S = 5.0
FINISH_TRIES, FINISH_WAIT_S = 20, 0.1


class Courier:
    """Does the jobs of one process. Nothing runs before `start`, so that it can be made before a fork."""

    def __init__(self, jobs: Jobs, desk: Desk, api: Api) -> None:
        """Take jobs from the database, calls from the desk, and send them."""
        self._jobs, self._desk, self._api = jobs, desk, api
        self._guard = threading.Lock()
        self._awake = threading.Event()
        self._thread: threading.Thread | None = None
        self._pid = 0

    def start(self) -> None:
        """Start the thread, once in every process, and again where it died."""
        with self._guard:
            if self._thread is not None and self._thread.is_alive() and self._pid == os.getpid():
                return
            self._pid = os.getpid()
            self._awake = threading.Event()
            self._stopping = False
            self._failing = False
            self._owner = secrets.token_hex(16)
            self._running: dict[int, Future[None]] = {}
            self._renewed = self._purged = self._tidied = 0.0
            self._untidy = False
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="slack")
            self._thread = threading.Thread(target=self._loop, name="slack-courier", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Say that there is a new job."""
        self.start()
        self._awake.set()

    def stop(self, timeout_s: float) -> None:
        """Take up nothing more and wait for the jobs under way; what is left stays for the next start."""
        with self._guard:
            if self._thread is None or self._pid != os.getpid():
                return
            self._stopping = True
            self._awake.set()
            self._thread.join(timeout_s)
            self._pool.shutdown(wait=False)
            self._thread = None

    def _loop(self) -> None:
        while not self._stopping or self._running:
            self._running = {seq: job for seq, job in self._running.items() if not job.done()}
            try:
                taken = self._turn(time.time())
                self._failing = False
            except StoreError as error:
                if not self._failing:
                    log.warning("jobs not readable", extra={"error": str(error)})
                taken, self._failing = False, True
            if not taken:
                self._awake.wait(POLL_S)
                self._awake.clear()

    def _turn(self, now: float) -> bool:
        """Keep what is under way, take up one job; return whether there was one."""
        if self._running and now - self._renewed > RENEW_S:
            self._jobs.renew(self._owner, list(self._running), now)
            self._renewed = now
        self._clean(now)
        if self._stopping or len(self._running) >= THREADS:
            return False
        job = self._jobs.claim(self._owner, now)
        if job is None:
            return False
        self._running[job.seq] = self._pool.submit(self._run, job)
        self._untidy = True
        return True

    def _clean(self, now: float) -> None:
        """Forget what is old every hour, and soon after the last job what jobs were."""
        if now - self._purged > PURGE_S:
            self._purged = now
            if given_up := self._jobs.purge(now):
                log.error("not answered", extra={"error": f"{given_up} waited for a day"})
        if self._untidy and not self._running and now - self._tidied > TIDY_S:
            self._tidied, self._untidy = now, False
            self._jobs.tidy()

    def _run(self, job: Job) -> None:
        try:
            self._do(job)
        except StoreError as error:
            log.warning("job put off", extra={"error": str(error)})
        except Exception as error:  # noqa: BLE001  nobody above this thread would see it, and the job must not come again
            self._give_up(job, type(error).__name__)
        self._awake.set()

    def _do(self, job: Job) -> None:
        """Answer and post. What is still a task becomes calls, which are kept before the first is sent."""
        if job.tries >= MAX_TRIES:
            return self._give_up(job, "no try left")
        work = unpack(job.state)
        calls = self._desk.calls(work) if isinstance(work, Task) else work
        if not calls or (job.unsure and self._api.has_posted(calls[-1], job.key, job.created)):
            return self._finish(job)
        if not self._jobs.begin(job, pack(calls), time.time()):
            return None
        for beside in calls[:-1]:
            self._beside(beside)
        return self._settle(job, self._api.send(calls[-1], job.key))

    def _beside(self, call: Call) -> None:
        """Send what the reply does without."""
        outcome = self._api.send(call)
        if not outcome.sent:
            log.warning("not sent", extra={"route": call.method, "error": outcome.error})

    def _settle(self, job: Job, outcome: Outcome) -> None:
        if outcome.sent:
            return self._finish(job)
        if not outcome.again or job.tries + 1 >= MAX_TRIES:
            return self._give_up(job, outcome.error)
        wait_s = outcome.wait_s or WAITS_S[min(job.tries, len(WAITS_S) - 1)]
        log.warning("try again", extra={"error": outcome.error, "duration_ms": 1000 * wait_s})
        return self._jobs.postpone(job, time.time() + wait_s, unsure=outcome.unsure)

    def _give_up(self, job: Job, reason: str) -> None:
        log.error("not answered", extra={"channel": "slack", "error": reason})
        self._finish(job)

    def _finish(self, job: Job) -> None:
        """Note that a job is done; where the database is busy, try for a while, for it would be done twice."""
        for _ in range(FINISH_TRIES):
            try:
                return self._jobs.finish(job, time.time())
            except StoreError as error:
                log.warning("done and not noted yet", extra={"channel": "slack", "error": str(error)})
                time.sleep(FINISH_WAIT_S)
        return None
