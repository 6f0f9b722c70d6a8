"""Applies what the operator wants of this gate, and keeps the signed documents for the next start.

Never trusts the disk: documents are verified anew at every start. What a value may be is decided where it is read.
"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from device.checkpoint.events import SettingsChanged
from device.checkpoint.policy import Policy
from device.mqtt.signed_documents import SignerKeys
from device.mqtt.topics import GateTopics
from device.mqtt.twin import Twin, TwinScope, restore
from device.trust.trust_store import write_durably
from device.work import Post

DOCUMENT_BYTES_MOST: Final = 1 << 16
_log = logging.getLogger(__name__)


class DesiredValues:
    """The operator's wishes, on the disk and in force."""

    def __init__(
        self,
        *,
        directory: Path,
        policy: Policy,
        topics: GateTopics,
        keys: SignerKeys,
        judge_by: Callable[[Policy], None],
        post: Post,
    ) -> None:
        """`judge_by` hands the rules to whoever judges codes: at once, while the core takes them when it is idle."""
        self._directory, self._policy, self._post, self._judge_by = directory, policy, post, judge_by
        self.twin = restore(self._kept(), topics=topics, keys=keys)
        judge_by(self.policy())

    def policy(self) -> Policy:
        """Give the rules of the settings file with the operator's values over them."""
        return _over(self._policy, self.twin.applied)

    def take(self, twin: Twin) -> None:
        """Keep and apply newer wishes; called by the link's thread."""
        for scope, payload in twin.payloads().items():
            try:
                write_durably(self._file(scope), payload)
            except OSError as error:
                _log.warning("the operator's values hold until the next restart only: %s", error.strerror)
        before = self.policy()
        self.twin = twin
        if self.policy() != before:
            self._judge_by(self.policy())
            self._post(SettingsChanged(policy=self.policy()))

    def _kept(self) -> dict[TwinScope, bytes]:
        kept = {}
        for scope in TwinScope:
            try:
                with self._file(scope).open("rb") as file:
                    kept[scope] = file.read(DOCUMENT_BYTES_MOST)
            except FileNotFoundError:
                continue
            except OSError as error:
                _log.warning("the operator's values for the %s cannot be read: %s", scope, error.strerror)
        return kept

    def _file(self, scope: TwinScope) -> Path:
        return self._directory / f"desired.{scope}"


def _over(policy: Policy, applied: Mapping[str, object]) -> Policy:
    known = set(Policy.__struct_fields__)
    values: dict[str, Any] = {
        name.removeprefix("policy."): value for name, value in applied.items() if name.removeprefix("policy.") in known
    }
    return replace(policy, **values)
