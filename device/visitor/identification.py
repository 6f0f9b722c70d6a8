"""Turns a scanned text into the event the core decides by, and keeps what names the person until it is recorded.

Never lets a text, a name or a holder id into an event; never stores anything outside this process's memory; never
keeps more than 64 persons, the oldest gives way.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from device.checkpoint.events import BadgeSeen, CodeSeen, NotAHealthCode
from device.checkpoint.facts import CodeFacts
from device.checkpoint.policy import Policy
from device.clock.protocol import Clock
from device.foreign_rule import read_rules
from device.health_code.circumstances import Circumstances
from device.health_code.keys import VerifierKey
from device.health_code.look_up import Answer
from device.health_code.parts import PartOfCode, Parts, join
from device.health_code.recogniser import LooksLike
from device.health_code.registry import OtherText, Registry
from device.health_code.resolved import joined
from device.health_code.standing import NO_STANDING, Standing
from device.health_code.trust import TrustSnapshot, venue_key
from device.health_code.verdict import HealthCode
from device.visitor.foreign_colour import coloured
from device.visitor.identity import tag, tag_key
from device.vocabulary import Colour, Kind

PERSONS_MOST: Final = 64
_HOUR_SECONDS: Final = 3600
_MISREADING_DECODER: Final = "zbar"
"""Reads texts that are not there now and then, so only a signature makes its word count."""


class AskedAbout(Struct, frozen=True, kw_only=True):
    """What the authority is told of a code: the text as it was read, or its token and nothing else of it."""

    text: str | None
    token: bytes | None


class _Known(Struct, frozen=True, kw_only=True):
    """A code while its person stands at the gate."""

    code: HealthCode
    text: str
    facts: CodeFacts


class Identification:
    """Judges texts by the newest trust list; every method may be called from any thread."""

    def __init__(
        self,
        *,
        clock: Clock,
        trust: TrustSnapshot,
        venue_public: VerifierKey,
        venue_secret: bytes,
        run_key: bytes,
        checkpoint: str,
        rules: Policy = Policy(),  # noqa: B008 - frozen, so nobody can change the default
        opaque_hosts: tuple[str, ...] = (),
    ) -> None:
        """Take what codes are judged by; `run_key` is 32 random bytes of this run.

        Raises:
            SettingsError: a format is not known.
        """
        self._clock = clock
        self._venue_key = venue_key(venue_public)
        self._tag_key = tag_key(venue_secret)
        self._run_key = run_key
        self._checkpoint = checkpoint
        self._opaque_hosts = opaque_hosts
        self._lock = Lock()
        self.update_rules(rules)
        self._trust = trust
        self._standing = NO_STANDING
        self._parts, self._joined_tag = Parts(), ""
        self._persons: OrderedDict[str, _Known] = OrderedDict()
        self._seen = 0

    def read_code(
        self, text: str, decoder: str, was_read_before: bool = True
    ) -> CodeSeen | NotAHealthCode | BadgeSeen | None:
        """Give the event for a text that `decoder` read, or None where its reading does not count, or not yet.

        A text counts that a signature proves; any other counts only where an earlier frame gave the very same one. A
        certificate of several parts counts once the last of them is read, unproven once they joined to the same twice.
        """
        circumstances = self._circumstances()
        with self._lock:
            registry, foreign = self._registry, self._foreign
        verdict = registry.judge(text, circumstances)
        if isinstance(verdict, PartOfCode):
            if not was_read_before:
                return None
            whole = self._joined(verdict)
            if whole is None:
                return None
            text, verdict, was_read_before = whole, registry.judge(whole, circumstances), self._was_joined_before(whole)
            if isinstance(verdict, PartOfCode):
                return None
        held = isinstance(verdict, HealthCode) and verdict.signature_held
        if not held and (decoder == _MISREADING_DECODER or not was_read_before):
            return None
        if isinstance(verdict, OtherText):
            return NotAHealthCode(looks_like=verdict.looks_like)
        if verdict.kind is Kind.BADGE and verdict.inspector is not None:
            if verdict.colour is Colour.GREEN:
                return BadgeSeen(inspector=verdict.inspector)
            return NotAHealthCode(looks_like=LooksLike.BADGE_OVER)
        verdict = coloured(verdict, foreign, circumstances.now)
        return CodeSeen(code=self._keep(verdict, text, circumstances))

    def person(self, ref: str) -> HealthCode | None:
        """Give the code behind `ref`, or None where it was forgotten."""
        with self._lock:
            known = self._persons.get(ref)
        return None if known is None else known.code

    def asked_about(self, ref: str) -> AskedAbout | None:
        """Give what the authority is told of the code behind `ref`, or None where it was forgotten."""
        with self._lock:
            known = self._persons.get(ref)
        if known is None:
            return None
        token = known.code.resolve_token
        return AskedAbout(text=known.text if token is None else None, token=token)

    def resolve(self, ref: str, answer: Answer, *, cached: bool) -> CodeFacts | None:
        """Give the facts of the code behind `ref` as the authority answered, or None where they are not about it."""
        with self._lock:
            known = self._persons.get(ref)
            code = None if known is None else joined(known.code, answer, cached=cached)
            if known is None or code is None:
                return None
            facts = replace(
                known.facts,
                colour=code.colour,
                assurance=code.assurance,
                reasons=code.reasons,
                holder=None if code.holder is None else tag(self._run_key, code.holder),
                guardian=None if code.guardian is None else tag(self._run_key, code.guardian),
                issued_at=code.issued_at,
                expires_at=code.expires_at,
                has_declaration=code.declaration is not None,
            )
            self._persons[ref] = _Known(code=code, text=known.text, facts=facts)
            return facts

    def forget(self, refs: tuple[str, ...]) -> None:
        """Drop what is kept under `refs`; unknown ones are no matter."""
        with self._lock:
            for ref in refs:
                self._persons.pop(ref, None)

    def update_trust(self, trust: TrustSnapshot, standing: Standing = NO_STANDING) -> None:
        """Judge from now on by `trust` and `standing`; verdicts already given stay as they are."""
        with self._lock:
            self._trust, self._standing = trust, standing

    def update_rules(self, rules: Policy) -> None:
        """Judge from now on by the venue's `rules`; verdicts already given stay as they are.

        Raises:
            SettingsError: a format is not known.
        """
        registry = Registry(rules.accepted_formats, opaque_hosts=self._opaque_hosts)
        with self._lock:
            self._registry, self._foreign = registry, read_rules(rules.foreign_rules)
            self._paper_grace_seconds = rules.paper_grace_hours * _HOUR_SECONDS

    def _circumstances(self) -> Circumstances:
        with self._lock:
            trust, standing, grace = self._trust, self._standing, self._paper_grace_seconds
        return Circumstances(
            trust=trust,
            venue_key=self._venue_key,
            now=int(self._clock.wall().timestamp()),
            clock=self._clock.quality(),
            checkpoint=self._checkpoint,
            paper_grace_seconds=grace,
            standing=standing,
        )

    def _joined(self, part: PartOfCode) -> str | None:
        """Give the whole text where `part` was the last one missing."""
        with self._lock:
            self._parts, whole = join(self._parts, part, self._clock.monotonic())
            return whole

    def _was_joined_before(self, whole: str) -> bool:
        """Claim that the last joining gave the same: parts of two persons' certificates join to something else."""
        joined_tag = tag(self._run_key, whole.encode("utf-8", "surrogatepass"))
        with self._lock:
            was_joined_before, self._joined_tag = joined_tag == self._joined_tag, joined_tag
        return was_joined_before

    def _keep(self, verdict: HealthCode, text: str, circumstances: Circumstances) -> CodeFacts:
        with self._lock:
            self._seen += 1
            facts = self._facts(f"person-{self._seen}", text, verdict, circumstances)
            self._persons[facts.ref] = _Known(code=verdict, text=text, facts=facts)
            while len(self._persons) > PERSONS_MOST:
                self._persons.popitem(last=False)
            return facts

    def _facts(self, ref: str, text: str, verdict: HealthCode, circumstances: Circumstances) -> CodeFacts:
        """Give the verdict without anything that names a person; an unsigned text is known by itself alone."""
        issuer = verdict.issuer_kid or b""
        own = issuer + verdict.cti if verdict.cti is not None else b"text\0" + text.encode("utf-8", "surrogatepass")
        return CodeFacts(
            ref=ref,
            format=verdict.format,
            colour=verdict.colour,
            kind=verdict.kind,
            assurance=verdict.assurance,
            reasons=verdict.reasons,
            holder=None if verdict.holder is None else tag(self._run_key, verdict.holder),
            guardian=None if verdict.guardian is None else tag(self._run_key, verdict.guardian),
            tag=tag(self._tag_key, own),
            issued_at=verdict.issued_at,
            expires_at=verdict.expires_at,
            trust_age_seconds=circumstances.trust.age_seconds(circumstances.now),
            standing_age_seconds=circumstances.standing.age_seconds(circumstances.now),
            clock=circumstances.clock,
            has_declaration=verdict.declaration is not None,
        )
