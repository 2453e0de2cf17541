"""The report as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.evaluation.comparison import Comparison
from bot.evaluation.questions import Known
from bot.evaluation.report_json import Report
from bot.evaluation.visible import visible

HEADINGS = {
    "right": "right", "asked": "asked", "referred": "referred", "asked_wrong": "asked wrong", "smalltalk": "small talk",
    "alarmed": "alarm", "wrong": "wrong", "missed": "missed",
}  # fmt: skip
MEANINGS = {
    "right": "as it should be", "asked": "a “did you mean” with the right choice", "referred": "to a human, needlessly",
    "asked_wrong": "without the right choice", "smalltalk": "needlessly", "alarmed": "needlessly",
    "wrong": "an answer to another question", "missed": "an emergency not recognised",
}  # fmt: skip
EXPECTATIONS = {
    "covered": "Σ covered",
    "not_covered": "Σ uncovered",
    "emergency": "Σ emergency",
    "smalltalk": "Σ smalltalk",
}
STYLES = {"right": "green", "wrong": "bold red", "missed": "bold red", "alarmed": "red", "asked_wrong": "yellow"}
HARMFUL = ("wrong", "missed", "alarmed")
MAX_ROWS = 15
MAX_CHARACTERS = 160  # of a dialogue


def show(report: Report, console: Console) -> None:
    """Print the whole report but the questions that went well."""
    _show_groups(report, console)
    show_ranking(report, console)
    curve, latency = report["curve"], report["latency"]
    console.print(
        f"Area under risk and coverage: {curve['answerable']['area']:.3f} for covered questions, "
        f"{curve['all']['area']:.3f} with those not covered (0 is perfect).\n"
        f"Confidence is off by {report['reliability']['error']:.3f} on average (expected calibration error).\n"
        f"A reply takes {latency['median_ms']:.1f} ms (median), {latency['p95_ms']:.1f} ms (95th percentile).\n"
    )
    if report["noise"]:
        _show_noise(report, console)
    if report["confusions"]:
        _show_confusions(report["confusions"], console)
    worst = [item for item in report["items"] if item["outcome"] in HARMFUL]
    if worst:
        console.print(f"\n{len(worst)} wrong, missed or needlessly alarmed", style="bold")
    for item in worst:
        _show_item(item, console)


def show_ranking(report: Report, console: Console) -> None:
    """Print how the engine ranks, with the baselines beside it where they were measured."""
    headings = ("", "n", "first", "in three", "MRR", "right", "wrong", "not covered, answered")
    table = _table("How high the right entry stands, before any threshold; and what became of it", headings)
    rows = [("this bot", report["ranking"], report["overall"])]
    rows += [(name, each["ranking"], each["overall"]) for name, each in report["baselines"].items()]
    for name, ranking, overall in rows:
        places = [f"{ranking[key]:.3f}" for key in ("p_at_1", "r_at_3", "mrr")]
        ends = [_share(overall, "covered", "right"), _share(overall, "covered", "wrong")]
        table.add_row(name, str(ranking["n"]), *places, *ends, _share(overall, "not_covered", "wrong"))
    console.print(table)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print what changed since another report, and whether that is more than noise."""
    console.print(f"\nChanged since then: {len(comparison.changes)} of {comparison.n}", style="bold")
    for change in comparison.changes:
        head = Text.assemble(_styled(change.before), " → ", _styled(change.after), f"  {visible(change.group)}")
        console.print(head)
        console.print(Padding(_dialogue(change.turns), (0, 0, 0, 4)))
    for name, found in (("right", comparison.right), ("wrong", comparison.wrong)):
        console.print(f"{name}: {found.entered} more, {found.left} fewer (McNemar p = {found.p:.3f})", highlight=False)
    if comparison.only_old or comparison.only_new:
        console.print(f"not compared: {comparison.only_old} questions that are gone, {comparison.only_new} new ones")
    for fault in comparison.faults:
        console.print(fault, style="bold red")
    if not comparison.faults:
        console.print("not worse than before, beyond noise", style="green")


def show_known(known: Sequence[Known], console: Console) -> None:
    """Print the questions that prove nothing because they stand in the bank."""
    for each in known:
        asked = visible(each.question.judged, at_most=MAX_CHARACTERS)
        text = Text(f"{each.question.place}: “{asked}” is {each.where}; ask it in other words", "red")
        console.print(text, soft_wrap=True)


def _table(title: str, headings: Iterable[str]) -> Table:
    """Return an empty table: names on the left, numbers on the right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE, padding=(0, 0))
    for i, heading in enumerate(headings):
        widest = max(map(len, heading.split()), default=0)
        table.add_column(heading, justify="right" if i else "left", no_wrap=not i, min_width=widest)
    return table


def _show_groups(report: Report, console: Console) -> None:
    groups = [*report["groups"].values()]
    used = [name for name in HEADINGS if name == "right" or any(group[name]["count"] for group in groups)]
    headings = ["", "n", "right %", "95 % within", *(HEADINGS[name] for name in used[1:])]
    table = _table(f"{report['n']} dialogues, content {report['content']}", headings)
    for name, group in report["groups"].items():
        table.add_row(Text(visible(name)), *_cells(group, used))
    table.add_section()
    for name, group in report["overall"].items():
        table.add_row(EXPECTATIONS[name], *_cells(group, used), style="bold")
    console.print(table)
    legend = " · ".join(f"{HEADINGS[name]}: {MEANINGS[name]}" for name in used)
    console.print(legend + "\n", style="dim")


def _cells(group: Mapping[str, Any], used: Sequence[str]) -> list[Text]:
    right = group["right"]
    cells = [
        Text(str(group["n"])),
        Text(f"{right['share'] * 100:.1f}", STYLES["right"]),
        Text(f"{right['low'] * 100:.0f}–{right['high'] * 100:.0f}", "dim"),
    ]
    for name in used[1:]:
        count = group[name]["count"]
        cells.append(Text(str(count), STYLES.get(name, "")) if count else Text("·", "dim"))
    return cells


def _share(overall: Mapping[str, Any], expectation: str, outcome: str) -> str:
    return f"{overall[expectation][outcome]['share']:.3f}" if expectation in overall else "·"


def _show_noise(report: Report, console: Console) -> None:
    headings = ("noise", "right", "asked", "referred", "wrong", "not covered, answered", "emergencies missed")
    table = _table("With noise", headings)
    for kind, overall in {"none": report["overall"], **report["noise"]}.items():
        covered = [_share(overall, "covered", name) for name in ("right", "asked", "referred", "wrong")]
        others = (_share(overall, "not_covered", "wrong"), _share(overall, "emergency", "missed"))
        table.add_row(kind, *covered, *others)
    console.print(table)


def _show_confusions(confusions: Sequence[Mapping[str, Any]], console: Console) -> None:
    shown = min(len(confusions), MAX_ROWS)
    table = Table("", "expected", "taken for", "words that did it", box=box.SIMPLE, padding=(0, 0),
                  title=f"Taken for something else: {shown} of {len(confusions)} pairs", title_justify="left",
                  title_style="bold")  # fmt: skip
    for each in confusions[:MAX_ROWS]:
        words = Text(visible(" ".join(each["words"])), "dim")
        table.add_row(str(each["count"]), Text(each["expected"]), Text(each["taken"]), words)
    console.print(table)


def _show_item(item: Mapping[str, Any], console: Console) -> None:
    console.print(Text.assemble(_styled(item["outcome"]), "  ", _dialogue(item["turns"])))
    sure = "" if item["confidence"] is None else f" ({item['confidence']:.2f})"
    got = f"expected {' or '.join(item['expected'])}, got {item['entry_id'] or item['kind']}{sure}: {item['why']}"
    console.print(Padding(Text(visible(got, at_most=2 * MAX_CHARACTERS), "dim"), (0, 0, 0, 4)))


def _styled(outcome: str) -> Text:
    return Text(HEADINGS.get(outcome, visible(outcome)), STYLES.get(outcome, ""))


def _dialogue(turns: Iterable[str]) -> Text:
    return Text(" → ".join(visible(turn, at_most=MAX_CHARACTERS) for turn in turns))
