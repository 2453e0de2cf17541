"""Compression of what is the same for everyone: the widget, its words, the style and script of the pages."""

from __future__ import annotations

import functools
import gzip

import brotli
from flask import Flask, Response, request

PATHS = ("/widget.js", "/lang/", "/static/")  # never a page: compressed secrets beside a visitor's text leak (BREACH)
CODINGS = ("br", "gzip", "identity")  # the first of those that a browser likes best
SMALL_BYTES = 200


def register(app: Flask) -> None:
    """Compress the files of `PATHS` as the request's `Accept-Encoding` allows (RFC 9110, section 12.5.3)."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if request.method != "GET" or response.status_code != 200 or not request.path.startswith(PATHS):
            return response
        response.vary.add("Accept-Encoding")
        response.direct_passthrough = False  # read the file
        data = response.get_data()
        coding = request.accept_encodings.best_match(CODINGS, "identity")
        if coding == "identity" or len(data) < SMALL_BYTES:
            return response
        response.set_data(compressed(data, coding))
        response.headers["Content-Encoding"] = coding
        response.set_etag(f"{response.get_etag()[0]}-{coding}")  # each coding is a representation of its own
        response.make_conditional(request)
        return response


@functools.lru_cache(maxsize=32)
def compressed(data: bytes, coding: str) -> bytes:
    """Return the data as small as `br` or `gzip` makes it; each file costs its tenth of a second once."""
    if coding == "br":
        return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=11))
    return gzip.compress(data, compresslevel=9, mtime=0)
