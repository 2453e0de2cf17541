"""`faqbot`: all commands of the engine, and `serve`."""

from __future__ import annotations

import os
import sys

from bot import cli
from bot.content import load
from bot.errors import BotError
from bot.stored import load_or_build
from web.settings import read

HELP = "serve                     the widget, the pages and the webhooks over HTTP"


def main() -> int:
    """Run `faqbot`; return the exit status: 0 fine, 1 faults found, 2 wrong use."""
    if sys.argv[1:2] == ["serve"]:
        return _serve(sys.argv[2:])
    return cli.main(sys.argv[1:], also=HELP)


def _serve(arguments: list[str]) -> int:
    """Check settings and content, build what is missing, then become gunicorn."""
    if arguments:
        print("usage: faqbot serve\nSettings come from the environment; see the README.", file=sys.stderr)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        settings = read()
        load_or_build(load(settings.faq), settings.cache, lambda line: print(f"faqbot: {line} ...", file=sys.stderr))
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"faqbot: http://{settings.host}:{settings.port}", file=sys.stderr)
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:web.gunicorn_conf", "web.app:create_app()"]
    os.execv(sys.executable, gunicorn)  # noqa: S606  replaces this process: signals reach gunicorn itself
