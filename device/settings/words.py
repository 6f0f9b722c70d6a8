"""Holds the closed choices of the settings file, once.

Never contains behaviour; words that travel to the broker live in `device.vocabulary` instead.
"""

from enum import StrEnum


class Profile(StrEnum):
    """What the gate's hardware is."""

    RASPBERRY_PI = "raspberry-pi"
    EMULATED = "emulated"


class ThermometerKind(StrEnum):
    """An infrared thermometer this firmware drives; the word is also the entry's `sensor`."""

    MLX90614_DCI = "mlx90614-dci"
    MLX90614_DCH = "mlx90614-dch"
    MLX90614_DCC = "mlx90614-dcc"
    MLX90614_DAA = "mlx90614-daa"
    MLX90614_BCI = "mlx90614-bci"
    MLX90614_BCC = "mlx90614-bcc"
    MLX90614_BAA = "mlx90614-baa"
    MLX90632 = "mlx90632"


class RoomKind(StrEnum):
    """What tells the room's temperature."""

    THERMOMETER = "thermometer"
    """The infrared thermometer's own chip, less `thermometer.housing_celsius`."""
    TMP117 = "tmp117"


class CoreModel(StrEnum):
    """How a forehead's temperature is turned into a core temperature."""

    REFERENCE = "reference"
    LINEAR = "linear"


class DistanceKind(StrEnum):
    """What tells how far the person stands."""

    VL53L1X = "vl53l1x"
    NONE = "none"


class AimKind(StrEnum):
    """What sees where the face is, so that people can be told how to stand."""

    NONE = "none"
    MLX90640 = "mlx90640"


class CameraKind(StrEnum):
    """Where frames come from."""

    PICAMERA2 = "picamera2"
    V4L2 = "v4l2"
    FOLDER = "folder"
    FILM = "film"
    EMULATED = "emulated"


class PinFactory(StrEnum):
    """What drives the pins."""

    LGPIO = "lgpio"
    MOCK = "mock"


class BarrierKind(StrEnum):
    """How the barrier wants to be asked to open."""

    PULSE = "pulse"
    HOLD = "hold"
    MAGNETIC_LOCK = "magnetic_lock"


class PowerLoss(StrEnum):
    """What the wiring does when the power goes; the installer states it, nothing here can change it."""

    OPENS = "opens"
    STAYS_CLOSED = "stays_closed"


class ScreenKind(StrEnum):
    """What shows words to the person at the lane."""

    NONE = "none"
    FRAMEBUFFER = "framebuffer"


class ScreenLanguage(StrEnum):
    """Which language stands first and large."""

    CHINESE = "chinese"
    ENGLISH = "english"


class ScreenGround(StrEnum):
    """What the screen's drawing is painted on."""

    LIGHT = "light"
    DARK = "dark"
    BLACK_AND_WHITE = "black_and_white"


class VoiceLanguage(StrEnum):
    """A language the gate can speak."""

    MANDARIN = "mandarin"
    CANTONESE = "cantonese"
    ENGLISH = "english"


class LogLevel(StrEnum):
    """The least serious line that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
