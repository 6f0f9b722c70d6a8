"""Limits how often something may be answered, so that a flood from outside never becomes a flood of our own.

Never delays: what does not fit now is simply not done.
"""

from collections import OrderedDict


class RateLimit:
    """A bucket that holds `burst` permissions and gains `per_second` of them."""

    def __init__(self, *, burst: int, per_second: float) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._left = float(burst)
        self._since: float | None = None

    def permits(self, now: float) -> bool:
        """Take one permission at monotonic second `now`, if there is one."""
        if self._since is not None:
            self._left = min(self._burst, self._left + max(0.0, now - self._since) * self._per_second)
        self._since = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True


class RateLimits:
    """A bucket for each name; where there are more than `names_most`, the longest unseen are forgotten first."""

    def __init__(self, *, burst: int, per_second: float, names_most: int) -> None:
        self._burst, self._per_second, self._names_most = burst, per_second, names_most
        self._buckets: OrderedDict[str, RateLimit] = OrderedDict()

    def permits(self, name: str, now: float) -> bool:
        """Take one of the permissions of `name` at monotonic second `now`, if there is one."""
        bucket = self._buckets.pop(name, None) or RateLimit(burst=self._burst, per_second=self._per_second)
        self._buckets[name] = bucket
        if len(self._buckets) > self._names_most:
            self._buckets.popitem(last=False)
        return bucket.permits(now)
