"""The commands of the engine: chat, ask, evaluate, lint, calibrate."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.build import Built
from bot.compose import fill, starters
from bot.content import Content, load
from bot.editor.hints import Hints, hints
from bot.editor.lint import Linted, lint
from bot.editor.search_hints import search_hints
from bot.engine import Engine
from bot.errors import BotError
from bot.evaluation import command as evaluation
from bot.explain import explain
from bot.stored import load_or_build
from bot.types import Conversation, Message, Reply

COLOURS = {"answer": "green", "clarify": "yellow", "referral": "blue", "emergency": "bold red", "smalltalk": "cyan"}


def main(arguments: Sequence[str], also: str = "") -> int:
    """Run a command; return 0 for fine, 1 for faults found, 2 for wrong use. `also`: help for further commands."""
    parser = _parser(also)
    try:
        options = parser.parse_args(list(arguments))
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return int(options.run(options))
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 0


def _parser(also: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="faqbot", description="A FAQ chatbot for an article.", epilog=also or None)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--faq", type=Path, default=_path("FAQBOT_FAQ"), help="folder like faq/, or one file with entries:"
    )
    shared.add_argument("--cache", type=Path, default=_path("FAQBOT_CACHE"), help="folder for what is built")
    chat = commands.add_parser("chat", parents=[shared], help="talk to the bot in the terminal")
    chat.set_defaults(run=_chat)
    ask = commands.add_parser("ask", parents=[shared], help="ask one question")
    ask.add_argument("question")
    ask.add_argument("--explain", action="store_true", help="print the value after every step of the line")
    ask.add_argument("--json", action="store_true", help="print the reply as JSON")
    ask.set_defaults(run=_ask)
    check = commands.add_parser(
        "lint", parents=[shared], help="say what is wrong with the content and what would make it better"
    )
    check.add_argument("--quick", action="store_true", help="only what the files alone tell, without searching")
    check.add_argument("--all", action="store_true", help="show every hint, not only the first of each kind")
    check.set_defaults(run=_lint)
    fit = commands.add_parser(
        "calibrate", parents=[shared], help="build what is fitted and show its risk-coverage curve"
    )
    fit.set_defaults(run=_calibrate)
    evaluate = commands.add_parser(
        "evaluate", parents=[shared], help="measure the bot on questions it was not built from"
    )
    evaluation.add_arguments(evaluate)
    evaluate.set_defaults(run=evaluation.run)
    return parser


def _path(name: str) -> Path | None:
    """Return a path of the environment; the engine's commands honour the same two names as the server."""
    return Path(os.environ[name]).expanduser() if os.environ.get(name) else None


def _engine(options: argparse.Namespace) -> Engine:
    content = load(options.faq)
    return Engine(content, _built(content, options))


def _built(content: Content, options: argparse.Namespace) -> Built:
    return load_or_build(content, options.cache, lambda line: print(f"faqbot: {line} ...", file=sys.stderr))


def _ask(options: argparse.Namespace) -> int:
    if not options.question.strip():
        print(
            'faqbot ask: the question is empty; write it in quotes: faqbot ask "What is muscle atrophy?"',
            file=sys.stderr,
        )
        return 2
    engine = _engine(options)
    turn = engine.reply(Message(options.question))
    if options.json:
        print(json.dumps(asdict(turn.reply), indent=2, ensure_ascii=False))
        return 0
    console = Console()
    if options.explain:
        explain(turn, console, engine)
    _print(turn.reply, console)
    return 0


def _chat(options: argparse.Namespace) -> int:
    """Talk until the visitor leaves; "/new" starts over, "/why" explains the last reply."""
    engine, console = _engine(options), Console()
    conversation = Conversation()
    console.print(Text(fill(engine.content.texts.greeting, engine.content)))
    console.print(Text("A number chooses a suggestion. /new starts over, /why explains, Ctrl-D leaves.", style="dim"))
    offered = _offer(starters(engine.content), console)
    turn = None
    while True:
        try:
            typed = console.input("\n[bold]You:[/bold] ").strip()
        except EOFError:
            console.print()
            return 0
        if typed == "/new":
            conversation = Conversation()
        elif typed == "/why" and turn is not None:
            explain(turn, console, engine)
        elif typed:
            picked = offered[int(typed) - 1] if typed.isdecimal() and 1 <= int(typed) <= len(offered) else None
            turn = engine.reply(Message(typed, entry_id=picked), conversation)
            conversation = turn.conversation
            offered = _print(turn.reply, console)


def _print(reply: Reply, console: Console) -> list[str]:
    """Print a reply; return the ids of its suggestions."""
    body = Text(reply.text)
    if reply.source is not None:
        place = " · ".join(part for part in (reply.source.publisher, reply.source.title, reply.source.section) if part)
        body.append(f"\n\n{place}", style="dim italic")
    title = reply.kind if reply.confidence is None else f"{reply.kind} {reply.confidence:.2f}"
    console.print(Panel(body, title=title, title_align="left", border_style=COLOURS[reply.kind]))
    return _offer(reply.suggestions, console)


def _offer(suggestions: Sequence[object], console: Console) -> list[str]:
    for number, suggestion in enumerate(suggestions, 1):
        console.print(Text(f"  {number}  {getattr(suggestion, 'question', '')}", style="dim"))
    return [getattr(suggestion, "id", "") for suggestion in suggestions]


def _lint(options: argparse.Namespace) -> int:
    linted = lint(options.faq)
    for fault in linted.faults:
        print(fault)
    n = len(linted.faults)
    counted = f"{n} fault{'s' * (n != 1)}" if n else "no faults"
    if linted.content is not None:
        print(_summary(linted.content))
        found = _hints(linted.content, linted, options)
        for line in (line for kind in found for line in kind.shown(everything=options.all)):
            print(line)
        n_hints = sum(len(kind.lines) for kind in found)
        counted += f", {n_hints} hint{'s' * (n_hints != 1)}" if n_hints else ", no hints"
        counted += " (of the files alone)" if options.quick else ""
    print(counted)
    return 1 if linted.faults else 0


def _hints(content: Content, linted: Linted, options: argparse.Namespace) -> tuple[Hints, ...]:
    alone = hints(content, linted.places)
    return alone if options.quick else (*search_hints(content, _built(content, options), linted.places), *alone)


def _summary(content: Content) -> str:
    n = sum(len(entry.phrasings) for entry in content.entries.values())
    return (
        f"{len(content.articles)} articles, {len(content.entries)} entries, {n} phrasings, "
        f"{len(content.themes)} not-covered themes, content {content.hash}"
    )


def _calibrate(options: argparse.Namespace) -> int:
    calibration = _engine(options).built.calibration
    table = Table(
        "answered", "of those wrong", title="Left-out questions, half of them without an answer", title_justify="left"
    )
    for covered, risk in calibration.curve:
        table.add_row(f"{covered:.2f}", f"{risk:.3f}")
    console = Console()
    console.print(table)
    console.print(f"answers from confidence {calibration.answer:.2f}, asks back from {calibration.clarify:.2f}")
    return 0
