"""Headers of every response: what browsers may do with it, and who may read it."""

from __future__ import annotations

from flask import Flask, Response, request

from web.logs import request_id

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PRIVATE = ("/api/", "/slack/", "/webhooks/")  # replies that no cache may keep
PUBLIC = ("/api/", "/widget.js", "/lang/", "/static/")


def register(app: Flask, allowed_origins: tuple[str, ...]) -> None:
    """Set the headers on every response, and answer the preflight requests of allowed sites."""

    @app.before_request
    def _preflight() -> Response | None:
        if (
            request.method == "OPTIONS"
            and request.path.startswith("/api/")
            and "Access-Control-Request-Method" in request.headers
        ):
            return Response(status=204)
        return None

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers["X-Request-Id"] = request_id()
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        if request.path.startswith(PRIVATE) or request.path == "/ask":
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.path.startswith(PUBLIC):
            _cors(response, allowed_origins)
        return response


def _cors(response: Response, allowed_origins: tuple[str, ...]) -> None:
    """Let allowed sites read the response (Fetch standard, section 3.2); others get no header at all."""
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if origin not in allowed_origins:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Access-Control-Max-Age"] = "3600"
