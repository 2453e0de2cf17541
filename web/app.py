"""Wires the application: `create_app(settings=None)`."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from pathlib import Path

import platformdirs
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.content import load
from bot.engine import Engine
from bot.store import Store
from bot.stored import load_or_build
from web import channels, compress, headers, health, logs, pages, problems, reference
from web.chat import Chat
from web.dates import long_date
from web.limit import Limit
from web.phones import callable_numbers
from web.settings import Settings, read
from web.telemetry import Telemetry

MAX_BODY_BYTES = 16 * 1024
STATIC_AGE_S = 3600


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> Flask:
    """Return the application; settings come from the environment, the engine from the content, where not given.

    Raises:
        ConfigError: A setting cannot be used.
        ContentError: The content is faulty.
    """
    settings = settings or read()
    logs.configure(settings.log_level)
    if engine is None:
        content = load(settings.faq)
        engine = Engine(content, load_or_build(content, settings.cache, logging.getLogger("faqbot.build").info))
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_AGE_S
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.filters |= {"long_date": long_date, "callable_numbers": callable_numbers}
    store, telemetry = Store(database_url(settings)), Telemetry(settings.metrics_folder)
    app.extensions |= {"faqbot.settings": settings, "faqbot.store": store, "faqbot.telemetry": telemetry}
    app.extensions["faqbot.chat"] = Chat(
        engine,
        store,
        store_text=settings.store_text,
        retention_days=settings.retention_days,
        telemetry=telemetry,
    )
    app.extensions["faqbot.limit"] = Limit(settings.rate, settings.redis_url, lambda: telemetry.failed("redis"))
    for blueprint in (pages.blueprint, reference.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    for module in pkgutil.iter_modules(channels.__path__):
        app.register_blueprint(importlib.import_module(f"web.channels.{module.name}").blueprint)
    problems.register(app)
    compress.register(app)
    headers.register(app, settings.allowed_origins)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def database_url(settings: Settings) -> str:
    """Return the database's address: the setting, else a SQLite file in the user's data folder."""
    if settings.database_url:
        return settings.database_url
    folder = Path(platformdirs.user_data_dir("faqbot"))
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'faqbot.sqlite'}"
