"""Schemathesis sends what the description allows and what it does not; the server keeps to it."""

import subprocess
from pathlib import Path

from tests.web.live import FOLDER, serving

EXAMPLES, SEED = 25, 1


def test_every_route_does_what_its_description_says(library: Path, tmp_path: Path) -> None:
    on = {"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": "http://127.0.0.1:9/"}
    with serving(
        library, tmp_path, FAQBOT_RATE_LIMIT="off", OUTGOING_WEBHOOK_TOKEN="the-token", LOG_LEVEL="error", **on
    ) as server:
        address = f"http://127.0.0.1:{server.port}/openapi.json"
        options = f"--checks all --seed {SEED} -n {EXAMPLES} --continue-on-failure --no-color --warnings off".split()
        command = [FOLDER / "st", "run", address, *options]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False)
        assert ended.returncode == 0, ended.stdout
        assert "unique failures" not in ended.stdout
        assert server.out.read_bytes() == b"" or b"Traceback" not in server.out.read_bytes()
