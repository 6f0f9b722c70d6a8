"""Builds what records the core's events, so that what happened can be replayed.

Never keeps a gate from starting because its disk takes nothing: what is recorded is a help, fire and exit are not.
"""

import errno
from pathlib import Path
from typing import Final

from device.assembly.hardware import Hardware
from device.checkpoint.machine import Checkpoint
from device.errors import FileRefused
from device.journal.recorder import CoreState, EventRecorder
from device.journal.situation_text import write_situation
from device.settings import Settings
from device.version import VERSION

RECORDINGS_FOLDER: Final = "recordings"
_OF_THE_DISK: Final = frozenset({errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""The recorder says so itself, and tries again."""


def assemble_recorder(settings: Settings, hardware: Hardware, core: Checkpoint, *, session: str) -> EventRecorder:
    """Build it on its folder beside the journal.

    Raises:
        FileRefused: the folder cannot be made, and not for want of a disk that takes it.
    """
    folder = Path(settings.journal.directory) / RECORDINGS_FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise FileRefused(f"{folder} cannot be made: {error.strerror}") from error
    return EventRecorder(
        folder,
        clock=hardware.clock,
        clock_leaps=hardware.clock.leaps,
        version=VERSION,
        session=session,
        core_state=lambda: CoreState(policy=core.situation.policy, state=write_situation(core.situation)),
    )
