"""How gunicorn serves the application; used by the Procfile and by `faqbot serve`."""

from __future__ import annotations

from typing import Any

from web.settings import read

_settings = read()

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "gthread"
threads = 8
timeout = 60  # the first start builds what the cache does not hold yet
graceful_timeout = 25
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = "warning"
accesslog = None
errorlog = "-"
forwarded_allow_ips = "127.0.0.1"


def post_worker_init(worker: Any) -> None:
    """Take up what earlier workers left in Slack's queue: after the fork, once in every worker."""
    if service := worker.wsgi.extensions.get("faqbot.slack"):
        service.start()


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ARG001  gunicorn's own signature
    """Let a worker that ends in order finish the posts that are under way."""
    application = getattr(worker, "wsgi", None)
    if service := getattr(application, "extensions", {}).get("faqbot.slack"):
        service.stop()
