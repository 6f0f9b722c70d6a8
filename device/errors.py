"""Holds the root of every error this firmware raises, and whose fault each branch is.

    MenshenError
    ├── SettingsError        the installer's: every fault of a settings file at once; exit 78
    ├── MissingSecret        the installer's: a key or secret is not where the settings say; exit 78
    ├── DeviceFault          the wiring's or the chip's: try again, then somebody must come
    │   └── (one subclass per remedy beside each driver: cable, power cycle, wrong address, corrupt frame)
    ├── JournalError         the disk's or an intruder's
    │   ├── JournalFull
    │   ├── JournalBroken    the chain does not prove
    │   ├── JournalKeyWrong
    │   └── JournalInUse     another daemon writes it: end that one first
    ├── FileRefused          the giver's: an image, scenario, recording or key file that cannot be taken, and why
    └── ProgramMissing       the machine's: a library or program is not installed, and which package brings it

What a person at the gate or a broker sends wrongly is a value with a reason, never one of these.
"""


class MenshenError(Exception):
    """Any failure this firmware names itself; its text is one line for a person."""


class SettingsError(MenshenError):
    """Settings with faults; `faults` holds one line each, `file` where they were read, if from one."""

    def __init__(self, faults: tuple[str, ...], *, file: str = "") -> None:
        super().__init__("; ".join(faults))
        self.faults = faults
        self.file = file


class MissingSecret(MenshenError):
    """A key or secret is not where the settings say."""


class DeviceFault(MenshenError):
    """A chip, a wire or a bus does not answer as its datasheet says; `detail` is a short machine word."""

    detail = "fault"


class JournalError(MenshenError):
    """The journal cannot be trusted or written."""


class JournalFull(JournalError):
    """No room is left on the disk."""


class JournalBroken(JournalError):
    """The chain of entries does not prove."""


class JournalKeyWrong(JournalError):
    """The bodies cannot be opened with this key."""


class JournalInUse(JournalError):
    """Another program writes this journal; two gates must never share one."""


class FileRefused(MenshenError):
    """A file given by a person cannot be taken; the text says which and why."""


class ProgramMissing(MenshenError):
    """A library or program is not installed; the text names the package that brings it."""
