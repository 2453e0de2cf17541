"""How many questions an address may ask."""

from __future__ import annotations

import ipaddress
import time

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class Limit:
    """A moving window for each address, counted in the memory of one worker process."""

    def __init__(self, rate: tuple[int, int] | None) -> None:
        """Allow `rate[0]` questions in `rate[1]` seconds; None allows any number."""
        self._item: RateLimitItem | None = None
        if rate is not None:
            self._item = RateLimitItemPerSecond(rate[0], rate[1])
            self._window = MovingWindowRateLimiter(MemoryStorage())

    def wait_s(self, address: str) -> int:
        """Count a question of `address`; return 0, or the seconds to wait where it is one too many."""
        if self._item is None or self._window.hit(self._item, _network(address)):
            return 0
        reset = self._window.get_window_stats(self._item, _network(address)).reset_time
        return max(1, round(reset - time.time() + 0.5))


def _network(address: str) -> str:
    """Return the address, of IPv6 its /64 network (one household); anything else counts as one address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
