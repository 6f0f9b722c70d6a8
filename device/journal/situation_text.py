"""Writes the core's situation as text and reads it back, so that a recording can begin anywhere and replay from there.

Never guesses: a text it would not have written is refused. Records, the one place where the core keeps values of
several types side by side, carry their type's name.
"""

from typing import Any, Final, get_args, get_type_hints

import msgspec
from msgspec.structs import asdict

from device.checkpoint.records import Record
from device.checkpoint.situation import Case, Purpose, Situation, Waiting
from device.errors import FileRefused

_RECORDS: Final[dict[str, type]] = {kind.__name__: kind for kind in get_args(Record)}
_OF_RECORDS: Final = ("waiting", "unwritten")


class _Named(msgspec.Struct, frozen=True, array_like=True):
    """A record and the name of its type."""

    name: str
    members: dict[str, Any]


class _Waiting(msgspec.Struct, frozen=True, kw_only=True):
    purpose: Purpose
    records: list[_Named]
    case: Case | None


class _Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    situation: dict[str, Any]
    waiting: dict[int, _Waiting]
    unwritten: list[_Named]


def write_situation(situation: Situation) -> str:
    """Give `situation` as JSON text."""
    kept = _Kept(
        situation={name: value for name, value in asdict(situation).items() if name not in _OF_RECORDS},
        waiting={
            ticket: _Waiting(purpose=one.purpose, records=[_named(record) for record in one.records], case=one.case)
            for ticket, one in situation.waiting.items()
        },
        unwritten=[_named(record) for record in situation.unwritten],
    )
    return msgspec.json.encode(kept).decode()


def read_situation(text: str) -> Situation:
    """Give the situation that was written.

    Raises:
        FileRefused: the text is not one.
    """
    hints = get_type_hints(Situation)
    plain = [name for name in Situation.__struct_fields__ if name not in _OF_RECORDS]
    try:
        kept = msgspec.json.decode(text, type=_Kept)
        if set(kept.situation) != set(plain):
            raise ValueError("its members are not a situation's")
        # JSON has only texts as keys: the keys are converted back, whatever they are
        members = {
            name: msgspec.convert(kept.situation[name], type=hints[name], strict=False, str_keys=True) for name in plain
        }
        situation = Situation(
            **members,
            waiting={
                ticket: Waiting(purpose=one.purpose, records=[_record(record) for record in one.records], case=one.case)
                for ticket, one in kept.waiting.items()
            },
            unwritten=[_record(record) for record in kept.unwritten],
        )
        if msgspec.json.decode(write_situation(situation)) != msgspec.json.decode(text):
            raise ValueError("it says more than a situation does")
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise FileRefused(f"the recorded situation cannot be read: {ascii(str(error))[1:-1][:120]}") from error
    return situation


def _named(record: Record) -> _Named:
    return _Named(type(record).__name__, asdict(record))


def _record(named: _Named) -> Record:
    record: Record = msgspec.convert(named.members, type=_RECORDS[named.name])
    return record
