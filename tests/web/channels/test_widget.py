import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.content import load
from bot.engine import Engine
from bot.types import Message, Reply, Source, Suggestion
from web.app import create_app
from web.channels.widget import parse, render
from web.chat import Answered
from web.problems import ProblemError
from web.settings import Settings

JSON = {"Content-Type": "application/json"}


def asked(client: FlaskClient, **body: object) -> dict[str, Any]:
    response = client.post("/api/chat", json=body)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()  # type: ignore[no-any-return]


def test_a_question_gets_the_reply_of_the_contract(client: FlaskClient) -> None:
    reply = asked(client, message="Is there a cure for ALS?")
    assert list(reply) == [
        "conversation_id",
        "message_id",
        "kind",
        "text",
        "confidence",
        "entry_id",
        "question",
        "source",
        "suggestions",
    ]
    assert (reply["kind"], reply["entry_id"], reply["question"]) == ("answer", "als-cure", "Is there a cure for ALS?")
    assert reply["source"] == {
        "article": "muscle-atrophy",
        "title": "What Causes Muscle Atrophy?",
        "publisher": "HealthPrep",
        "published": "2023-09-10",
        "section": "Amyotrophic Lateral Sclerosis",
        "url": None,
    }
    assert set(reply["suggestions"][0]) == {"id", "question"}


def test_what_does_not_apply_is_null(client: FlaskClient) -> None:
    reply = asked(client, message="hello")
    assert reply["kind"] == "smalltalk"
    assert (reply["entry_id"], reply["question"], reply["source"]) == (None, None, None)


def test_a_talk_goes_on_under_its_id(client: FlaskClient) -> None:
    first = asked(client, message="Is there a cure for ALS?")
    second = asked(client, message="and for MS?", conversation_id=first["conversation_id"])
    assert (second["conversation_id"], second["entry_id"]) == (first["conversation_id"], "ms-cure")


def test_a_clicked_suggestion_is_answered_with_and_without_its_text(client: FlaskClient) -> None:
    assert asked(client, entry_id="ms-cure")["entry_id"] == "ms-cure"
    assert asked(client, message="anything at all", entry_id="ms-cure")["entry_id"] == "ms-cure"


def test_an_article_may_be_named(client: FlaskClient) -> None:
    assert asked(client, message="What is ALS?", article="muscle-atrophy")["entry_id"] == "als-definition"


def test_fields_of_tomorrow_are_ignored(client: FlaskClient) -> None:
    assert asked(client, message="What is ALS?", mood="good")["entry_id"] == "als-definition"


@pytest.mark.parametrize("id_", ["unknown", "../x", "' OR 1=1 --", "x" * 128, "a\x00b", "\ud800", "😀"])
def test_an_unknown_talk_starts_anew_under_an_id_of_the_server(id_: str, client: FlaskClient) -> None:
    response = client.post(
        "/api/chat", data=json.dumps({"message": "What is ALS?", "conversation_id": id_}), headers=JSON
    )
    assert response.status_code == 200
    assert response.get_json()["conversation_id"] != id_


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_is_json_however_it_is_written(content_type: str, client: FlaskClient) -> None:
    response = client.post("/api/chat", data=b'{"message": "What is ALS?"}', headers={"Content-Type": content_type})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "message",
    [
        r"\u0000what is als",
        r"what \u0000is als",
        r"\ud800what is als",
        r"what is als\udfff",
        r"\u202ewhat is als\u202c",
        r"\u200fwhat is als",
        r"what\u00a0is\u3000als",
        r"what is als\ud83d\ude00",
        r"\uff57\uff48\uff41\uff54 is als",
        "what is als\u0301",
        r"\t what is als \n",
    ],
)
def test_strange_characters_do_not_hide_the_question(message: str, client: FlaskClient) -> None:
    response = client.post("/api/chat", data=f'{{"message": "{message}"}}'.encode(), headers=JSON)
    assert response.status_code == 200
    assert response.get_json()["entry_id"] == "als-definition"


@pytest.mark.parametrize("message", ["?", "\u200b", "😀" * 1000, "\u0301" * 1000, "x" * 1000, "(" * 1000])
def test_a_message_without_a_word_is_answered_and_answers_nothing(message: str, client: FlaskClient) -> None:
    assert asked(client, message=message)["entry_id"] is None


def test_of_a_key_that_stands_twice_the_last_counts(client: FlaskClient) -> None:
    response = client.post("/api/chat", data=b'{"message": "hello", "message": "What is ALS?"}', headers=JSON)
    assert response.get_json()["entry_id"] == "als-definition"


def test_suggestions_are_questions_to_start_with(client: FlaskClient, engine: Engine) -> None:
    body = client.get("/api/suggestions").get_json()
    assert [each["id"] for each in body["suggestions"]] == list(engine.content.settings.starters)
    assert body["suggestions"][0]["question"] == "What is muscle atrophy?"


@pytest.mark.parametrize(
    "body", [{"helpful": True}, {"helpful": False, "comment": "no"}, {"helpful": True, "comment": None}]
)
def test_feedback_is_noted(body: dict[str, object], client: FlaskClient) -> None:
    message_id = asked(client, message="What is ALS?")["message_id"]
    response = client.post("/api/feedback", json={"message_id": message_id, **body})
    assert (response.status_code, response.data) == (204, b"")


def test_a_talk_can_be_forgotten(client: FlaskClient) -> None:
    first = asked(client, message="Is there a cure for ALS?")["conversation_id"]
    assert client.delete(f"/api/conversations/{first}").status_code == 204
    assert asked(client, message="and for MS?", conversation_id=first)["conversation_id"] != first


@pytest.mark.parametrize("id_", ["nope", "x" * 3000, "%00", "%ED%A0%80", "..%5c", "'--"])
def test_what_is_not_there_is_forgotten_already(id_: str, client: FlaskClient) -> None:
    assert client.delete(f"/api/conversations/{id_}").status_code == 204


def test_without_a_database_feedback_and_forgetting_say_try_again(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/no/such/folder/x.sqlite", rate=None)
    client = create_app(settings, engine).test_client()
    for response in (
        client.post("/api/feedback", json={"message_id": "x", "helpful": True}),
        client.delete("/api/conversations/x"),
    ):
        assert (response.status_code, response.mimetype) == (503, "application/problem+json")
        assert response.headers["Retry-After"] == "5"
        assert str(tmp_path) not in response.get_data(as_text=True)
    assert asked(client, message="What is ALS?")["entry_id"] == "als-definition"


def test_parse_takes_the_question_of_a_clicked_entry_for_its_text() -> None:
    message, conversation_id = parse({"entry_id": "als-cure", "conversation_id": "c"}, load())
    assert message == Message("Is there a cure for ALS?", "als-cure")
    assert conversation_id == "c"


def test_parse_names_the_articles_there_are() -> None:
    with pytest.raises(ProblemError) as caught:
        parse({"message": "hi", "article": "nope"}, load())
    assert (caught.value.status, caught.value.field) == (422, "article")
    assert caught.value.detail == "article must be one of: muscle-atrophy."


def test_render_gives_what_json_can_hold() -> None:
    source = Source("a", "A", None, None, None, None)
    reply = Reply("answer", "Text.", 0.123456, "e", "Q?", source, (Suggestion("s", "S?"),))
    assert render(Answered("c", "m", reply)) == {
        "conversation_id": "c",
        "message_id": "m",
        "kind": "answer",
        "text": "Text.",
        "confidence": 0.1235,
        "entry_id": "e",
        "question": "Q?",
        "source": {"article": "a", "title": "A", "publisher": None, "published": None, "section": None, "url": None},
        "suggestions": [{"id": "s", "question": "S?"}],
    }
