"""`faqbot evaluate`: measure the bot, show it, keep it, and compare it with an earlier report."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.content import BUNDLED, Content, load
from bot.engine import Engine
from bot.errors import ContentError
from bot.evaluation import baselines, comparison, report_html, report_json, report_text
from bot.evaluation import run as replay
from bot.evaluation.questions import Question, in_bank, read
from bot.stored import load_or_build

HALVES = {"dev": ("dev",), "test": ("test",), "all": ("dev", "test")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `evaluate`; the caller adds `--faq` and `--cache`."""
    parser.add_argument(
        "--questions",
        type=Path,
        nargs="+",
        action="extend",
        metavar="FILE",
        default=None,
        help="YAML, JSON Lines or CSV files, or folders of them (default: tests/eval beside the content)",
    )
    parser.add_argument(
        "--half",
        choices=tuple(HALVES),
        default="dev",
        help="of tests/eval: the half to develop with, the one only to report, or both (default: dev)",
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the report for programs")
    parser.add_argument("--summary", type=Path, metavar="OUT", help="write figures and outcomes alone, to compare with")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write the report as one page")
    parser.add_argument(
        "--baselines", action="store_true", help="also measure TF-IDF of the tutorials, BM25 and rapidfuzz"
    )
    parser.add_argument("--noise", action="store_true", help="also ask everything with typos, capitals, accents, emoji")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="say what changed; status 1 when it is worse")
    parser.add_argument("--ranking-only", action="store_true", help="print how entries rank, and nothing else")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate and print; return 1 where the comparison fails or a question of our own stands in the bank, else 0.

    Raises:
        BotError: Content, questions or the old report are faulty, or bm25s is missing.
    """
    content = load(arguments.faq)
    questions = read(arguments.questions or _default(arguments.faq or BUNDLED, arguments.half), content)
    old = report_json.read(arguments.compare) if arguments.compare else None
    report = _report(content, questions, arguments)
    if arguments.json:
        report_json.write(report, arguments.json)
    if arguments.summary:
        report_json.write(report_json.summary(report), arguments.summary)
    if arguments.html:
        report_json.save(report_html.page(report), arguments.html)
    console = Console()
    (report_text.show_ranking if arguments.ranking_only else report_text.show)(report, console)
    failed = False
    if old is not None:
        compared = comparison.compare(old, report)
        report_text.show_comparison(compared, console)
        failed = bool(compared.faults)
    known = in_bank(questions, content)
    report_text.show_known(known, Console(stderr=True))
    return int(failed or bool(known and not arguments.questions))


def _default(faq: Path, half: str) -> list[Path]:
    """Return the folders of tests/eval beside the content that hold the questions of a half.

    Raises:
        ContentError: There is no such folder.
    """
    folder = faq.resolve().parent / "tests" / "eval"
    found = [folder, *(folder / name for name in HALVES[half] if (folder / name).is_dir())]
    if not folder.is_dir():
        raise ContentError((f"{folder}: there are no questions here; name some with --questions FILE",))
    return found


def _report(content: Content, questions: tuple[Question, ...], arguments: argparse.Namespace) -> report_json.Report:
    error = Console(stderr=True)
    built = load_or_build(content, arguments.cache, lambda line: error.print(f"faqbot: {line} ...", highlight=False))
    engine = Engine(content, built)
    with _progress(error, "asking") as progress:
        evaluation = replay.evaluate(engine, questions, progress)
    if arguments.noise:
        with _progress(error, "asking with noise") as progress:
            evaluation = replay.with_noise(evaluation, engine, progress)
    measured = baselines.measure(questions, content) if arguments.baselines else ()
    return report_json.report(evaluation, measured)


@contextmanager
def _progress(console: Console, name: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while dialogues are asked, on a terminal only."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
