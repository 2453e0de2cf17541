"""The widget's script: the files of `web/widget/` as one."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

import rjsmin

FOLDER = Path(__file__).parent / "widget"
FILES = ("words.js", "parts.js", "memory.js", "log.js", "panel.js", "chat.js", "element.js")  # in the order of use


@functools.lru_cache(maxsize=1)
def widget_script() -> str:
    """Return the script, in a scope of its own, without comments and indentation."""
    style = f"const STYLE = {json.dumps(_dense((FOLDER / 'style.css').read_text(encoding='utf-8')))};"
    parts = (rjsmin.jsmin((FOLDER / name).read_text(encoding="utf-8")) for name in FILES)
    return "\n".join(("(() => {", style, *parts, "})();"))


def _dense(css: str) -> str:
    """Leave out comments, and white space that means nothing; there is none of that in strings."""
    return re.sub(r"/\*.*?\*/|(?<=[{};:,])\s+|\s+(?=[{}])", "", css, flags=re.DOTALL).strip()
