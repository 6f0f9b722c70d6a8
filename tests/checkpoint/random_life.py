"""Has anything happen to a gate, in any order: people, families, orders, hands, broken parts, other rules."""

from booked_gate import BookedGate
from core_driver import a_code, a_reading
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from device.checkpoint import events as e
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.vocabulary import (
    Band,
    ClockQuality,
    Colour,
    Kind,
    Mode,
    MovementCause,
    OrderName,
    Part,
    Reason,
    State,
)

PLAIN_EVENTS = (
    e.PresenceBegan(),
    e.PresenceLost(),
    e.PersonStepped(distance_mm=300),
    e.StandsTooFar(),
    e.StandsTooNear(),
    e.NotAHealthCode(looks_like="poster"),
    e.Passed(),
    e.PassedBackwards(),
    e.DoorOpened(),
    e.DoorClosed(),
    e.BeamBlocked(),
    e.BeamCleared(),
    e.ExitPressed(),
    e.FireBegan(),
    e.FireEnded(),
    e.TamperBegan(),
    e.TamperEnded(),
    e.KeyAdmit(),
    e.KeyReset(),
    e.CompanionPressed(),
    e.EmergencyEnded(),
    e.PartsReady(),
    e.WarmingUp(),
    e.WarmedUp(),
    e.StorageLow(),
    e.StorageRecovered(),
    e.JournalFound(),
    e.DriftSuspected(offset_celsius=0.4),
    e.PartReduced(part=Part.THERMOMETER, words=("slow_measurements",)),
    e.PartReduced(part=Part.THERMOMETER, words=()),
    e.LinkUp(),
    e.LinkDown(),
    e.SessionTakenOver(),
    e.InspectorsLive(count=0),
    e.InspectorsLive(count=2),
    e.BadgeSeen(inspector="wang"),
    e.ClockChanged(quality=ClockQuality.UNSET, generation=2),
    e.ClockChanged(quality=ClockQuality.SYNCHRONISED, generation=3),
    e.TrustChanged(generation=2, stale=True),
    e.CodeUnresolved(ref="k-a"),
)
MENDING: tuple[e.Event, ...] = (
    e.PartsReady(),
    e.FireEnded(),
    e.KeyReset(),
    e.WarmedUp(),
    e.InspectorsLive(count=1),
    e.BeamCleared(),
    e.DoorClosed(),
    e.TamperEnded(),
    e.StorageRecovered(),
    e.LinkUp(),
)
HANDS: tuple[e.Event | OrderName, ...] = (
    e.KeyAdmit(),
    e.BadgeSeen(inspector="wang"),
    OrderName.ADMIT,
    OrderName.REFUSE,
    OrderName.CORRECT_BAND,
    OrderName.CLAIMED,
)


class RandomLife(BookedGate):
    """A gate to which anything may happen."""

    @rule(
        core=st.sampled_from([36.5, 36.5, 36.5, 37.2, 37.35, 39.0]),
        holder=st.sampled_from(["a", "b", "c"]),
        colour=st.sampled_from([Colour.GREEN, Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.RED]),
        kind=st.sampled_from([Kind.LIVE, Kind.LIVE, Kind.TICKET]),
        then=st.tuples(st.booleans(), st.integers(min_value=0, max_value=2)),
    )
    def somebody_comes(self, core: float, holder: str, colour: Colour, kind: Kind, then: tuple[bool, int]) -> None:
        prompt, passes = then
        self._feed(e.PresenceLost())
        self.time_passes(1.0)
        self._feed(e.PresenceBegan())
        self._feed(e.CodeSeen(code=a_code(holder, colour=colour, kind=kind, tag=f"{holder}-{self.now}")))
        self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
        if core > 37.2:
            self.time_passes(1.0)
            self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
        while prompt and self.commits:
            self.the_disk_answers(works=True)
        for _ in range(passes):
            self._feed(e.Passed())

    @rule()
    def everything_is_mended(self) -> None:
        if self.core.situation.state is State.STOPPING:
            self.the_power_is_cut()
        for event in MENDING:
            self._feed(event)
        for part in Part:
            self._feed(e.PartRecovered(part=part))
        self.orders += 1
        self._feed(e.OrderReceived(order=Order(id=f"o-{self.orders}", name=OrderName.UNLOCK, by="operator:li")))
        self._the_disk_keeps_up()

    def _the_disk_keeps_up(self) -> None:
        while self.commits:
            self.the_disk_answers(works=True)

    def teardown(self) -> None:
        """Whatever happened: once everything is mended, a healthy person gets in."""
        if not hasattr(self, "core"):
            return
        for _ in range(2):  # a restart that was ordered comes first
            self.everything_is_mended()
            self._feed(e.PresenceLost())
            for _ in range(12):  # every opening that waits takes its time
                self.time_passes(8.0)
                self._the_disk_keeps_up()
        here = self.core.situation
        assert here.state == State.IDLE, f"stuck in {here.state}"
        assert not here.unwritten, "the disk works and was not given everything"
        entries = sum(type(self).reached[f"opening {cause}"] for cause in MovementCause)
        kind = Kind.TICKET if here.policy.mode is Mode.TEMPERATURE_AND_TICKET else Kind.LIVE
        self._feed(e.PresenceBegan())
        self._feed(e.CodeSeen(code=a_code("healthy", kind=kind, tag=f"healthy-{self.now}")))
        self._feed(e.ReadingTaken(token=self.token, reading=a_reading(36.5)))
        self._the_disk_keeps_up()
        assert here.opening is not None, f"a healthy person stands before {here.state}"
        assert sum(type(self).reached[f"opening {cause}"] for cause in MovementCause) == entries + 1

    @rule(core=st.sampled_from([36.5, 36.5, 37.35, 39.0]), people=st.integers(min_value=2, max_value=7))
    def a_family_comes(self, core: float, people: int) -> None:
        self._feed(e.PresenceLost())
        self.time_passes(1.0)
        self._feed(e.PresenceBegan())
        self._feed(e.CodeSeen(code=a_code("mother", tag=f"mother-{self.now}")))
        for number in range(people - 1):
            child = a_code(f"child{number}", kind=Kind.FAMILY, guardian="mother", tag=f"child{number}-{self.now}")
            self._feed(e.CodeSeen(code=child))
        for _ in range(people):
            self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
            if core > 37.2:
                self.time_passes(1.0)
                self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
            self._feed(e.PersonStepped(distance_mm=300))
        self.time_passes(2.5)

    @rule(
        goes=st.booleans(),
        works=st.booleans(),
    )
    def somebody_is_referred_and_a_hand_decides(self, goes: bool, works: bool) -> None:
        hand = HANDS[self.fed % len(HANDS)]
        self.everything_is_mended()
        self.somebody_comes(core=36.5, holder="ill", colour=Colour.RED, kind=Kind.LIVE, then=(True, 0))
        if goes:
            self.time_passes(8.0)
        if isinstance(hand, OrderName):
            self.an_order_comes(name=hand, about="case", again=False, band=Band.NORMAL)
        else:
            self._feed(hand)
        self._feed(e.ReadingTaken(token=self.token, reading=a_reading(36.5)))
        while self.commits:
            self.the_disk_answers(works=works)
            works = True

    @rule(name=st.sampled_from([OrderName.OPEN, OrderName.GROUP, OrderName.RESTART]), breaks=st.booleans())
    def an_order_comes_while_somebody_is_screened(self, name: OrderName, breaks: bool) -> None:
        self.everything_is_mended()
        self._feed(e.PresenceBegan())
        self.an_order_comes(name=name, about="visit", again=False, band=Band.NORMAL)
        if breaks:
            self._feed(e.PartFailed(part=Part.BARRIER, detail="cable"))
            self.time_passes(60.0)
        self._feed(e.PresenceLost())
        self.time_passes(10.0)
        self._the_disk_keeps_up()

    @rule(core=st.sampled_from([36.5, 39.0]))
    def somebody_is_measured_again(self, core: float) -> None:
        self.everything_is_mended()
        self.somebody_comes(core=39.0, holder="warm", colour=Colour.GREEN, kind=Kind.LIVE, then=(True, 0))
        self.an_order_comes(name=OrderName.MEASURE_AGAIN, about="case", again=False, band=Band.NORMAL)
        for _ in range(2):
            self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
            self.time_passes(1.0)
        self._the_disk_keeps_up()

    @rule(mended=st.booleans())
    def the_gate_is_closed_or_stands_open(self, mended: bool) -> None:
        if mended:
            self.everything_is_mended()
        if self.fed % 2:
            self._feed(e.FireBegan())
        else:
            self.an_order_comes(name=OrderName.LOCK, about="nobody", again=False, band=Band.NORMAL)

    @rule()
    def the_thermometer_warms_up(self) -> None:
        self.everything_is_mended()
        self._feed(e.PresenceLost())
        self.time_passes(10.0)
        self._the_disk_keeps_up()
        self._feed(e.WarmingUp())

    @rule(people=st.integers(min_value=2, max_value=6), answers=st.booleans())
    def a_family_gets_in(self, people: int, answers: bool) -> None:
        self.the_rules_change(mode=Mode.TEMPERATURE_AND_CODE)
        self.everything_is_mended()
        self.a_family_comes(core=36.5, people=people)
        if not answers:
            self.time_passes(10.0)  # the disk stalls
        self._the_disk_keeps_up()
        for _ in range(people - 1):
            self._feed(e.Passed())

    @precondition(lambda self: self.fed > 20)
    @rule()
    def the_daemon_is_told_to_end(self) -> None:
        self._feed(e.StopRequested())

    @rule(event=st.sampled_from(PLAIN_EVENTS))
    def something_happens(self, event: e.Event) -> None:
        self._feed(event)

    @rule(core=st.sampled_from([35.9, 36.5, 37.2, 37.35, 37.8, 39.0]), late=st.booleans())
    def a_reading_comes(self, core: float, late: bool) -> None:
        self._feed(e.ReadingTaken(token=self.token - late, reading=a_reading(core)))

    @rule(reason=st.sampled_from([Reason.TEMPERATURE_MOTION, Reason.TEMPERATURE_TOO_COLD]))
    def a_reading_fails(self, reason: Reason) -> None:
        self._feed(e.ReadingFailed(token=self.token, reason=reason))

    @rule(
        holder=st.sampled_from(["a", "b", "c"]),
        colour=st.sampled_from([Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.UNKNOWN]),
        kind=st.sampled_from([Kind.LIVE, Kind.FAMILY, Kind.TICKET, Kind.FOREIGN]),
        guardian=st.sampled_from([None, "a"]),
        forged=st.booleans(),
    )
    def a_code_is_shown(self, holder: str, colour: Colour, kind: Kind, guardian: str | None, forged: bool) -> None:
        reasons = (Reason.CODE_SIGNATURE_BAD,) if forged else ()
        self._feed(e.CodeSeen(code=a_code(holder, colour=colour, kind=kind, guardian=guardian, reasons=reasons)))

    @rule(part=st.sampled_from([Part.THERMOMETER, Part.DISTANCE, Part.CAMERA, Part.BARRIER, Part.JOURNAL, Part.AIM]))
    def a_part_fails(self, part: Part) -> None:
        self._feed(e.PartFailed(part=part, detail="cable"))

    @rule(part=st.sampled_from([Part.THERMOMETER, Part.DISTANCE, Part.CAMERA, Part.BARRIER, Part.JOURNAL, Part.AIM]))
    def a_part_recovers(self, part: Part) -> None:
        self._feed(e.PartRecovered(part=part))

    @rule(mode=st.sampled_from(Mode))
    def the_rules_change(self, mode: Mode) -> None:
        self._feed(e.SettingsChanged(policy=_with(self.policy, mode)))

    @rule(
        name=st.sampled_from(OrderName),
        about=st.sampled_from(["visit", "case", "nobody"]),
        again=st.booleans(),
        band=st.sampled_from([Band.NORMAL, Band.FEVER]),
    )
    def an_order_comes(self, name: OrderName, about: str, again: bool, band: Band) -> None:
        self.orders += not again
        here = self.core.situation
        subject = "v-none"
        if about == "visit" and here.visit is not None:
            subject = here.visit.ids[0]
        if about == "case" and here.cases:
            subject = here.cases[-1].id
        order = Order(
            id=f"o-{self.orders}", name=name, by="inspector:wang", subject=subject, band=band, people=2, reason=""
        )
        self._feed(e.OrderReceived(order=order))


def _with(policy: Policy, mode: Mode) -> Policy:
    values = {name: getattr(policy, name) for name in Policy.__struct_fields__}
    return Policy(**(values | {"mode": mode}))
