"""Tasks to calls: asks the chat, as every channel does, and says where in Slack the reply goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.types import Message
from web.chat import Chat
from web.slack import blocks
from web.slack.api import POST, Api
from web.slack.mrkdwn import escape
from web.slack.signature import mark
from web.slack.task import Call, Task

CHANNEL = "slack"
PROMPTS = "assistant.threads.setSuggestedPrompts"


class Desk:
    """Works out what is to be sent; sends nothing itself."""

    def __init__(self, chat: Chat, api: Api, secret: str) -> None:
        """Use the one path of all channels; the secret makes ids of talks that nobody can guess."""
        self.chat = chat
        self._api = api
        self._secret = secret
        self._wishes: dict[str, Callable[[Task], tuple[Call, ...]]] = {
            "ask": self._ask,
            "greet": self._greet,
            "open": self._open,
            "pick": self._pick,
            "note": self._note,
        }

    def calls(self, task: Task) -> tuple[Call, ...]:
        """Return what to send, the reply last; nothing where silence is the answer.

        Raises:
            StoreError: The database did not take a note; a question is answered without it.
        """
        if not task.known and task.user and task.user == self._api.own_user():
            return ()
        return self._wishes[task.wish](task)

    def reply(self, text: str, talks: tuple[str, ...], entry_id: str | None = None) -> dict[str, Any]:
        """Return the reply to a question, of the talk that Slack's ids name."""
        ids = [mark(self._secret, "talk", talk) for talk in talks]
        answered = self.chat.join(Message(text, entry_id), ids, CHANNEL)
        return blocks.message(answered, self.chat.engine.content.texts, titled=entry_id is not None)

    def _ask(self, task: Task) -> tuple[Call, ...]:
        return (self._said(task, self.reply(task.text, task.talks)),)

    def _greet(self, task: Task) -> tuple[Call, ...]:
        return (self._said(task, blocks.greeting(self.chat.engine.content)),)

    def _open(self, task: Task) -> tuple[Call, ...]:
        content = self.chat.engine.content
        where = {"channel_id": task.channel, "thread_ts": task.thread}
        greeting = self._said(task, blocks.greeting(content, buttons=False))
        return Call(PROMPTS, where | {"prompts": blocks.prompts(content)}), greeting

    def _pick(self, task: Task) -> tuple[Call, ...]:
        entry = self.chat.engine.content.entries.get(task.text)
        if entry is None:
            return self._whispered(task, self.chat.engine.content.texts.question_gone)
        return (self._said(task, self.reply(entry.question, task.talks, entry.id)),)

    def _note(self, task: Task) -> tuple[Call, ...]:
        said, _, message_id = task.text.partition(" ")
        noted = self.chat.note(message_id, helpful=said == "yes", comment=None)
        return self._whispered(task, self.chat.engine.content.texts.thanks) if noted else ()

    def _said(self, task: Task, message: dict[str, Any]) -> Call:
        """Return the call that says it where the task came from."""
        if task.ephemeral:
            return self._private(task, message)
        place = {"channel": task.channel} | ({"thread_ts": task.thread} if task.thread else {})
        return Call(POST, place | message | {"unfurl_links": False, "unfurl_media": False})

    def _whispered(self, task: Task, text: str) -> tuple[Call, ...]:
        return (self._private(task, {"text": escape(text)}),)

    def _private(self, task: Task, message: dict[str, Any]) -> Call:
        """Return the call that says it to the user alone."""
        thread = {"thread_ts": task.thread} if task.thread else {}
        if self._api.may_respond(task.response_url):
            body = {"response_type": "ephemeral", "replace_original": False} | thread | message
            return Call("respond", body, task.response_url)
        return Call("chat.postEphemeral", {"channel": task.channel, "user": task.user} | thread | message)
