"""Looks at what speaks to people: the screen's panel and font, the voice's loudspeaker and prompts.

Never shows a picture and never makes a sound; each part is loaded only when it is looked at.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from device.doctor.finding import Finding, Health
from device.errors import MenshenError
from device.settings.sections import Screen, Voice
from device.settings.words import ScreenGround, ScreenKind

_FEW = 3
_SLOW_PANEL_SECONDS = 1.0


def look_at_screen(settings: Screen) -> Finding:
    """Whether there is a panel, and the font to write on it."""
    part = "screen"
    if settings.kind is ScreenKind.NONE:
        return Finding(part=part, health=Health.ABSENT, state="not fitted (screen.kind)")
    from device.screen.display import DisplayFault  # noqa: PLC0415 - only where one is fitted
    from device.screen.framebuffer import Framebuffer  # noqa: PLC0415
    from device.screen.inks import Ground  # noqa: PLC0415
    from device.screen.painter import Painter  # noqa: PLC0415

    try:
        mode = Framebuffer(Path(settings.device)).mode()
    except DisplayFault as error:
        remedy = "look at the cable and at screen.device; the user must be in the group video"
        return Finding(part=part, health=Health.WRONG, state=str(error), remedy=remedy)
    try:
        Painter(Ground(settings.ground.value))
    except MenshenError as error:
        return Finding(part=part, health=Health.WRONG, state=str(error), remedy="apt install fonts-noto-cjk")
    state = f"{mode.width} x {mode.height}, {mode.bits} bits a pixel, on {settings.device}"
    if settings.ground is ScreenGround.BLACK_AND_WHITE and settings.pause_seconds < _SLOW_PANEL_SECONDS:
        remedy = "e-paper wears out: set screen.pause_seconds to 2 or more"
        return Finding(part=part, health=Health.DEGRADED, state=state, remedy=remedy)
    return Finding(part=part, health=Health.OK, state=state)


def look_at_voice(settings: Voice, devices: Callable[[], str] | None = None) -> Iterator[Finding]:
    """Whether there is a loudspeaker, and whether every prompt is there and as loud as the others."""
    if not settings.enabled:
        yield Finding(part="voice", health=Health.ABSENT, state="not fitted (voice.enabled)")
        return
    from device.voice.aplay_speaker import sound_devices  # noqa: PLC0415 - only where one is fitted

    try:
        state = f"{(devices or sound_devices)()}; {settings.device} is used"
        yield Finding(part="loudspeaker", health=Health.OK, state=state)
    except MenshenError as error:
        remedy = "apt install alsa-utils; look at the sound card, and at voice.device"
        yield Finding(part="loudspeaker", health=Health.WRONG, state=str(error), remedy=remedy)
    yield _look_at_prompts(settings)


def _look_at_prompts(settings: Voice) -> Finding:
    from device.guidance.sentences import Language  # noqa: PLC0415 - only where a loudspeaker is fitted
    from device.voice.listening import heard, is_right  # noqa: PLC0415
    from device.voice.prompts import missing  # noqa: PLC0415

    part, folder = "voice", Path(settings.folder)
    languages = tuple(Language(word.value) for word in settings.languages)
    gone = missing(folder, languages)
    if gone:
        names = ", ".join(f"{file.parent.name}/{file.name}" for file in gone[:_FEW])
        more = f" and {len(gone) - _FEW} more" if len(gone) > _FEW else ""
        state = f"{folder}: {names}{more} missing"
        return Finding(part=part, health=Health.WRONG, state=state, remedy=f"scripts/make-voice {folder}")
    prompts = heard(folder, languages)
    wrong = [prompt for prompt in prompts if not is_right(prompt)]
    state = f"{len(prompts)} prompts in {', '.join(languages)}"
    if wrong:
        names = ", ".join(f"{prompt.language.value}/{prompt.sentence.value}" for prompt in wrong[:_FEW])
        remedy = f"see `menshen voice {folder}`; scripts/make-voice makes them level"
        return Finding(part=part, health=Health.DEGRADED, state=f"{state}; not level: {names}", remedy=remedy)
    return Finding(part=part, health=Health.OK, state=f"{state}, level")
