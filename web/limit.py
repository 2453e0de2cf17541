"""How many questions an address may ask: counted by all workers together in Redis, else by each on its own."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import threading
import time
from collections.abc import Callable

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

REDIS_S = 0.1  # how long Redis may take for one of the steps of a question, of which there are two at most
REST_S = 5.0  # how long Redis is not asked after it failed

log = logging.getLogger("faqbot.limit")


class Limit:
    """A moving window for each address; where Redis fails, one in the memory of the process stands in."""

    def __init__(
        self, rate: tuple[int, int] | None, redis_url: str = "", failed: Callable[[], None] = lambda: None
    ) -> None:
        """Allow `rate[0]` questions in `rate[1]` seconds; None allows any number.

        `redis_url`: where all workers count together; `failed` is called each time that Redis is given up for a while.
        """
        self._item: RateLimitItem | None = None
        if rate is not None:
            self._item = RateLimitItemPerSecond(rate[0], rate[1])
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = _Shared(redis_url, failed) if redis_url else None

    def wait_s(self, address: str) -> int:
        """Count a question of `address`; return 0, or the seconds to wait where it is one too many."""
        if self._item is None:
            return 0
        network = _network(address)
        waits = self._shared.wait_s(self._item, network) if self._shared else None
        return _wait_s(self._own, self._item, network) if waits is None else waits


class _Shared:
    """Redis behind a circuit breaker: after a failure it is left alone, then one question tries it again."""

    def __init__(self, url: str, failed: Callable[[], None]) -> None:
        storage = RedisStorage(url, wrap_exceptions=True, socket_timeout=REDIS_S, socket_connect_timeout=REDIS_S)
        self._window = MovingWindowRateLimiter(storage)
        self._key = hashlib.blake2b(url.encode(), digest_size=32).digest()
        self._failed = failed
        self._rests_until = 0.0
        self._broken = False
        self._trying = threading.Lock()

    def wait_s(self, item: RateLimitItem, network: str) -> int | None:
        """Count a question; return the seconds to wait, or None where Redis cannot be asked."""
        if not self._broken:
            return self._ask(item, network)
        if time.monotonic() < self._rests_until or not self._trying.acquire(blocking=False):
            return None
        try:
            return self._ask(item, network)
        finally:
            self._trying.release()

    def _ask(self, item: RateLimitItem, network: str) -> int | None:
        try:
            wait_s = _wait_s(self._window, item, self._hidden(network))
        except StorageError as error:
            if not self._broken or time.monotonic() >= self._rests_until:
                log.warning("redis is left alone for a while", extra={"error": type(error.storage_error).__name__})
                self._failed()
            self._rests_until, self._broken = time.monotonic() + REST_S, True
            return None
        self._broken = False
        return wait_s

    def _hidden(self, network: str) -> str:
        """Return what stands for an address in Redis, where no address is to be read."""
        return hashlib.blake2b(network.encode(), key=self._key, digest_size=16).hexdigest()


def _wait_s(window: MovingWindowRateLimiter, item: RateLimitItem, key: str) -> int:
    if window.hit(item, key):
        return 0
    return max(1, round(window.get_window_stats(item, key).reset_time - time.time() + 0.5))


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
