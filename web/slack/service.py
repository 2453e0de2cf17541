"""Slack as a whole, for one application: takes tasks in, once each, and has them done."""

from __future__ import annotations

import time

from bot.jobs import Jobs
from bot.store import Store
from web.chat import Chat
from web.settings import Settings
from web.slack.api import Api
from web.slack.courier import Courier
from web.slack.desk import Desk
from web.slack.signature import mark
from web.slack.task import Task, pack

STOP_S = 23  # gunicorn kills a worker after 25


class Service:
    """The desk that answers, the jobs that wait, the courier that posts. Starts nothing before the first task."""

    def __init__(self, settings: Settings, chat: Chat, store: Store) -> None:
        """Use the application's chat and database."""
        self.secret = settings.slack_secret
        self.api = Api(settings.slack_token, settings.slack_api_url)
        self.desk = Desk(chat, self.api, self.secret)
        self.jobs = Jobs(store)
        self.courier = Courier(self.jobs, self.desk, self.api)

    def take(self, task: Task) -> bool:
        """Note what is to be done, before it is acknowledged; return False where it was noted before.

        Raises:
            StoreError: It could not be noted: Slack must send it again.
        """
        state = pack(task)
        added = self.jobs.add(self._key(task.same), mark(self.secret, "lane", task.channel), state, time.time())
        self.courier.wake()
        return added

    def is_new(self, *same: str) -> bool:
        """Note something that is done at once; return False where it was noted before.

        Raises:
            StoreError: It could not be noted.
        """
        return self.jobs.add(self._key(same), "", "", time.time())

    def start(self) -> None:
        """Take up what an earlier process left."""
        self.courier.start()

    def stop(self) -> None:
        """Finish what is under way."""
        self.courier.stop(STOP_S)

    def _key(self, same: tuple[str, ...]) -> str:
        return mark(self.secret, "same", *same)
