"""Builds what speaks to people: the attendant, and the screen and the voice where the settings fit them.

Never loads a screen's or a voice's code where none is fitted, and never touches a panel or a loudspeaker: their workers
do.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from device.assembly.hardware import Hardware
from device.attendant import Attendant, Presents, Tells
from device.guidance.coach import Face
from device.settings import Settings
from device.settings.words import ScreenKind, ScreenLanguage
from device.work import Post, Wakeable, Worker

if TYPE_CHECKING:
    from device.screen.worker import ScreenWorker
    from device.visitor.identification import Identification
    from device.voice.worker import VoiceWorker


class People(Struct, frozen=True, kw_only=True):
    """The attendant, and every worker that tells people something, with its bell."""

    attendant: Attendant
    workers: tuple[tuple[Worker, Wakeable], ...]


def assemble_people(
    settings: Settings,
    hardware: Hardware,
    bells: Mapping[str, Wakeable],
    *,
    post: Post,
    presenter: Presents,
    code_hint: Callable[[], str],
    identification: "Identification",
    face: Callable[[], Face | None],
) -> People:
    """Build them; `bells` has one each for `attendant`, `screen` and `voice`."""
    fitted: list[tuple[Worker, Wakeable]] = []
    channels: list[Tells] = []
    if settings.screen.kind is not ScreenKind.NONE:
        screen = _screen(settings, hardware, bells["screen"], post)
        channels.append(screen)
        fitted.append((screen, bells["screen"]))
    if settings.voice.enabled:
        voice = _voice(settings, hardware, bells["voice"], post)
        channels.append(voice)
        fitted.append((voice, bells["voice"]))

    def masked_name(ref: str) -> str:
        person = identification.person(ref)
        return "" if person is None else person.masked_name

    attendant = Attendant(
        presenter=presenter,
        channels=tuple(channels),
        code_hint=code_hint,
        face=face,
        wake=bells["attendant"],
        masked_name=masked_name if settings.screen.shows_name else None,
    )
    return People(attendant=attendant, workers=((attendant, bells["attendant"]), *fitted))


def _screen(settings: Settings, hardware: Hardware, bell: Wakeable, post: Post) -> "ScreenWorker":
    from device.guidance.sentences import Language  # noqa: PLC0415 - only where a screen is fitted
    from device.screen.framebuffer import Framebuffer  # noqa: PLC0415
    from device.screen.inks import Ground  # noqa: PLC0415
    from device.screen.qr_rows import check_in_address, qr_rows  # noqa: PLC0415
    from device.screen.worker import ScreenWorker  # noqa: PLC0415

    here, venue = settings.screen, settings.venue

    def check_in_rows() -> tuple[str, ...]:
        if not here.check_in_page:
            return ()
        return qr_rows(check_in_address(here.check_in_page, venue.id, venue.checkpoint))

    return ScreenWorker(
        display=hardware.display or Framebuffer(Path(here.device)),
        ground=Ground(here.ground.value),
        first=Language.ENGLISH if here.first_language is ScreenLanguage.ENGLISH else Language.MANDARIN,
        pause_seconds=here.pause_seconds,
        check_in_rows=check_in_rows,
        post=post,
        wake=bell,
    )


def _voice(settings: Settings, hardware: Hardware, bell: Wakeable, post: Post) -> "VoiceWorker":
    from device.guidance.sentences import Language  # noqa: PLC0415 - only where a loudspeaker is fitted
    from device.voice.aplay_speaker import AplaySpeaker  # noqa: PLC0415
    from device.voice.prompts import load  # noqa: PLC0415
    from device.voice.volume import Volume  # noqa: PLC0415
    from device.voice.worker import VoiceWorker  # noqa: PLC0415

    here, zone = settings.voice, ZoneInfo(settings.venue.timezone)
    return VoiceWorker(
        speaker=hardware.speaker or AplaySpeaker(here.device),
        folder=Path(here.folder),
        languages=tuple(Language(word.value) for word in here.languages),
        volume=Volume(
            by_day=here.volume_percent / 100,
            quiet=here.quiet_percent / 100,
            quiet_from_hour=here.quiet_from_hour,
            quiet_until_hour=here.quiet_until_hour,
        ),
        hour=lambda: hardware.clock.wall().astimezone(zone).hour,
        post=post,
        wake=bell,
        load_prompt=hardware.load_prompt or load,
    )
