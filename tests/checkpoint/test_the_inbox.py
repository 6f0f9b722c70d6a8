"""The inbox keeps what matters, and the order of alarms."""

from device.checkpoint import events as e
from device.event_loop.inbox import Inbox


def test_a_fire_that_flaps_ends_as_the_loop_says_last() -> None:
    inbox = Inbox(lambda: None)
    flaps: list[e.Event] = [e.FireBegan(), e.FireEnded(), e.FireBegan()]
    inbox.post(e.PresenceBegan())
    for event in flaps:
        inbox.post(event)
    assert [inbox.take() for _ in range(4)] == [*flaps, e.PresenceBegan()]


def test_a_full_inbox_drops_what_comes_again_and_nothing_else() -> None:
    inbox = Inbox(lambda: None, room=1)
    kept: list[e.Event] = [e.Passed(), e.Durable(ticket=1, seqs=()), e.KeyAdmit(), e.StopRequested(), e.PresenceLost()]
    hints: list[e.Event] = [e.BadgeSeen(inspector="wang"), e.StandsTooFar(), e.NotAHealthCode(looks_like="poster")]
    for event in [*kept, *hints]:
        inbox.post(event)
    taken = []
    while (event_taken := inbox.take()) is not None:
        taken.append(event_taken)
    assert taken == kept
    assert (inbox.dropped(), inbox.dropped()) == (3, 0)
