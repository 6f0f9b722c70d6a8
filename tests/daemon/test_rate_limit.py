"""What comes from outside makes this side say or answer only so much."""

from device.rate_limit import RateLimit, RateLimits


def test_a_burst_is_permitted_and_then_so_many_a_second() -> None:
    limit = RateLimit(burst=3, per_second=0.5)
    assert [limit.permits(10.0) for _ in range(4)] == [True, True, True, False]
    assert not limit.permits(11.0)
    assert limit.permits(12.0)
    assert [limit.permits(1000.0) for _ in range(4)] == [True, True, True, False]


def test_one_name_uses_up_nothing_of_anothers_and_the_longest_unseen_is_forgotten_first() -> None:
    limits = RateLimits(burst=1, per_second=1.0, names_most=100)
    assert limits.permits("first", 0.0)
    assert not limits.permits("first", 0.0)
    assert [limits.permits(str(number), 0.0) for number in range(99)] == [True] * 99
    assert not limits.permits("first", 0.0)  # one name uses up nothing of another's
    assert limits.permits("one too many", 0.0)
    assert limits.permits("0", 0.0)  # forgotten: the first was seen after it
    assert not limits.permits("first", 0.0)
