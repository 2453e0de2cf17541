import json
import re
from importlib import metadata
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from web.channels.widget import MAX_CHARACTERS, MAX_ID
from web.reference import FILE

SPEC: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SCHEMAS = SPEC["components"]["schemas"]
UNLISTED = {"/ask", "/embed", "/lang/{name}.json", "/static/{filename}"}  # for people and the widget alone
OPERATIONS = [(path, method, item) for path, ways in SPEC["paths"].items() for method, item in ways.items()]
NAMES = [item["operationId"] for _, _, item in OPERATIONS]


def bodies(described: Any) -> list[tuple[dict[str, Any], Any]]:
    """Return every schema of a request or a response with each of its examples."""
    contents = described.get("content", {}).values() if isinstance(described, dict) else ()
    return [(one["schema"], example["value"]) for one in contents for example in one.get("examples", {}).values()]


def test_the_description_is_valid_openapi_3_1() -> None:
    assert SPEC["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(SPEC).iter_errors()) == []


def test_what_is_served_is_the_file_with_the_ids_of_the_content(client: FlaskClient) -> None:
    response = client.get("/openapi.json")
    assert response.mimetype == "application/json"
    served = json.loads(response.data)
    fields = served["components"]["schemas"]["Question"]["properties"]
    assert {"als-cure", None} <= set(fields["entry_id"].pop("enum"))
    assert fields["article"].pop("enum") == ["muscle-atrophy", None]
    assert served == SPEC


def test_every_route_is_described_and_nothing_else(app: Flask) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, method in routes if path not in UNLISTED} == {
        (path, method) for path, method, _ in OPERATIONS
    }


def test_it_says_what_the_code_says() -> None:
    assert SPEC["info"]["version"] == metadata.version("faqbot")
    assert SCHEMAS["Question"]["properties"]["message"]["maxLength"] == MAX_CHARACTERS
    assert SCHEMAS["Feedback"]["properties"]["comment"]["maxLength"] == MAX_CHARACTERS
    assert {SCHEMAS["Question"]["properties"][name]["maxLength"] for name in ("entry_id", "article")} == {MAX_ID}


@pytest.mark.parametrize("item", [item for _, _, item in OPERATIONS], ids=NAMES)
def test_every_example_keeps_to_its_schema(item: dict[str, Any]) -> None:
    described = [item.get("requestBody"), *item["responses"].values(), *SPEC["components"]["responses"].values()]
    for schema, example in (pair for one in described for pair in bodies(one)):
        whole = {**schema, "components": SPEC["components"]}
        assert [error.message for error in OAS31Validator(whole).iter_errors(example)] == []


def test_the_examples_of_a_question_are_answered(client: FlaskClient) -> None:
    body = SPEC["paths"]["/api/chat"]["post"]["requestBody"]["content"]["application/json"]
    for example in body["examples"].values():
        assert client.post("/api/chat", json=example["value"]).status_code == 200


def test_the_page_has_a_form_for_every_operation(client: FlaskClient) -> None:
    page = client.get("/docs").get_data(as_text=True)
    assert sorted(re.findall(r'<details class="operation" id="(\w+)"', page)) == sorted(NAMES)
    assert page.count("<form") == len(OPERATIONS)


def test_the_page_needs_nothing_of_anybody_else(client: FlaskClient) -> None:
    page = client.get("/docs").get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", page)
    assert re.findall(r'(?:src|href)="(?!/|#)([^"]*)"', page) == []
