"""What is counted, for Prometheus: by route, kind and channel, never by what a visitor chose."""

from __future__ import annotations

from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Telemetry:
    """The counters of one application; with a folder, of all worker processes that share it."""

    def __init__(self, folder: Path | None = None) -> None:
        """Count in this process, or in `folder`, which gunicorn's settings make and name to the client library."""
        self._folder = folder
        self._registry = CollectorRegistry()
        own = self._registry
        self._requests = Counter("faqbot_requests", "Requests answered.", ("route", "status"), registry=own)
        self._replies = Counter("faqbot_replies", "Replies given.", ("kind", "channel"), registry=own)
        self._seconds = Histogram(
            "faqbot_reply_seconds", "Seconds that a reply took.", ("channel",), registry=own, buckets=BUCKETS_S
        )
        self._failures = Counter(
            "faqbot_failures", "Faults that a visitor did not see: database, redis, engine.", ("part",), registry=own
        )

    def answered(self, route: str, status: int) -> None:
        """Count a request; `route`: the rule that it matched, so that strange addresses are one series."""
        self._requests.labels(route, str(status)).inc()

    def replied(self, kind: str, channel: str, duration_s: float) -> None:
        """Count a reply and its time."""
        self._replies.labels(kind, channel).inc()
        self._seconds.labels(channel).observe(duration_s)

    def failed(self, part: str) -> None:
        """Count a fault that was worked around; `part`: `engine`, `database` or `redis`."""
        self._failures.labels(part).inc()

    def exposition(self) -> bytes:
        """Return everything in Prometheus's text format."""
        if self._folder is None:
            return generate_latest(self._registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared, str(self._folder))  # type: ignore[no-untyped-call]
        return generate_latest(shared)


def forget_process(pid: int, folder: Path) -> None:
    """Drop what counts only while a process lives; its totals stay."""
    mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
