"""The report as one page that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from bot.evaluation import plots
from bot.evaluation.metrics import OUTCOMES, share
from bot.evaluation.report_json import Report
from bot.evaluation.visible import visible

NAMES = {
    "right": "right",
    "asked": "asked back",
    "referred": "referred",
    "asked_wrong": "asked back in vain",
    "smalltalk": "small talk",
    "alarmed": "false alarm",
    "wrong": "wrong",
    "missed": "missed",
}
MEANINGS = {
    "right": "answered, referred or alarmed as it should",
    "asked": "“did you mean”, and the right choice was there",
    "referred": "sent to a human, though the article answers it",
    "asked_wrong": "“did you mean”, without a right choice",
    "smalltalk": "taken for chat, though it was a question",
    "alarmed": "taken for an emergency, and was none",
    "wrong": "an answer to another question",
    "missed": "an emergency that was not recognised",
}
EXPECTATIONS = {
    "covered": "the article answers it",
    "not_covered": "the article does not answer it",
    "emergency": "an emergency",
    "smalltalk": "small talk",
}
CARDS = (
    ("covered", ("right",), "of the questions that the article answers were answered right at once"),
    ("covered", ("right", "asked"), "were answered right, or the right choice was offered"),
    ("covered", ("wrong",), "got a wrong answer"),
    ("not_covered", ("wrong",), "of the questions that the article does not answer were answered all the same"),
    ("emergency", ("missed",), "of the emergencies were not recognised"),
)
MAX_PAIRS = 12
PLACE = Path(__file__).parent


def page(report: Report) -> str:
    """Return the report as HTML; all that visitors and editors wrote is escaped."""
    curve, latency = report["curve"], report["latency"]
    return Template((PLACE / "page.html").read_text(encoding="utf-8")).substitute(
        style=(PLACE / "page.css").read_text(encoding="utf-8"),
        filters="\n".join(f"body:has(#show-{name}:not(:checked)) .o-{name} {{ display: none; }}" for name in OUTCOMES),
        n=report["n"],
        content=_safe(report["content"]),
        answer_from=_percent(report["thresholds"]["answer"]),
        clarify_from=_percent(report["thresholds"]["clarify"]),
        cards="\n".join(_cards(report["overall"])),
        legend="\n".join(f'<li class="t-{name}"><b>{NAMES[name]}</b>: {MEANINGS[name]}</li>' for name in OUTCOMES),
        groups_plot=plots.bars(report["groups"]),
        groups_table=_groups(report),
        baselines_text="Below stand simple programs over the same questions." if report["baselines"] else "",
        ranking_table=_ranking(report),
        risk_plot=plots.risk(curve, report["thresholds"]["answer"]),
        area_answerable=f"{curve['answerable']['area']:.3f}",
        area_all=f"{curve['all']['area']:.3f}",
        error=_percent(report["reliability"]["error"]),
        reliability_plot=plots.reliability(report["reliability"]["bins"]),
        confusions_table=_confusions(report),
        noise_link='<li><a href="#noise">Noise</a></li>' if report["noise"] else "",
        noise_section=_noise(report) if report["noise"] else "",
        checkboxes="\n".join(_checkboxes(report["items"])),
        dialogues="\n".join(_group(name, report) for name in report["groups"]),
        median_ms=f"{latency['median_ms']:.1f}",
        p95_ms=f"{latency['p95_ms']:.1f}",
        replies=latency["n"],
    )


def _safe(text: object) -> str:
    return escape(visible(str(text)))


def _percent(share: float) -> str:
    return f"{share * 100:.1f}&nbsp;%"


def _cards(overall: Mapping[str, Any]) -> Iterable[str]:
    for expectation, outcomes, text in CARDS:
        group = overall.get(expectation)
        if group:
            count = sum(group[name]["count"] for name in outcomes)
            interval = share(count, group["n"])
            small = f"{count} of {group['n']}; {interval.low * 100:.0f} to {interval.high * 100:.0f}&nbsp;%"
            figure = f"<b>{_percent(interval.share)}</b><span>{text}</span><span>{small}</span>"
            yield f'<li class="t-{outcomes[-1]}">{figure}</li>'


def _table(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers_from: int = 1) -> str:
    """Return a table of ready-made cells; those from `numbers_from` on are numbers."""
    kind = ["", *[' class="n"' if i >= numbers_from else "" for i in range(1, len(headings))]]
    head = "".join(f'<th scope="col"{kind[i]}>{name}</th>' for i, name in enumerate(headings))
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f"<td{kind[i]}>{cell}</td>" for i, cell in enumerate(row) if i)
        + "</tr>"
        for row in rows
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll" role="region" tabindex="0" aria-label="Table: {name}">{table}</div>'


def _groups(report: Report) -> str:
    named = {_safe(name): group for name, group in report["groups"].items()}
    named |= {f"all: {EXPECTATIONS[name]}": group for name, group in report["overall"].items()}
    rows = []
    for name, group in named.items():
        interval = f"{group['right']['low']:.2f} to {group['right']['high']:.2f}"
        counts = [f"{group[outcome]['count']} ({group[outcome]['share']:.2f})" for outcome in OUTCOMES]
        rows.append([name, str(group["n"]), interval, *counts])
    return _table("groups", ["group", "n", "interval of right", *(NAMES[name] for name in OUTCOMES)], rows)


def _of(overall: Mapping[str, Any], expectation: str, outcome: str) -> str:
    return f"{overall[expectation][outcome]['share']:.3f}" if expectation in overall else "–"


def _ranking(report: Report) -> str:
    rows = []
    for name, each in {"this bot": report, **report["baselines"]}.items():
        places = [f"{each['ranking'][key]:.3f}" for key in ("p_at_1", "r_at_3", "mrr")]
        covered = [_of(each["overall"], "covered", outcome) for outcome in ("right", "wrong")]
        rows.append(
            [_safe(name), str(each["ranking"]["n"]), *places, *covered, _of(each["overall"], "not_covered", "wrong")]
        )
    headings = ["", "n", "first", "among three", "MRR", "answered right", "answered wrong", "not covered, answered"]
    return _table("ranking", headings, rows)


def _confusions(report: Report) -> str:
    """Return the most frequent pairs, and the others folded away."""
    pairs = report["confusions"]
    if not pairs:
        return "<p>Nothing was mixed up.</p>"
    first = _pairs("mix-ups", pairs[:MAX_PAIRS], report)
    if len(pairs) <= MAX_PAIRS:
        return first
    others = _pairs("further mix-ups", pairs[MAX_PAIRS:], report)
    return f"{first}<details><summary>{len(pairs) - MAX_PAIRS} more</summary>{others}</details>"


def _pairs(name: str, pairs: Sequence[Mapping[str, Any]], report: Report) -> str:
    rows = [
        [
            _title(each["expected"], report),
            _title(each["taken"], report),
            str(each["count"]),
            " ".join(f"<mark>{_safe(word)}</mark>" for word in each["words"]),
            "<br>".join(f"<bdi>{escape(visible(text, at_most=160))}</bdi>" for text in each["examples"]),
        ]
        for each in pairs
    ]
    headings = ["should be", "was taken for", "times", "words", "dialogues"]
    return f'<div class="pairs">{_table(name, headings, rows, numbers_from=len(headings))}</div>'


def _title(id_: str, report: Report) -> str:
    title = report["titles"].get(id_)
    return f"<code>{_safe(id_)}</code>" + (f'<br><span class="soft">{_safe(title)}</span>' if title else "")


def _noise(report: Report) -> str:
    rows = [
        [
            _safe(kind),
            *(_of(overall, "covered", name) for name in ("right", "asked", "referred", "wrong")),
            _of(overall, "not_covered", "wrong"),
            _of(overall, "emergency", "missed"),
        ]
        for kind, overall in {"none": report["overall"], **report["noise"]}.items()
    ]
    text = (
        "The same dialogues, with the last message disturbed by a program: slips of the finger, capitals, accents, "
        "polite words in front, emoji, no punctuation. The closer a row is to the first one, the sturdier the bot."
    )
    headings = ["noise", "right", "asked back", "referred", "wrong", "not covered, answered", "emergencies missed"]
    table = _table("noise", headings, rows)
    return f'<h2 id="noise">How much noise can it take?</h2>\n<p>{text}</p>\n{table}'


def _checkboxes(items: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    counts = Counter(item["outcome"] for item in items)
    for name in OUTCOMES:
        if counts[name]:
            box = f'<input type="checkbox" id="show-{name}" checked>'
            yield f'<label class="t-{name}">{box} <span class="badge">{NAMES[name]} ({counts[name]})</span></label>'


def _group(name: str, report: Report) -> str:
    items = [item for item in report["items"] if item["group"] == name]
    held = {outcome: [item for item in items if item["outcome"] == outcome] for outcome in reversed(OUTCOMES)}
    said = ", ".join(f"{len(held[outcome])} {NAMES[outcome]}" for outcome in OUTCOMES if held[outcome])
    parts = []
    for outcome, found in held.items():
        unfolded = "" if outcome == "right" else " open"
        listed = "\n".join(_item(item, report) for item in found)
        head = f'<details class="o-{outcome}"{unfolded}><summary>{NAMES[outcome]}: {len(found)}</summary>'
        parts += [f"{head}{listed}</details>"] if found else []
    head = f"<summary>{_safe(name)} · {len(items)} dialogues: {said}</summary>"
    return f'<details class="group">{head}{"".join(parts)}</details>'


def _item(item: Mapping[str, Any], report: Report) -> str:
    outcome = item["outcome"]
    turns = "".join(f"<li><bdi>{_safe(turn)}</bdi></li>" for turn in item["turns"])
    facts = {
        "said": f"<ol>{turns}</ol>" if len(item["turns"]) > 1 else f"<bdi>{_safe(item['turns'][-1])}</bdi>",
        "expected": "<br>".join(_title(id_, report) for id_ in item["expected"]),
        "got": _title(item["entry_id"] or item["kind"], report),
        "why": _safe(item["why"]),
        "matched": f"“{_safe(item['phrasing'])}”" if item["phrasing"] else "",
        "read as": _safe(item["reading"]),
        "shared words": " ".join(f"<mark>{_safe(word)}</mark>" for word in item["words"]),
        "candidates": "<br>".join(
            f"<code>{_safe(each['id'])}</code> {_percent(each['confidence'])}" for each in item["candidates"]
        ),
        "right one at": f"place {item['rank']}" if item["rank"] else "",
        "stands in": _safe(item["place"]),
    }
    listed = "".join(f"<dt>{name}</dt><dd>{fact}</dd>" for name, fact in facts.items() if fact)
    summary = f'<span class="badge">{NAMES[outcome]}</span><bdi>{escape(visible(item["turns"][-1], at_most=140))}</bdi>'
    return f'<details class="item t-{outcome} o-{outcome}"><summary>{summary}</summary><dl>{listed}</dl></details>'
