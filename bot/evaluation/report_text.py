"""The report as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation.questions import Known
from bot.evaluation.report_json import Comparison, Report
from bot.evaluation.visible import visible

HEADINGS = {
    "right": "right", "asked": "asked", "referred": "referred", "asked_wrong": "asked wrong", "smalltalk": "small talk",
    "alarmed": "alarmed", "wrong": "wrong", "missed": "missed",
}  # fmt: skip
LEGEND = (
    "right: answered (or referred, alarmed, greeted) as expected · asked: a “did you mean” with the right choice · "
    "referred: to a human, needlessly · asked wrong: without the right choice · small talk, alarmed: needlessly · "
    "wrong: answered, but not that question · missed: an emergency not recognised"
)
EXPECTATIONS = {"covered": "answered by the article", "not_covered": "not answered by it", "emergency": "emergencies",
                "smalltalk": "small talk"}  # fmt: skip
STYLES = {"right": "green", "wrong": "bold red", "missed": "bold red", "alarmed": "red", "asked_wrong": "yellow"}
MAX_ROWS = 15
WIDTH = 90


def show(report: Report, console: Console) -> None:
    """Print the whole report but the questions that went well."""
    console.print(_groups(report))
    console.print(LEGEND, style="dim")
    show_ranking(report, console)
    curve, latency = report["curve"], report["latency"]
    console.print(f"Area under risk and coverage: {curve['answerable']['area']:.3f} of questions that the article answers, "
                  f"{curve['all']['area']:.3f} with those it does not (0 is perfect)")  # fmt: skip
    console.print(f"Confidence is off by {report['reliability']['error']:.3f} on average (expected calibration error)")
    console.print(
        f"One reply takes {latency['median_ms']:.1f} ms (median), {latency['p95_ms']:.1f} ms (95th percentile)"
    )
    if report["noise"]:
        console.print(_noise(report))
    if report["confusions"]:
        console.print(_confusions(report["confusions"]))
    worst = [item for item in report["items"] if item["outcome"] in ("wrong", "missed", "alarmed")]
    if worst:
        console.print(_items(worst))


def show_ranking(report: Report, console: Console) -> None:
    """Print how the engine ranks, with the baselines beside it where they were measured."""
    table = Table(title="Ranking, before any threshold", title_justify="left")
    for heading in ("", "n", "first", "among three", "MRR", "right", "wrong", "not covered, answered"):
        table.add_column(heading, justify="left" if not heading else "right")
    rows = [("this bot", report["ranking"], report["overall"])]
    rows += [(name, each["ranking"], each["overall"]) for name, each in report["baselines"].items()]
    for name, ranking, overall in rows:
        covered, other = overall.get("covered"), overall.get("not_covered")
        ends = [_share(covered, "right"), _share(covered, "wrong"), _share(other, "wrong")]
        table.add_row(name, str(ranking["n"]), *(f"{ranking[key]:.3f}" for key in ("p_at_1", "r_at_3", "mrr")), *ends)
    console.print(table)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print what changed since another report, and whether that is more than noise."""
    table = Table(title=f"Changed since then: {len(comparison.changes)} of {comparison.n}", title_justify="left")
    for heading in ("group", "question", "before", "now"):
        table.add_column(heading)
    for change in comparison.changes:
        table.add_row(change.group, _dialogue(change.turns), _styled(change.before), _styled(change.after))
    if comparison.changes:
        console.print(table)
    for name, found in (("right", comparison.right), ("wrong", comparison.wrong)):
        console.print(f"{name}: {found.entered} more, {found.left} fewer (McNemar p = {found.p:.3f})")
    if comparison.only_old or comparison.only_new:
        console.print(f"not compared: {comparison.only_old} questions that are gone, {comparison.only_new} new ones")
    for fault in comparison.faults:
        console.print(fault, style="bold red")
    if not comparison.faults:
        console.print("not worse than before, beyond noise", style="green")


def show_known(known: Sequence[Known], console: Console) -> None:
    """Print the questions that prove nothing because they stand in the bank."""
    for each in known:
        text = f"{each.question.place}: “{visible(each.question.judged, at_most=WIDTH)}” is {each.where}; ask it in other words"
        console.print(text, style="red", markup=False, highlight=False, soft_wrap=True)


def _groups(report: Report) -> Table:
    table = Table(
        title=f"{report['n']} dialogues, content {report['content']}", title_justify="left", caption_justify="left"
    )
    table.add_column("group")
    table.add_column("n", justify="right")
    table.add_column("right (95 % interval)", justify="right")
    for name in list(HEADINGS)[1:]:
        table.add_column(HEADINGS[name], justify="right")
    for name, group in report["groups"].items():
        table.add_row(Text(visible(name)), *_cells(group))
    table.add_section()
    for name, group in report["overall"].items():
        table.add_row(EXPECTATIONS[name], *_cells(group), style="bold")
    return table


def _cells(group: dict[str, Any]) -> list[Text]:
    right = group["right"]
    cells = [
        Text(str(group["n"])),
        Text(f"{right['share']:.3f} ({right['low']:.2f} to {right['high']:.2f})", STYLES["right"]),
    ]
    for name in list(HEADINGS)[1:]:
        count, share = group[name]["count"], group[name]["share"]
        cells.append(Text(f"{count} ({share:.3f})", STYLES.get(name, "")) if count else Text("·", "dim"))
    return cells


def _share(group: dict[str, Any] | None, name: str) -> str:
    return f"{group[name]['share']:.3f}" if group else "·"


def _noise(report: Report) -> Table:
    table = Table(title="With noise: questions that the article answers", title_justify="left")
    for heading in ("noise", "right", "asked", "referred", "wrong", "not covered, answered", "emergencies missed"):
        table.add_column(heading, justify="left" if heading == "noise" else "right")
    for kind, overall in {"none": report["overall"], **report["noise"]}.items():
        covered = [_share(overall.get("covered"), name) for name in ("right", "asked", "referred", "wrong")]
        table.add_row(
            kind, *covered, _share(overall.get("not_covered"), "wrong"), _share(overall.get("emergency"), "missed")
        )
    return table


def _confusions(confusions: Sequence[dict[str, Any]]) -> Table:
    table = Table(title=f"Taken for something else (the first {min(len(confusions), MAX_ROWS)} of {len(confusions)} pairs)",
                  title_justify="left")  # fmt: skip
    for heading in ("n", "expected", "taken for", "words that did it", "such as"):
        table.add_column(heading)
    for each in confusions[:MAX_ROWS]:
        example = Text(visible(each["examples"][0], at_most=WIDTH))
        table.add_row(str(each["count"]), each["expected"], each["taken"], Text(" ".join(each["words"])), example)
    return table


def _items(items: Sequence[dict[str, Any]]) -> Table:
    table = Table(title=f"Wrong, missed and needlessly alarmed: {len(items)}", title_justify="left")
    for heading in ("outcome", "question", "expected", "got", "why"):
        table.add_column(heading)
    for item in items:
        got = item["entry_id"] or item["kind"]
        sure = f" {item['confidence']:.2f}" if item["confidence"] is not None else ""
        table.add_row(_styled(item["outcome"]), _dialogue(item["turns"]), ", ".join(item["expected"]), got + sure,
                      Text(visible(item["why"], at_most=WIDTH)))  # fmt: skip
    return table


def _styled(outcome: str) -> Text:
    return Text(HEADINGS[outcome], STYLES.get(outcome, ""))


def _dialogue(turns: Iterable[str]) -> Text:
    return Text(" → ".join(visible(turn, at_most=2 * WIDTH) for turn in turns))
