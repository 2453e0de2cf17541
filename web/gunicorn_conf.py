"""How gunicorn serves the application; used by the Procfile and by `faqbot serve`."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
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
FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server: Any) -> None:  # noqa: ARG001  gunicorn's own signature
    """Give the workers an empty folder in which they count together, before any of them is there."""
    folder = _settings.metrics_folder or Path(tempfile.mkdtemp(prefix="faqbot-metrics-"))
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    os.environ[FOLDER] = str(folder)


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001
    """Let a worker that is gone stop counting as one that lives."""
    from web.telemetry import forget_process  # the client library reads its folder when it is imported

    forget_process(worker.pid, Path(os.environ[FOLDER]))


def on_exit(server: Any) -> None:  # noqa: ARG001
    """Remove the folder that `on_starting` made."""
    if _settings.metrics_folder is None:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """Take up what earlier workers left in Slack's queue: after the fork, once in every worker."""
    if service := worker.wsgi.extensions.get("faqbot.slack"):
        service.start()


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ARG001  gunicorn's own signature
    """Let a worker that ends in order finish the posts that are under way."""
    application = getattr(worker, "wsgi", None)
    if service := getattr(application, "extensions", {}).get("faqbot.slack"):
        service.stop()
