"""Every error that the bot raises on purpose. A message names the place, the fault and the remedy."""

from __future__ import annotations


class BotError(Exception):
    """The root of all errors of this project; its text is fit for an operator, never for a visitor."""


class ContentError(BotError):
    """The content is faulty. Holds every fault found, so that an editor can mend all of them at once."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Keep the faults, each a line such as ``faq/a.yml:14 [als-cure]: unknown key ...``."""
        super().__init__("\n".join(faults))
        self.faults = faults


class ConfigError(BotError):
    """A setting of the environment has a value that cannot be used."""


class StoreError(BotError):
    """The database could not be reached, or refused what was asked of it."""
