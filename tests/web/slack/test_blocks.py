import json
from dataclasses import replace

import pytest

from bot.engine import Engine
from bot.schema import FRAME
from bot.types import Conversation, Message, Reply, Source, Suggestion
from tests.web.slack.lint import faults
from web.chat import Answered
from web.slack import blocks

SOURCE = Source("als", "What Causes <ALS>?", "Health & Prep", "2023-09-10", "Sclerosis", "https://a.example/?a=1&b=2")
ANSWER = Reply("answer", "No.", 0.9, "als-cure", "Is there a cure?", SOURCE, (Suggestion("x", "What is ALS?"),))


def shown(reply: Reply, *, titled: bool = False) -> list[dict[str, object]]:
    message = blocks.message(Answered("c", "m1", reply), titled=titled)
    assert faults(message) == []
    return message["blocks"]  # type: ignore[no-any-return]


def kinds(reply: Reply) -> list[str]:
    return [f"{block['type']} {block.get('block_id', '')}".strip() for block in shown(reply)]


def test_an_answer_has_text_source_suggestions_and_a_rating() -> None:
    assert kinds(ANSWER) == ["section", "context", "actions suggestions", "actions rating"]
    assert shown(ANSWER)[1]["elements"] == [
        {
            "type": "mrkdwn",
            "text": "Source: <https://a.example/?a=1&amp;b=2|What Causes &lt;ALS&gt;?> · Sclerosis · "
            "Health &amp; Prep, September 10, 2023",
        }
    ]


def test_a_picked_question_stands_above_its_answer() -> None:
    assert shown(ANSWER, titled=True)[0]["text"] == {"type": "mrkdwn", "text": "*Is there a cure?*"}


def test_a_source_without_address_is_no_link() -> None:
    bare = replace(ANSWER, source=Source("a", "Title", None, None, None, None))
    assert shown(bare)[1]["elements"] == [{"type": "mrkdwn", "text": "Source: Title"}]


def test_an_emergency_cannot_be_taken_for_an_answer() -> None:
    reply = Reply("emergency", "Call 911 now.")
    assert kinds(reply) == ["header", "section"]
    assert blocks.message(Answered("c", "m", reply))["text"] == "🚨 Get help now: Call 911 now."


def test_the_words_around_a_reply_are_those_of_the_content(small: Engine) -> None:
    own = {"alarm_heading": "Hilfe <jetzt>", "source": "Quelle", "helped": "Ja", "not_helped": "Nein"}
    texts = small.content.texts.model_copy(update=own)
    alarm = blocks.message(Answered("c", "m", Reply("emergency", "Call 911 now.")), texts)
    answer = blocks.message(Answered("c", "m", ANSWER), texts)
    assert faults(alarm) == faults(answer) == []
    assert alarm["text"] == "Hilfe &lt;jetzt&gt;: Call 911 now."
    assert alarm["blocks"][0]["text"]["text"] == "Hilfe <jetzt>"
    assert answer["blocks"][1]["elements"][0]["text"].startswith("Quelle: ")
    assert [button["text"]["text"] for button in answer["blocks"][3]["elements"]] == ["Ja", "Nein"]


def test_a_content_of_an_earlier_release_has_the_words_too(small: Engine) -> None:
    bundled = small.content.texts.model_dump()
    assert FRAME.model_dump() == {name: bundled[name] for name in FRAME.model_dump()}


def test_what_was_not_answered_can_be_rated_and_small_talk_cannot() -> None:
    assert kinds(Reply("referral", "Ask a doctor.")) == ["section", "actions rating"]
    assert kinds(Reply("smalltalk", "Hello.")) == ["section"]
    assert kinds(Reply("clarify", "Which?", suggestions=(Suggestion("x", "This?"),))) == [
        "section",
        "actions suggestions",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "word " * 3000,
        "x" * 12_000,
        "&" * 4000,
        "<" * 1999 + ">",
        "line\n" * 2000,
        "<!channel> <@U1> <https://evil.example|x> <script>",
        "AT&T",
    ],
)
def test_every_text_stays_within_the_limits_and_is_escaped_once(text: str) -> None:
    sections = [block["text"]["text"] for block in shown(Reply("referral", text)) if block["type"] == "section"]  # type: ignore[index]
    read = "".join(sections).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert "".join(read.split()) == "".join((text.strip() or "…").split())


def test_long_and_many_suggestions_stay_within_the_limits() -> None:
    many = tuple(Suggestion(f"entry-{i}", f"{i} " + "why " * 100) for i in range(30))
    (_, actions, _) = shown(Reply("referral", "No.", suggestions=many))
    labels = [button["text"]["text"] for button in actions["elements"]]  # type: ignore[index, attr-defined]
    assert len(labels) == 5
    assert all(len(label) <= 75 and label.endswith("…") for label in labels)


def test_the_greeting_has_questions_to_start_with(small: Engine) -> None:
    message = blocks.greeting(small.content)
    assert faults(message) == []
    assert [block["type"] for block in message["blocks"]] == ["section", "actions"]
    assert len(blocks.greeting(small.content, buttons=False)["blocks"]) == 1


def test_an_assistants_thread_gets_one_to_four_prompts(engine: Engine) -> None:
    prompts = blocks.prompts(engine.content)
    assert 1 <= len(prompts) <= 4
    assert all(prompt["title"] and prompt["message"] for prompt in prompts)


@pytest.mark.parametrize("command", ["/faq", "", "<!channel>", "/" + "x" * 9000])
def test_the_usage_names_the_command(command: str, small: Engine) -> None:
    message = blocks.usage(small.content, command)
    assert faults(message) == []
    if command == "/faq":
        assert "/faq What does a loan cost?" in message["text"]


def test_all_that_the_bot_can_say_stays_within_the_limits(engine: Engine) -> None:
    """Every entry, every theme of emergencies, every not-covered theme and all small talk."""
    content = engine.content
    asked = [Message(entry.question, entry.id) for entry in content.entries.values()]
    asked += [Message(theme.phrasings[0]) for theme in content.themes.values()]
    asked += [Message(talk.phrasings[0]) for talk in content.smalltalk.values()]
    asked += [Message(example) for theme in content.triage.themes for example in theme.examples[:2]]
    seen = set()
    for message in asked:
        reply = engine.reply(message, Conversation()).reply
        seen.add(reply.kind)
        shown(reply, titled=True)
        assert json.dumps(blocks.message(Answered("c", "m", reply)), allow_nan=False)
    assert {"answer", "referral", "smalltalk", "emergency"} <= seen
