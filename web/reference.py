"""The description of all routes as OpenAPI 3.1, and a page on which they can be tried."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, json, jsonify, render_template

from web.chat import Chat

blueprint = Blueprint("reference", __name__)
METHODS = ("get", "post", "put", "patch", "delete")
FILE = Path(__file__).with_name("openapi.json")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as the page shows it. `examples`: bodies to send, by name; `responses`: status to meaning."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[dict[str, Any], ...]
    content_type: str
    examples: dict[str, str]
    responses: dict[str, str]


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Return the description as it stands in the repository, with the ids that the content has."""
    chat: Chat = current_app.extensions["faqbot.chat"]
    spec = json.loads(FILE.read_text(encoding="utf-8"))
    fields = spec["components"]["schemas"]["Question"]["properties"]
    fields["entry_id"]["enum"] = [*chat.engine.content.entries, None]
    fields["article"]["enum"] = [*chat.engine.content.articles, None]
    return jsonify(spec)


@blueprint.get("/docs")
def docs() -> str:
    """Show every operation with a form that sends it."""
    spec, groups = _groups(FILE)
    return render_template("docs.html", info=spec["info"], groups=groups)


@functools.lru_cache(maxsize=1)
def _groups(file: Path) -> tuple[dict[str, Any], list[tuple[dict[str, str], list[Operation]]]]:
    """Return the description, and each of its tags with the operations that carry it."""
    spec = json.loads(file.read_text(encoding="utf-8"))
    groups = []
    for tag in spec["tags"]:
        operations = [
            _operation(spec, method, path, item[method])
            for path, item in spec["paths"].items()
            for method in METHODS
            if method in item and tag["name"] in item[method]["tags"]
        ]
        groups.append((tag, operations))
    return spec, groups


def _operation(spec: dict[str, Any], method: str, path: str, described: dict[str, Any]) -> Operation:
    bodies: dict[str, Any] = described.get("requestBody", {}).get("content", {})
    content_type = next(iter(bodies), "")
    examples = bodies[content_type]["examples"] if bodies else {}
    responses = {status: _resolved(spec, one)["description"] for status, one in described["responses"].items()}
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        description=described.get("description", ""),
        parameters=tuple(described.get("parameters", ())),
        content_type=content_type,
        examples={name: _written(content_type, one["value"]) for name, one in examples.items()},
        responses=responses,
    )


def _written(content_type: str, value: Any) -> str:
    """Return an example as it is sent: a form's fields a line each, which the page's script puts together."""
    if content_type == "application/json":
        return json.dumps(value, indent=2, sort_keys=False, ensure_ascii=False)
    return "\n".join(f"{name}={field}" for name, field in value.items())


def _resolved(spec: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    found: dict[str, Any] = spec["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
    return found
