"""The only reader of the environment: one table of names, defaults and meanings."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigError

# name, default, what it is for; the README's table is this one
TABLE = (
    ("PORT", "8000", "port to listen on"),
    ("HOST", "127.0.0.1", "address to listen on; 0.0.0.0 for all"),
    ("DATABASE_URL", "", "database of conversations; a SQLite file in the user's data folder where not set"),
    ("FAQBOT_FAQ", "", "folder or file of the content; the bundled `faq/` where not set"),
    ("FAQBOT_CACHE", "", "folder for what is built from the content; the user's cache folder where not set"),
    (
        "REDIS_URL",
        "",
        "Redis in which all workers count questions together, such as `redis://localhost:6379/0`",
    ),
    ("FAQBOT_RATE_LIMIT", "30/minute", "questions an address may ask, such as `30/minute`; `off`"),
    (
        "FAQBOT_ALLOWED_ORIGINS",
        "",
        "sites that may embed the widget, separated by commas; none but the own where not set",
    ),
    ("FAQBOT_TRUSTED_PROXIES", "0", "number of proxies in front whose forwarding headers count"),
    (
        "FAQBOT_STORE_TEXT",
        "redacted",
        "`redacted`: questions are stored with personal details masked; `off`: not at all",
    ),
    ("FAQBOT_RETENTION_DAYS", "30", "days after which conversations are deleted"),
    ("SLACK_SIGNING_SECRET", "", "proves that a request is Slack's; Slack is off where not set"),
    ("SLACK_BOT_TOKEN", "", "lets the bot post in Slack (`xoxb-...`); Slack is off where not set"),
    ("SLACK_API_URL", "https://slack.com/api/", "where Slack's Web API is; another one for tests"),
    ("OUTGOING_WEBHOOK_TOKEN", "", "token of a Slack-compatible server's webhook; off where not set"),
    ("FAQBOT_METRICS_TOKEN", "", "bearer token for `/metrics`; only callers on the same machine where not set"),
    (
        "PROMETHEUS_MULTIPROC_DIR",
        "",
        "folder in which workers count requests together, emptied at the start",
    ),
    ("WEB_CONCURRENCY", "2", "worker processes"),
    ("LOG_LEVEL", "info", "`debug`, `info`, `warning` or `error`"),
)
_RATE = re.compile(r"^([1-9]\d{0,5})/(second|minute|hour|day)$")
_ORIGIN = re.compile(r"^https?://[a-z0-9.-]+(:\d{1,5})?$")
_REDIS = re.compile(r"^rediss?://[^\s/]+(/\d{1,3})?$")
_API_URL = re.compile(r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._/-]*)?$")
PERIODS_S = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked. `rate`: questions allowed and the seconds in which, or None for no limit.

    Secrets are empty where not set, and never shown.
    """

    port: int = 8000
    host: str = "127.0.0.1"
    database_url: str = ""
    redis_url: str = field(default="", repr=False)
    faq: Path | None = None
    cache: Path | None = None
    rate: tuple[int, int] | None = (30, 60)
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: int = 0
    store_text: bool = True
    retention_days: int = 30
    slack_secret: str = field(default="", repr=False)
    slack_token: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    outgoing_token: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)
    metrics_folder: Path | None = None
    workers: int = 2
    log_level: str = "info"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the environment.

    Raises:
        ConfigError: With every value that cannot be used, a line each.
    """
    given = os.environ if environment is None else environment
    reader = _Reader({name: given.get(name, "").strip() or default for name, default, _ in TABLE})
    settings = Settings(
        port=reader.number("PORT", 0, 65535),
        host=reader.values["HOST"],
        database_url=reader.values["DATABASE_URL"],
        redis_url=reader.redis("REDIS_URL"),
        faq=reader.path("FAQBOT_FAQ"),
        cache=reader.path("FAQBOT_CACHE"),
        rate=reader.rate("FAQBOT_RATE_LIMIT"),
        allowed_origins=reader.origins("FAQBOT_ALLOWED_ORIGINS"),
        trusted_proxies=reader.number("FAQBOT_TRUSTED_PROXIES", 0, 10),
        store_text=reader.choice("FAQBOT_STORE_TEXT", ("redacted", "off")) == "redacted",
        retention_days=reader.number("FAQBOT_RETENTION_DAYS", 1, 3650),
        slack_secret=reader.values["SLACK_SIGNING_SECRET"],
        slack_token=reader.token("SLACK_BOT_TOKEN", "the token that Slack shows"),
        slack_api_url=reader.api_url("SLACK_API_URL"),
        outgoing_token=reader.values["OUTGOING_WEBHOOK_TOKEN"],
        metrics_token=reader.token("FAQBOT_METRICS_TOKEN", "a token"),
        metrics_folder=reader.path("PROMETHEUS_MULTIPROC_DIR"),
        workers=reader.number("WEB_CONCURRENCY", 1, 64),
        log_level=reader.choice("LOG_LEVEL", ("debug", "info", "warning", "error")),
    )
    if reader.faults:
        raise ConfigError("\n".join(reader.faults))
    return settings


class _Reader:
    """Reads values and collects the faults of all of them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.faults: list[str] = []

    def number(self, name: str, low: int, high: int) -> int:
        value = self.values[name]
        if value.isascii() and value.isdigit() and low <= int(value) <= high:
            return int(value)
        self._fault(name, f"a whole number from {low} to {high}")
        return low

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.values[name].lower()
        if value not in allowed:
            self._fault(name, " or ".join(allowed))
        return value

    def path(self, name: str) -> Path | None:
        return Path(self.values[name]).expanduser() if self.values[name] else None

    def rate(self, name: str) -> tuple[int, int] | None:
        value = self.values[name].lower()
        if value == "off":
            return None
        match = _RATE.match(value)
        if match is None:
            self._fault(name, "such as 30/minute (second, minute, hour, day), or off")
            return None
        return int(match[1]), PERIODS_S[match[2]]

    def origins(self, name: str) -> tuple[str, ...]:
        origins = tuple(part.strip().rstrip("/") for part in self.values[name].split(",") if part.strip())
        if not all(_ORIGIN.match(origin) for origin in origins):
            self._fault(name, "origins such as https://www.example.org, separated by commas")
        return origins

    def api_url(self, name: str) -> str:
        value = self.values[name]
        if not _API_URL.match(value):
            self._fault(name, "an address such as https://slack.com/api/")
        return value.rstrip("/") + "/"

    def redis(self, name: str) -> str:
        """Return the address, which may hold a password; a fault does not repeat it."""
        value = self.values[name]
        if value and not _REDIS.match(value):
            self.faults.append(f"{name}: cannot be used; write an address such as redis://localhost:6379/0")
        return value

    def token(self, name: str, whose: str) -> str:
        """Return a token that may stand in a header; a fault does not repeat it."""
        value = self.values[name]
        if not all("!" <= c <= "~" for c in value):
            self.faults.append(f"{name}: cannot be used; write {whose}, without blanks")
        return value

    def _fault(self, name: str, wanted: str) -> None:
        self.faults.append(f"{name}: {self.values[name]!r} cannot be used; write {wanted}")
