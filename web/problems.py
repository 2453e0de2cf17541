"""Errors over HTTP as problem documents (RFC 9457); no exception text of the inside ever leaves."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException

from web.logs import request_id

log = logging.getLogger("faqbot.http")
_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take the method {method}.",
    413: "The request is larger than 16 KiB.",
    415: "Send JSON with the header Content-Type: application/json.",
    500: "Something went wrong on the server. Please try again.",
}


class ProblemError(Exception):
    """An error to be told to the client: status, what is wrong, and where it is one, the field."""

    def __init__(
        self, status: int, detail: str, *, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep what the problem document will say."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field
        self.headers = dict(headers or {})


def render(problem: ProblemError) -> Response:
    """Return the problem document."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "request_id": request_id(),
    }
    if problem.field is not None:
        body["field"] = problem.field
    response = Response(json.dumps(body), problem.status, content_type="application/problem+json")
    response.headers.update(problem.headers)
    return response


def register(app: Flask) -> None:
    """Let every error of the application leave as a problem document."""

    @app.errorhandler(ProblemError)
    def _known(problem: ProblemError) -> Response:
        return render(problem)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        detail = _DETAILS.get(status, error.description or "").replace("{method}", request.method)
        headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
        return render(ProblemError(status, detail, headers=headers))

    @app.errorhandler(Exception)
    def _unknown(error: Exception) -> Response:
        log.error("request failed", extra={"error": type(error).__name__, "route": str(request.url_rule)})
        return render(ProblemError(500, _DETAILS[500]))
