"""Generates any value of the core's records, whatever its type, for texts that must come back as they were written."""

import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
from hypothesis import strategies as st

SECONDS = st.floats(min_value=-1e9, max_value=1e9)
WHOLE = st.integers(min_value=-(2**62), max_value=2**62)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MOST = 3
S = TypeVar("S", bound=msgspec.Struct)


def values_of(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type hint is of any type
    """Give a strategy for the values a member with this type hint may have."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(values_of(one) for one in inner))
    if origin is list:
        return st.lists(values_of(inner[0]), max_size=MOST)
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(values_of(inner[0]), max_size=MOST).map(tuple)
    if origin is tuple:
        return st.tuples(*(values_of(one) for one in inner))
    if origin is dict:
        return st.dictionaries(values_of(inner[0]), values_of(inner[1]), max_size=MOST)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return structs_of(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    plain: Mapping[Any, st.SearchStrategy[Any]] = {
        float: SECONDS,
        int: WHOLE,
        str: WORDS,
        bool: st.booleans(),
        type(None): st.none(),
    }
    return plain[hint]


def structs_of(kind: type[S], **members: st.SearchStrategy[Any]) -> st.SearchStrategy[S]:
    """Give a strategy for records of `kind`; `members` are those that follow a rule of their own."""
    hints = typing.get_type_hints(kind)
    every = {name: members[name] if name in members else values_of(hint) for name, hint in hints.items()}
    return st.builds(kind, **every)
