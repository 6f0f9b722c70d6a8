"""A code that cannot be judged here is asked about before anything is decided."""

import pytest
from core_driver import Lane, a_code

from device.checkpoint import events as e
from device.checkpoint.actions import Resolve
from device.checkpoint.policy import Policy
from device.vocabulary import AlertKind, Colour, Kind, Reason, State

OPAQUE = {"kind": Kind.OPAQUE, "colour": Colour.UNKNOWN, "reasons": (Reason.CODE_UNRESOLVED,)}


def asking() -> Lane:
    kinds = (Kind.LIVE, Kind.OPAQUE)
    lane = Lane(policy=Policy(resolve_online=True, accepted_kinds=kinds)).start()
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    return lane


def test_an_opaque_code_is_looked_up_before_anything_is_decided() -> None:
    lane = asking()
    done = lane.show_code("zhang", **OPAQUE)
    assert Resolve(ref="k-zhang") in done
    assert lane.state == State.SCREENING
    lane.tell(e.CodeResolved(code=a_code("zhang")))
    assert lane.state == State.ADMITTING


@pytest.mark.parametrize("forged", [False, True])
def test_a_code_nobody_answers_for_is_a_case(forged: bool) -> None:
    lane = asking()
    lane.show_code("zhang", **OPAQUE)
    lane.tell(e.CodeUnresolved(ref="k-zhang", forged=forged))
    assert lane.state == State.REFERRED
    assert lane.alerts() == [AlertKind.CODE_UNKNOWN]
    assert ("answer_forged" in lane.services()) is forged


@pytest.mark.parametrize("colour", [Colour.INVALID, Colour.GREEN])
def test_no_answer_makes_a_forged_code_sound(colour: Colour) -> None:
    lane = asking()
    done = lane.show_code("zhang", colour=colour, reasons=(Reason.CODE_EXPIRED, Reason.CODE_SIGNATURE_BAD))
    assert not any(isinstance(action, Resolve) for action in done)
    lane.tell(e.CodeResolved(code=a_code("zhang")))
    assert (lane.state, lane.openings()) == (State.REFERRED, 0)


@pytest.mark.parametrize(
    ("kind", "is_asked"),
    [
        (Kind.LIVE, True),
        (Kind.PAPER, True),
        (Kind.FAMILY, True),
        (Kind.FOREIGN, False),  # its text carries a full name and a birthday, and the authority did not issue it
        (Kind.TICKET, False),  # the venue's, over when it is over
    ],
)
def test_only_what_the_authority_may_know_is_shown_to_it(kind: Kind, is_asked: bool) -> None:
    lane = asking()
    done = lane.show_code("zhang", kind=kind, colour=Colour.UNKNOWN, reasons=(Reason.CODE_EXPIRED,))
    assert (Resolve(ref="k-zhang") in done) is is_asked


def test_a_code_shown_anew_while_it_is_looked_up_is_asked_about_anew() -> None:
    lane = asking()
    lane.show_code("zhang", **OPAQUE)
    newer = a_code("zhang")
    lane.tell(e.CodeSeen(code=type(newer)(**{**{n: getattr(newer, n) for n in newer.__struct_fields__}, "ref": "k-2"})))
    assert lane.state == State.ADMITTING
