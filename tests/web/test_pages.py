import html
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.engine import Engine
from web.app import create_app
from web.settings import Settings


def asked(client: FlaskClient, **form: str) -> str:
    return client.post("/ask", data=form).get_data(as_text=True)


def talk_id(page: str) -> str:
    return re.findall(r'name="c" value="([^"]+)"', page)[0]


def test_the_first_page_shows_title_date_and_every_section(client: FlaskClient, engine: Engine) -> None:
    page = client.get("/").get_data(as_text=True)
    article = engine.content.articles["muscle-atrophy"]
    assert "September 10, 2023" in page
    assert "HealthPrep" in page
    assert [title for title in (article.title, *article.sections.values()) if title not in page] == []


def test_the_first_page_holds_the_widget_and_a_form_without_javascript(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert '<script src="/widget.js" defer' in page
    assert 'action="/ask"' in page


def test_no_page_has_inline_scripts_or_styles(client: FlaskClient) -> None:
    for page in (client.get("/"), client.get("/ask"), client.get("/ask?q=what+is+als")):
        text = page.get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", text)


def test_the_widget_is_a_script_that_may_be_kept_for_a_while(client: FlaskClient) -> None:
    with client.get("/widget.js") as response:
        assert (response.status_code, response.mimetype) == (200, "text/javascript")
        assert "max-age=3600" in response.headers["Cache-Control"]


def test_the_form_answers_with_source(client: FlaskClient, engine: Engine) -> None:
    page = asked(client, q="Is there a cure for ALS?")
    assert engine.content.entries["als-cure"].answer in html.unescape(page)
    assert "Amyotrophic Lateral Sclerosis" in page
    assert "September 10, 2023" in page


def test_the_form_answers_a_link_with_a_question(client: FlaskClient, engine: Engine) -> None:
    page = client.get("/ask?q=Is+there+a+cure+for+ALS%3F").get_data(as_text=True)
    assert engine.content.entries["als-cure"].answer in html.unescape(page)


def test_the_form_understands_a_follow_up(client: FlaskClient, engine: Engine) -> None:
    first = asked(client, q="Is there a cure for ALS?")
    second = asked(client, q="and for MS?", c=talk_id(first))
    assert engine.content.entries["ms-cure"].answer in html.unescape(second)


def test_a_suggestion_may_be_clicked(client: FlaskClient) -> None:
    page = asked(client, entry_id="ms-remission")
    assert "Does multiple sclerosis go into remission?" in page
    assert "times of remission" in page


def test_an_unknown_entry_shows_the_form_again(client: FlaskClient) -> None:
    assert "Your question" in asked(client, entry_id="nope")


def test_an_emergency_is_announced_at_once(client: FlaskClient) -> None:
    page = asked(client, q="my husband's face is drooping and his speech is slurred")
    assert 'role="alert"' in page
    assert 'Call <a href="tel:911">911</a> now' in page
    assert "Source:" not in page


@pytest.mark.parametrize("form", [{}, {"q": ""}, {"q": "   "}, {"c": "x"}])
def test_an_empty_question_shows_the_form(form: dict[str, str], client: FlaskClient) -> None:
    response = client.post("/ask", data=form)
    assert response.status_code == 200
    assert "Your question" in response.get_data(as_text=True)


def test_a_question_that_is_too_long_is_told_so(client: FlaskClient) -> None:
    response = client.post("/ask", data={"q": "x" * 1001})
    assert response.status_code == 422
    assert "at most 1000 characters" in response.get_data(as_text=True)


def test_what_was_typed_is_escaped(client: FlaskClient) -> None:
    page = asked(client, q='<img src=x onerror="alert(1)"> als {{7*7}}', c='"><script>x</script>')
    assert "<img src=x" not in page
    assert "<script>x" not in page
    assert "&lt;img src=x" in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize("text", ["\x00", "\u202e", "😀" * 500, "'; DROP TABLE turns; --"])
def test_hostile_text_in_the_form_gets_a_page(text: str, client: FlaskClient) -> None:
    assert client.post("/ask", data={"q": text}).status_code == 200


def test_one_question_too_many_is_told_with_the_wait(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/test.sqlite", rate=(1, 60))
    client = create_app(settings, engine).test_client()
    client.post("/ask", data={"q": "What is ALS?"})
    response = client.post("/ask", data={"q": "What is ALS?"})
    assert response.status_code == 429
    assert re.search(r"Please wait \d+ seconds", response.get_data(as_text=True))


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/.env", "/Procfile"]
)
def test_no_other_file_is_served(path: str, client: FlaskClient) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404
