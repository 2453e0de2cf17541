"""The words of the reply: everything said comes from content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.content import Content
from bot.types import Conversation, Decision, Entry, Reply, Source, Suggestion

MAX_TOPICS_NAMED = 7


def compose(decision: Decision, content: Content, conversation: Conversation, last: str = "") -> Reply:
    """Return the reply for a decision; `last` is the entry answered before, for "more" and "repeat"."""
    if decision.kind == "emergency":
        return emergency(decision, content)
    makers = {"answer": _answer, "clarify": _clarify, "referral": _referral, "smalltalk": _small_talk}
    reply = makers[decision.kind](replace(decision, theme=decision.theme or last or None), content, conversation)
    if conversation.alarm is None or conversation.alarm_turns <= 0:
        return reply
    brief = next((theme.brief for theme in content.triage.themes if theme.id == conversation.alarm), None)
    if brief is None:
        return reply
    return replace(reply, text=f"{fill(content.texts.careful.replace('{brief}', brief), content)}\n\n{reply.text}")


def emergency(decision: Decision, content: Content) -> Reply:
    """Return what to do now, and nothing of the article."""
    theme = next(theme for theme in content.triage.themes if theme.id == decision.theme)
    return Reply("emergency", fill(theme.reply, content), decision.confidence)


def failure(content: Content) -> Reply:
    """Return the referral for a fault on the bot's own side."""
    return Reply("referral", fill(content.texts.failed, content))


def fill(text: str, content: Content) -> str:
    """Put the article's title, the topics and the region's numbers into a text of the content."""
    article = next(iter(content.articles.values()))
    names = {
        "title": article.title,
        "publisher": article.publisher or article.title,
        "topics": _listed(topics(content)),
        **content.triage.regions[content.settings.region],
    }
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def topics(content: Content) -> list[str]:
    """Return the names of the topics that the articles cover, in the order of the entries."""
    named = {
        entry.topic: content.words.topics[entry.topic].name if entry.topic in content.words.topics else entry.topic
        for entry in content.entries.values()
        if entry.topic
    }
    titles = [article.title for article in content.articles.values()]
    return [name for topic, name in named.items() if topic != "article"][:MAX_TOPICS_NAMED] or titles


def starters(content: Content) -> tuple[Suggestion, ...]:
    """Return the questions to start with: those of the settings, else the first of each topic."""
    chosen = list(content.settings.starters)
    if not chosen:
        first = {entry.topic or entry.id: entry.id for entry in reversed(list(content.entries.values()))}
        chosen = list(reversed(first.values()))[:6]
    return _suggestions(chosen, content)


def _answer(decision: Decision, content: Content, conversation: Conversation) -> Reply:
    if decision.rule == "more":
        return _more(decision, content, conversation)
    entry = content.entries[decision.entry_ids[0]]
    text = entry.answer
    for further in (content.entries[id_] for id_ in decision.entry_ids[1:]):
        section = source_of(further, content).section or content.articles[further.article].title
        second = content.texts.second_answer.replace("{answer}", further.answer)
        text += "\n\n" + second.replace("{question}", further.question).replace("{section}", section)
    return Reply(
        "answer",
        text,
        decision.confidence,
        entry.id,
        entry.question,
        source_of(entry, content),
        _next_questions(entry, content, (*conversation.asked, *decision.entry_ids)),
    )


def _more(decision: Decision, content: Content, conversation: Conversation) -> Reply:
    """Answer the first open suggestion of the last answer, or say that there is no more."""
    entry = content.entries[decision.entry_ids[0]]
    open_questions = _next_questions(entry, content, conversation.asked)
    if not open_questions:
        return Reply(
            "referral", content.texts.nothing_more, None, suggestions=starters(content)[: content.settings.suggestions]
        )
    return _answer(replace(decision, rule="told more", entry_ids=(open_questions[0].id,)), content, conversation)


def _clarify(decision: Decision, content: Content, conversation: Conversation) -> Reply:
    if decision.rule == "a topic is stated":
        return _ask_about(decision.theme or "", content, conversation)
    text = content.texts.clarify if len(decision.entry_ids) > 1 else content.texts.clarify_one
    if conversation.misses > 1:
        text = content.texts.clarify_again
    return Reply(
        "clarify", fill(text, content), decision.confidence, suggestions=_suggestions(decision.entry_ids, content)
    )


def _ask_about(topic: str, content: Content, conversation: Conversation) -> Reply:
    """Ask what the visitor would like to know about a topic, and offer its first questions."""
    name = content.words.topics[topic].name if topic in content.words.topics else topic
    own = [e.id for e in content.entries.values() if e.topic == topic and e.id not in conversation.asked]
    text = content.texts.clarify_stated.replace("{topic}", name)
    return Reply("clarify", fill(text, content), suggestions=_suggestions(own[: content.settings.choices], content))


def _referral(decision: Decision, content: Content, conversation: Conversation) -> Reply:
    texts, ids = content.texts, decision.entry_ids
    if decision.rule == "none of these":
        text, ids = texts.referral_none_of_these, ()
    elif decision.rule == "a personal case":
        text, ids = texts.referral_personal, ()
    elif theme := content.themes.get(decision.theme or ""):
        text = texts.referral_theme.replace("{topic}", theme.topic).replace("{referral}", theme.referral)
        ids = theme.nearest or ids
    elif conversation.misses + 1 >= content.settings.misses_before_offer:
        text, ids = texts.referral_offer, ()
    else:
        text = texts.referral_unknown
    near = _suggestions(ids, content) or starters(content)
    return Reply("referral", fill(text, content), decision.confidence, suggestions=near[: content.settings.suggestions])


def _small_talk(decision: Decision, content: Content, conversation: Conversation) -> Reply:
    if decision.rule == "all clear":
        return Reply("smalltalk", fill(content.texts.all_clear, content))
    text = fill(content.smalltalk[decision.theme or ""].reply, content)
    fresh = not conversation.asked
    return Reply(
        "smalltalk",
        text,
        decision.confidence,
        suggestions=starters(content)[: content.settings.suggestions] if fresh else (),
    )


def source_of(entry: Entry, content: Content) -> Source:
    """Return where the entry's answer stands."""
    article = content.articles[entry.article]
    section = article.sections.get(entry.source, entry.source) if entry.source else None
    return Source(article.id, article.title, article.publisher, article.published, section, article.url)


def _next_questions(entry: Entry, content: Content, asked: Sequence[str]) -> tuple[Suggestion, ...]:
    """Return the natural next questions: what the entry points to, then its topic, without those already asked."""
    same_topic = [e.id for e in content.entries.values() if e.topic is not None and e.topic == entry.topic]
    done = {entry.id, *asked}
    fresh = [id_ for id_ in dict.fromkeys([*entry.see_also, *same_topic]) if id_ not in done]
    return _suggestions(fresh[: content.settings.suggestions], content)


def _suggestions(ids: Iterable[str], content: Content) -> tuple[Suggestion, ...]:
    return tuple(Suggestion(id_, content.entries[id_].question) for id_ in ids if id_ in content.entries)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
