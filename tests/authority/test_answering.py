"""A gate asks about a code: it is told what holds now, and nobody else can ask or read in its place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking_gate import Asking, question_bytes
from authority_world import CHILD, DAY, NOW, ZHANG, opened_desk
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from device.authority.answering import ANSWER_SECONDS, answer_look_up, answer_topic, open_question
from device.authority.desk import Desk
from device.authority.families import Relation
from device.authority.issued_codes import IssuedCode
from device.authority.issuing import issue
from device.health_code.claims import Claims
from device.health_code.declaration import Declaration
from device.health_code.look_up import Answer, Result
from device.health_code.phc1 import encode
from device.mqtt.topics import Topic, TopicKind
from device.vocabulary import Colour, Kind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_desk(tmp_path)
    yield opened
    opened.close()


def _asked(desk: Desk, *, text: str | None = None, token: bytes | None = None, now: int = NOW) -> Answer:
    gate = Asking(desk=desk, now=now)
    question = gate.question(text=text, token=token)
    opened = open_question(desk, gate.topic, gate.sealed(question_bytes(question)))
    assert opened is not None
    return gate.answer(answer_look_up(desk, gate.topic, opened, now=now), question)


def test_an_old_paper_is_known_with_the_colour_and_declaration_of_now(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW, division=440983)
    text = issue(desk, holder, kind=Kind.PAPER, now=NOW).text
    desk.colours.change(holder, Colour.RED, now=NOW + DAY)
    desk.holders.declare(holder, Declaration(at=NOW + DAY, celsius=38.2, symptoms=("cold_like",)))
    later = NOW + 100 * DAY
    answer = _asked(desk, text=text, now=later)
    assert (answer.result, answer.at, answer.until) == (Result.KNOWN, later, later + ANSWER_SECONDS)
    assert answer.claims is not None
    assert (answer.claims.colour, answer.claims.holder, answer.claims.kind) == (Colour.RED, holder, Kind.PAPER)
    assert (answer.claims.masked_name, answer.claims.masked_phone) == ("张*明", "138****5678")
    assert answer.claims.declaration is not None
    assert answer.claims.declaration.celsius == 38.2


def test_a_paper_is_found_by_its_token_alone(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    desk.codes.keep(
        IssuedCode(cti=b"12345678", kid=b"kid1", holder=holder, kind=Kind.PAPER, issued_at=NOW, expires_at=NOW + DAY),
        b"t" * 16,
    )
    claims = _asked(desk, token=b"t" * 16).claims
    assert claims is not None
    assert claims.holder == holder
    assert _asked(desk, token=b"u" * 16).result is Result.NOT_KNOWN


def test_an_expired_screenshot_still_says_whose_it_is(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    text = issue(desk, holder, kind=Kind.LIVE, now=NOW).text
    answer = _asked(desk, text=text, now=NOW + 3 * DAY)
    assert answer.claims is not None
    assert (answer.claims.colour, answer.claims.holder) == (Colour.GREEN, holder)


def test_an_opaque_code_that_was_linked_is_resolved(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    text = "Q" * 200 + "=="
    code = IssuedCode(cti=b"12345678", kid=b"kid1", holder=holder, kind=Kind.OPAQUE, issued_at=NOW, expires_at=NOW + 9)
    desk.codes.keep(code, text.encode())
    claims = _asked(desk, text=text).claims
    assert claims is not None
    assert claims.holder == holder
    for other in ("Q" * 200, "https://health.example/x", "é"):
        assert _asked(desk, text=other).result is Result.NOT_KNOWN


def test_what_is_withdrawn_ended_erased_or_forged_is_not_known(desk: Desk) -> None:
    guardian, child = (desk.holders.enrol(person, now=NOW) for person in (ZHANG, CHILD))
    paper = issue(desk, guardian, kind=Kind.PAPER, now=NOW).text
    desk.families.add(guardian, child, Relation.CHILD, now=NOW)
    family = issue(desk, child, kind=Kind.FAMILY, now=NOW, guardian=guardian, lifetime_seconds=600).text
    own = issue(desk, child, kind=Kind.LIVE, now=NOW).text
    claims = Claims(
        kind=Kind.LIVE,
        colour=Colour.GREEN,
        issued_at=NOW,
        expires_at=NOW + 60,
        cti=b"12345678",
        masked_name="张*",
        holder=guardian,
    )
    forged = encode(claims, Ed25519PrivateKey.generate())
    assert [_asked(desk, text=text).result for text in (paper, family, own, forged)] == [
        Result.KNOWN,
        Result.KNOWN,
        Result.KNOWN,
        Result.NOT_KNOWN,
    ]
    desk.codes.withdraw(desk.codes.of_holder(guardian, now=NOW)[0].cti, now=NOW)
    desk.families.remove(guardian, child)
    assert [_asked(desk, text=text).result for text in (paper, family, own)] == [
        Result.NOT_KNOWN,
        Result.NOT_KNOWN,
        Result.KNOWN,
    ]
    desk.holders.erase(child)
    assert _asked(desk, text=own).result is Result.NOT_KNOWN


def test_a_question_moved_late_or_under_another_name_is_not_answered(desk: Desk) -> None:
    gate, other = Asking(desk=desk), Asking(desk=desk, principal="gate-0002")
    question = question_bytes(gate.question(text="PHC1:ABC"))
    sealed = gate.sealed(question)
    assert open_question(desk, other.topic, sealed) is None
    assert open_question(desk, gate.topic, sealed[:-1]) is None
    assert open_question(desk, gate.topic, b"") is None
    assert answer_look_up(desk, other.topic, question, now=NOW) is None
    moved = Topic(kind=TopicKind.AUTHORITY_REQUEST, device=gate.principal, id="00" * 16)
    assert answer_look_up(desk, moved, question, now=NOW) is None
    for late in (NOW + 91, NOW - 91):
        assert answer_look_up(desk, gate.topic, question, now=late) is None
    assert answer_look_up(desk, gate.topic, question, now=NOW + 90) is not None
    assert answer_look_up(desk, gate.topic, b"\xa0", now=NOW) is None


def test_an_answer_sealed_to_a_key_that_anybody_can_compute_is_not_given(desk: Desk) -> None:
    gate = Asking(desk=desk)
    weak = question_bytes(replace(gate.question(text="PHC1:ABC"), reply_key=bytes(32)))
    assert answer_look_up(desk, gate.topic, weak, now=NOW) is None


def test_an_answer_goes_to_its_own_topic_whatever_was_wished_for(desk: Desk) -> None:
    assert answer_topic(Asking(desk=desk).topic) == Asking(desk=desk).answer_topic
