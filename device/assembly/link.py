"""Builds the gate's link to its broker: what it publishes, whose orders it takes, which desired values it follows.

Never reaches the broker itself: the transport is handed in.
"""

from pathlib import Path

from msgspec import Struct

from device.assembly.codes import Codes
from device.assembly.gate_keys import GateKeys
from device.assembly.hardware import Hardware
from device.assembly.journal_outbox import JournalOutbox
from device.desired_values import DesiredValues
from device.journal.gate_journal import GateJournal
from device.mqtt.link import Link
from device.mqtt.messages import Info
from device.mqtt.signed_documents import signer_keys
from device.mqtt.topics import GateTopics
from device.settings import Settings
from device.settings.words import DistanceKind
from device.version import CONTRACT_VERSION, VERSION
from device.vocabulary import OrderName
from device.work import Post, Wakeable


class Connected(Struct, frozen=True, kw_only=True):
    """The link, and the values the operator wants that it brings."""

    link: Link
    desired: DesiredValues


def assemble_link(
    settings: Settings,
    keys: GateKeys,
    hardware: Hardware,
    journal: GateJournal,
    codes: Codes,
    *,
    session: str,
    post: Post,
    wake: Wakeable,
) -> Connected:
    """Build the link of one session of one gate."""
    topics = GateTopics(venue=settings.venue.id, device=settings.venue.device)
    signers = signer_keys(venue=[keys.venue], operator=[keys.operator])
    desired = DesiredValues(
        directory=Path(settings.journal.directory),
        policy=settings.policy,
        topics=topics,
        keys=signers,
        judge_by=codes.identification.update_rules,
        post=post,
    )
    link = Link(
        topics=topics,
        transport=hardware.transport,
        journal=JournalOutbox(store=journal.store, acknowledge=journal.writer.acknowledge),
        keys=signers,
        session=session,
        boot=journal.store.boot,
        info=_info(settings, hardware.model),
        clock=hardware.clock,
        post=post,
        wake=wake,
        trust_age_seconds=codes.trust.age_seconds,
        on_trust=codes.trust.offer,
        on_list=codes.take_list,
        on_answer=codes.resolver.receive,
        twin=desired.twin,
        on_twin=desired.take,
        random=hardware.random,
    )
    return Connected(link=link, desired=desired)


def _info(settings: Settings, model: str) -> Info:
    sensors = {"thermometer": settings.thermometer.sensor.value, "camera": settings.camera.kind.value}
    if settings.distance.kind is DistanceKind.VL53L1X:
        sensors["distance"] = settings.distance.kind.value
    return Info(
        model=model,
        firmware=VERSION,
        contract=CONTRACT_VERSION,
        capabilities=[name.value for name in OrderName],
        sensors=sensors,
        barrier=settings.barrier.kind.value,
    )
