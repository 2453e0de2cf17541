"""For those who run it: liveness, readiness and metrics."""

from __future__ import annotations

import hmac
import ipaddress
import threading
from importlib import metadata

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState

from bot.errors import StoreError
from web.chat import Chat
from web.settings import Settings
from web.telemetry import CONTENT_TYPE, Telemetry

PING_S = 1.0  # how long readiness waits for the database
FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
blueprint = Blueprint("health", __name__)


class Probe:
    """Asks the database, one question at a time, and waits no longer than `PING_S`."""

    def __init__(self, chat: Chat) -> None:
        """Ask through `chat`."""
        self._chat = chat
        self._asking = threading.Thread()
        self._lock = threading.Lock()
        self._answered = False

    def is_up(self) -> bool:
        """Tell whether the database answers in time; a question that still hangs is not asked again."""
        with self._lock:
            asking = self._asking
            if not asking.is_alive():
                asking = self._asking = threading.Thread(target=self._ask, name="probe", daemon=True)
                asking.start()
        asking.join(PING_S)
        return self._answered and not asking.is_alive()

    def _ask(self) -> None:
        try:
            self._chat.ping()
        except StoreError:
            self._answered = False
        else:
            self._answered = True


@blueprint.record
def connect(state: BlueprintSetupState) -> None:
    """Make the probe of an application, and count its requests."""
    telemetry: Telemetry = state.app.extensions["faqbot.telemetry"]
    state.app.extensions["faqbot.probe"] = Probe(state.app.extensions["faqbot.chat"])

    @state.app.after_request
    def _count(response: Response) -> Response:
        telemetry.answered(request.url_rule.rule if request.url_rule else "none", response.status_code)
        return response


@blueprint.get("/healthz")
def healthz() -> Response:
    """Tell that the process lives; touches nothing."""
    return jsonify(status="ok", version=metadata.version("faqbot"), content=_hash())


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Tell whether content is loaded and the database answers."""
    probe: Probe = current_app.extensions["faqbot.probe"]
    is_up = probe.is_up()
    status, database = ("ready", "up") if is_up else ("degraded", "down")
    version = metadata.version("faqbot")
    return jsonify(status=status, database=database, version=version, content=_hash()), 200 if is_up else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the metrics to who may see them; for anybody else there is nothing here."""
    settings: Settings = current_app.extensions["faqbot.settings"]
    if not (_is_local() if not settings.metrics_token else _is_proven(settings.metrics_token)):
        abort(404)
    telemetry: Telemetry = current_app.extensions["faqbot.telemetry"]
    return Response(telemetry.exposition(), content_type=CONTENT_TYPE)


def _is_local() -> bool:
    """Tell whether the caller is on this machine, and no proxy that speaks for somebody else."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return address.is_loopback and not any(name in request.headers for name in FORWARDING)


def _is_proven(token: str) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode())


def _hash() -> str:
    chat: Chat = current_app.extensions["faqbot.chat"]
    return chat.engine.content.hash
