"""The pages: the demo with the article's outline, the plain form without JavaScript, and one for publishers."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, current_app, render_template, request, send_from_directory

from bot.compose import starters, topics
from bot.content import Content
from bot.types import Message
from web.channels.widget import MAX_CHARACTERS, MAX_ID
from web.chat import Answered, Chat
from web.script import widget_script

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def demo() -> str:
    """Show the article's outline with the widget on it."""
    return render_template("demo.html", content=_content(), outline=_outline(_content()), topics=topics(_content()))


@blueprint.route("/ask", methods=["GET", "POST"])
def ask() -> str | tuple[str, int]:
    """Answer a question sent by a plain form; follow-ups included."""
    form = request.form if request.method == "POST" else request.args
    text = form.get("q", "").strip()
    entry_id = form.get("entry_id") or None
    conversation_id = form.get("c", "")[:MAX_ID] or None
    content = _content()
    page = {
        "content": content,
        "starters": starters(content),
        "text": text,
        "c": conversation_id,
        "limit": MAX_CHARACTERS,
    }
    if entry_id is not None and entry_id in content.entries:
        text = text or content.entries[entry_id].question
    if not text:
        return render_template("ask.html", **page)
    if len(text) > MAX_CHARACTERS:
        return render_template("ask.html", **page, fault=f"Please ask in at most {MAX_CHARACTERS} characters."), 422
    wait_s = current_app.extensions["faqbot.limit"].wait_s(request.remote_addr or "")
    if wait_s:
        return render_template("ask.html", **page, fault=f"Please wait {wait_s} seconds before the next question."), 429
    chat: Chat = current_app.extensions["faqbot.chat"]
    answered: Answered = chat.handle(
        Message(text, entry_id if entry_id in content.entries else None), conversation_id, "form"
    )
    return render_template("ask.html", **(page | {"answered": answered, "text": text, "c": answered.conversation_id}))


@blueprint.get("/embed")
def embed() -> str:
    """Show publishers the widget's options with a live preview and the tag to copy."""
    return render_template("embed.html", content=_content())


@blueprint.get("/widget.js")
def widget() -> Response:
    """Return the widget's script."""
    script = widget_script().encode()
    response = Response(script, content_type="text/javascript; charset=utf-8")
    response.cache_control.max_age = 3600
    response.set_etag(hashlib.sha256(script).hexdigest()[:16])
    return response


@blueprint.get("/lang/<name>.json")
def language(name: str) -> Response:
    """Return the widget's words in another language; the script looks for them beside itself."""
    return send_from_directory(f"{current_app.root_path}/static/lang", f"{name}.json", max_age=3600)


def _content() -> Content:
    chat: Chat = current_app.extensions["faqbot.chat"]
    return chat.engine.content


def _outline(content: Content) -> list[tuple[str, str]]:
    """Return each section of the first article with a line: the answer of its first entry."""
    article = next(iter(content.articles.values()))
    entries = [entry for entry in content.entries.values() if entry.article == article.id]
    lines = []
    for section, title in article.sections.items():
        own = [entry for entry in entries if entry.source == section and entry.topic != "article"]
        lines.append((title, own[0].answer if own else ""))
    return lines
