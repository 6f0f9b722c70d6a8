"""Checks what must hold in every play, whatever its scenario expects.

Never trusts the gate's own word: it reads the journal's file, the wires and everything that was sent.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from device.assembly.journal import JOURNAL_FILE
from device.assembly.recorder import RECORDINGS_FOLDER
from device.errors import MenshenError
from device.journal.reader import JournalReader
from device.journal.recording import read_recording
from device.simulation.observations import SeenEntry
from device.simulation.play_witness import SeenOpening
from device.simulation.replay import replay
from device.simulation.scenario_people import Person
from device.vocabulary import EntryClass, MovementCause, OrderName, OrderStatus, Outcome

_FOR_ENTRY = (MovementCause.CHECK_IN, MovementCause.ORDER, MovementCause.KEY_SWITCH, MovementCause.BADGE)


def broken_laws(
    *,
    openings: Iterable[SeenOpening],
    folders: Sequence[Path],
    journal_key: bytes,
    people: Iterable[Person],
    sent: Mapping[str, str],
) -> Iterator[str]:
    """Name every law the play broke; `sent` holds texts the gate wrote or sent, by where they were found."""
    yield from _openings_without_cause(openings)
    with_entries: list[SeenEntry] = []
    texts = dict(sent)
    try:
        reader = JournalReader(folders[-1] / JOURNAL_FILE, key=journal_key)
        try:
            proof = reader.prove()
            if proof.fault is not None:
                yield f"the journal's chain does not prove: {proof.fault}"
            for entry in reader.read(0, 1_000_000):
                texts[f"entry {entry.seq}"] = f"{entry.header_text} {entry.body}"
                if entry.header.entry_class is EntryClass.CHECKIN:
                    with_entries.append(
                        SeenEntry(at=0.0, seq=entry.seq, entry="checkin", fields={"visit": entry.header.visit})
                    )
        finally:
            reader.close()
    except MenshenError as error:
        yield f"the journal cannot be read: {error}"
    yield from _visits_with_two_check_ins(with_entries)
    yield from _names_in_clear(people, texts)
    for folder in folders:
        yield from _different_replays(folder / RECORDINGS_FOLDER)


def _openings_without_cause(openings: Iterable[SeenOpening]) -> Iterator[str]:
    for opening in openings:
        if opening.cause in _FOR_ENTRY and not any(_justifies(entry) for entry in opening.entries):
            yield f"second {opening.at:.3f}: opened ({opening.cause}) without a durable entry that justifies it"


def _justifies(entry: SeenEntry) -> bool:
    fields = entry.fields
    if entry.entry in (EntryClass.CHECKIN, EntryClass.CORRECTION):
        return fields.get("outcome") == Outcome.ADMITTED
    is_order = entry.entry == EntryClass.RESULT and fields.get("status") == OrderStatus.EXECUTING
    return is_order and fields.get("name") in (OrderName.OPEN, OrderName.ADMIT)


def _visits_with_two_check_ins(check_ins: Iterable[SeenEntry]) -> Iterator[str]:
    for visit, count in Counter(str(entry.fields["visit"]) for entry in check_ins).items():
        if count > 1:
            yield f"visit {visit} has {count} check-ins"


def _names_in_clear(people: Iterable[Person], texts: Mapping[str, str]) -> Iterator[str]:
    codes = [person.code for person in people if person.code is not None]
    for clear in sorted({text for code in codes for text in (code.name, code.phone) if text}):
        found = [place for place, text in texts.items() if clear in text]
        if found:
            yield f"{clear} stands unmasked in {found[0]}"


def _different_replays(recordings: Path) -> Iterator[str]:
    for path in sorted(recordings.glob("*")):
        try:
            different = [step for step in replay(read_recording(path)) if not step.is_same]
        except MenshenError as error:
            yield f"a recording cannot be replayed: {error}"
            continue
        for step in different:
            yield f"event {step.number} of {path.name} is answered differently when replayed"
