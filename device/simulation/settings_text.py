"""Writes the sections of a settings file as TOML, so that an emulated gate reads its settings as every gate does.

Never judges a value: the reader of settings files does.
"""

import json
from collections.abc import Mapping


def settings_text(sections: Mapping[str, Mapping[str, object]]) -> str:
    """Give the file's text."""
    parts = []
    for name, section in sections.items():
        parts.append(f"[{name}]")
        parts += [f"{key} = {_value(value)}" for key, value in section.items()]
    return "\n".join(parts) + "\n"


def merged(*documents: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    """Give all sections, a later document over an earlier one."""
    whole: dict[str, dict[str, object]] = {}
    for document in documents:
        for name, section in document.items():
            whole.setdefault(name, {}).update(section)
    return whole


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)  # TOML's texts, numbers and truths are written as JSON's
