from pathlib import Path

import pytest

from bot.errors import ConfigError
from web.settings import TABLE, Settings, read


def test_an_empty_environment_gives_the_defaults() -> None:
    assert read({}) == Settings()


def test_blank_values_count_as_not_set() -> None:
    assert read({name: " " for name, _, _ in TABLE}) == Settings()


def test_every_setting_is_read() -> None:
    settings = read(
        {
            "PORT": "5055",
            "HOST": "0.0.0.0",  # noqa: S104
            "DATABASE_URL": "sqlite:///x.sqlite",
            "REDIS_URL": "redis://:word@cache:6379/0",
            "FAQBOT_FAQ": "/srv/faq",
            "FAQBOT_CACHE": "/srv/cache",
            "FAQBOT_RATE_LIMIT": "100/hour",
            "FAQBOT_ALLOWED_ORIGINS": "https://a.example, https://b.example:8443/",
            "FAQBOT_TRUSTED_PROXIES": "2",
            "FAQBOT_STORE_TEXT": "off",
            "FAQBOT_RETENTION_DAYS": "7",
            "SLACK_SIGNING_SECRET": "secret",
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_API_URL": "http://127.0.0.1:9999/api",
            "OUTGOING_WEBHOOK_TOKEN": "token",
            "FAQBOT_METRICS_TOKEN": "metrics",
            "PROMETHEUS_MULTIPROC_DIR": "/run/metrics",
            "WEB_CONCURRENCY": "4",
            "LOG_LEVEL": "DEBUG",
        }
    )
    assert settings == Settings(
        port=5055,
        host="0.0.0.0",  # noqa: S104
        database_url="sqlite:///x.sqlite",
        redis_url="redis://:word@cache:6379/0",
        faq=Path("/srv/faq"),
        cache=Path("/srv/cache"),
        rate=(100, 3600),
        allowed_origins=("https://a.example", "https://b.example:8443"),
        trusted_proxies=2,
        store_text=False,
        retention_days=7,
        slack_secret="secret",
        slack_token="xoxb-1",
        slack_api_url="http://127.0.0.1:9999/api/",
        outgoing_token="token",
        metrics_token="metrics",
        metrics_folder=Path("/run/metrics"),
        workers=4,
        log_level="debug",
    )


@pytest.mark.parametrize(
    ("value", "rate"),
    [("30/minute", (30, 60)), ("1/second", (1, 1)), ("9/DAY", (9, 86400)), ("off", None), ("Off", None)],
)
def test_a_rate_is_a_number_of_questions_in_a_time(value: str, rate: tuple[int, int] | None) -> None:
    assert read({"FAQBOT_RATE_LIMIT": value}).rate == rate


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "http", "PORT: 'http' cannot be used; write a whole number from 0 to 65535"),
        ("PORT", "70000", "PORT: '70000' cannot be used; write a whole number from 0 to 65535"),
        ("PORT", "-1", "PORT: '-1' cannot be used; write a whole number from 0 to 65535"),
        ("PORT", "80²", "PORT: '80²' cannot be used; write a whole number from 0 to 65535"),
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY: '0' cannot be used; write a whole number from 1 to 64"),
        ("WEB_CONCURRENCY", "1.5", "WEB_CONCURRENCY: '1.5' cannot be used; write a whole number from 1 to 64"),
        (
            "FAQBOT_RATE_LIMIT",
            "0/minute",
            "FAQBOT_RATE_LIMIT: '0/minute' cannot be used; write such as 30/minute (second, minute, hour, day), or off",
        ),
        (
            "FAQBOT_RATE_LIMIT",
            "30",
            "FAQBOT_RATE_LIMIT: '30' cannot be used; write such as 30/minute (second, minute, hour, day), or off",
        ),
        ("FAQBOT_STORE_TEXT", "yes", "FAQBOT_STORE_TEXT: 'yes' cannot be used; write redacted or off"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL: 'loud' cannot be used; write debug or info or warning or error"),
        (
            "FAQBOT_RETENTION_DAYS",
            "0",
            "FAQBOT_RETENTION_DAYS: '0' cannot be used; write a whole number from 1 to 3650",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_what_to_write(name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read({name: value})
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "value", ["*", "a.example", "https://a.example/path", "javascript:x", "https://A.example", "null"]
)
def test_only_whole_origins_may_embed(value: str) -> None:
    with pytest.raises(ConfigError, match=r"FAQBOT_ALLOWED_ORIGINS: .* write origins such as"):
        read({"FAQBOT_ALLOWED_ORIGINS": value})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        read({"PORT": "x", "LOG_LEVEL": "x", "FAQBOT_RATE_LIMIT": "x"})
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["PORT", "FAQBOT_RATE_LIMIT", "LOG_LEVEL"]


def test_a_home_folder_is_expanded() -> None:
    assert read({"FAQBOT_CACHE": "~/x"}).cache == Path.home() / "x"


def test_every_row_of_the_table_says_what_it_is_for() -> None:
    assert all(help_ for _, _, help_ in TABLE)
    assert len({name for name, _, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    "value", ["slack.com", "ftp://slack.com/api/", "https://a b/", "https://me@x/", "https://x/?a"]
)
def test_the_address_of_slacks_api_is_one(value: str) -> None:
    with pytest.raises(ConfigError, match=r"SLACK_API_URL: .* write an address such as https://slack\.com/api/"):
        read({"SLACK_API_URL": value})


@pytest.mark.parametrize("value", ["localhost", "http://canary@x", "redis://", "redis://x/a/b", "redis://canary word"])
def test_the_address_of_redis_is_one_and_its_password_is_not_repeated(value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read({"REDIS_URL": value})
    assert str(caught.value) == "REDIS_URL: cannot be used; write an address such as redis://localhost:6379/0"


def test_a_secret_is_never_shown() -> None:
    names = ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "OUTGOING_WEBHOOK_TOKEN", "FAQBOT_METRICS_TOKEN")
    given = dict.fromkeys(names, "canary") | {"REDIS_URL": "redis://:canary@x:6379"}
    assert "canary" not in repr(read(given))
    with pytest.raises(ConfigError) as caught:
        read({"SLACK_BOT_TOKEN": "canary with blanks"})
    assert str(caught.value) == "SLACK_BOT_TOKEN: cannot be used; write the token that Slack shows, without blanks"
