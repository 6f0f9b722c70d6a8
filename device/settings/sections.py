"""Holds the catalogue of settings: one section a class, one setting a line.

Never reads a file, never touches hardware; `device.settings.policy_section` holds the venue's rules.
Pin numbers are BCM (GPIO) numbers, 0 means not fitted.
"""

from dataclasses import dataclass

from device.settings.entry import REQUIRED, choice, choices, flag, name, number, path, text, texts, whole
from device.settings.words import (
    AimKind,
    BarrierKind,
    CameraKind,
    CoreModel,
    DistanceKind,
    LogLevel,
    PinFactory,
    PowerLoss,
    Profile,
    RoomKind,
    ScreenGround,
    ScreenKind,
    ScreenLanguage,
    ThermometerKind,
    VoiceLanguage,
)

_KEYS = "/etc/menshen/keys"
_SECRETS = "/etc/menshen/secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """Who this gate is and where it stands."""

    id: str = name(REQUIRED, "the venue, as in every topic and entry")
    checkpoint: str = name(REQUIRED, "the checkpoint inside the venue, for example south-gate")
    device: str = name(REQUIRED, "this gate; unique in the fleet, equal to the certificate's CN")
    timezone: str = text("Asia/Shanghai", "time zone of the venue's days and months", most=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """Whether the chips are real."""

    profile: Profile = choice(Profile.RASPBERRY_PI, "real chips, or emulated ones under the same drivers")
    visitors: bool = flag(False, "emulated only: visitors come by themselves")
    visitors_seed: int = whole(1, 0, 2**53, "", "emulated only: seed of the visitors and of their codes' keys")
    visitors_pause_seconds: float = number(8.0, 0.0, 600.0, "s", "emulated only: most time between two visitors")
    pins_log: str = path("", "emulated only: file that receives a line for every change of an output pin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thermometer:
    """The infrared thermometer."""

    sensor: ThermometerKind = choice(
        ThermometerKind.MLX90614_DCI, "the part that is fitted; an mlx90632 as it is sold needs 3 s for a verdict"
    )
    bus: str = path("/dev/i2c-1", "its I2C bus; nothing else belongs on it while it measures")
    address: int = whole(0x5A, 0x08, 0x77, "I2C address", "where it answers")
    supply_volts: float = number(3.3, 2.6, 5.5, "V", "its supply; a 3 V part on the Pi's 3.3 V reads 0.18 C high")
    emissivity: float = number(0.98, 0.80, 1.0, "", "of human skin; corrected in software, never in the chip")
    require_pec: bool = flag(True, "refuse a reading without a checksum")
    near_mm: int = whole(100, 5, 1000, "mm", "nearer than this is too near")
    far_mm: int = whole(300, 10, 2000, "mm", "further than this is too far")
    housing_celsius: float = number(0.3, 0.0, 5.0, "C", "how much warmer the chip is than the room, once settled")
    offset_celsius: float = number(0.0, -1.5, 1.5, "C", "added to what the chip says, from a black-body calibration")
    core_model: CoreModel = choice(CoreModel.REFERENCE, "how a forehead's temperature becomes a core temperature")
    commissioning: str = path("", "signed record of its calibration; empty: none")
    warm_up_seconds: float = number(60.0, 0.0, 3600.0, "s", "least time after power on before it can count as settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What tells the room's temperature, which the forehead-to-core curve depends on."""

    kind: RoomKind = choice(RoomKind.THERMOMETER, "the infrared part's own chip, or a part in moving air")
    bus: str = path("/dev/i2c-3", "its I2C bus; another one than the thermometer's")
    address: int = whole(0x48, 0x48, 0x4B, "I2C address", "where it answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """The distance sensor that tells when somebody stands there."""

    kind: DistanceKind = choice(DistanceKind.VL53L1X, "the part that is fitted; with none, warmth tells of presence")
    bus: str = path("/dev/i2c-3", "its I2C bus; another one than the thermometer's")
    address: int = whole(0x29, 0x08, 0x77, "I2C address", "where it answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A thermal array that sees where the face is; it helps people to stand rightly and decides nothing."""

    kind: AimKind = choice(AimKind.NONE, "an MLX90640 with 110 x 75 degrees (type BAA), or none")
    bus: str = path("/dev/i2c-3", "its I2C bus; another one than the thermometer's")
    address: int = whole(0x33, 0x08, 0x77, "I2C address", "where it answers")
    upside_down: bool = flag(False, "it is mounted the wrong way up")
    mark_right_degrees: float = number(0.0, -50.0, 50.0, "deg", "where the thermometer looks, right of its middle")
    mark_below_degrees: float = number(0.0, -35.0, 35.0, "deg", "where the thermometer looks, below its middle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """The camera that reads health codes."""

    kind: CameraKind = choice(CameraKind.PICAMERA2, "a Pi camera, a USB camera, pictures, a film, or an emulated one")
    width: int = whole(1280, 320, 4608, "pixels", "of a frame")
    height: int = whole(720, 240, 2592, "pixels", "of a frame")
    frames_per_second: int = whole(10, 1, 30, "1/s", "frames looked at")
    device: str = path("/dev/video0", "kind v4l2 only: the camera; /dev/v4l/by-id/... stays the same when others come")
    folder: str = path("", "kind folder only: pictures shown one after the other")
    film: str = path("", "kind film only: a film shown again and again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """What is wired to which GPIO; docs/wiring.md draws it."""

    factory: PinFactory = choice(PinFactory.LGPIO, "lgpio on a Pi; mock only with emulated hardware")
    barrier: int = whole(17, 0, 27, "GPIO", "relay of the barrier, with a pull-down resistor")
    green: int = whole(22, 0, 27, "GPIO", "green light")
    amber: int = whole(27, 0, 27, "GPIO", "amber light")
    red: int = whole(23, 0, 27, "GPIO", "red light")
    buzzer: int = whole(18, 0, 27, "GPIO", "buzzer at the lane")
    desk_lamp: int = whole(24, 0, 27, "GPIO", "lamp that calls for help at the desk")
    desk_buzzer: int = whole(25, 0, 27, "GPIO", "buzzer that calls for help at the desk")
    exit: int = whole(8, 0, 27, "GPIO", "exit button, to ground")
    fire: int = whole(6, 0, 27, "GPIO", "fire loop, normally closed to ground: a broken wire is a fire")
    door: int = whole(12, 0, 27, "GPIO", "door contact, closed to ground while the door is shut")
    passage_in: int = whole(13, 0, 27, "GPIO", "passage contact, inwards")
    passage_out: int = whole(16, 0, 27, "GPIO", "passage contact, outwards")
    beam: int = whole(19, 0, 27, "GPIO", "light beam in the barrier's way")
    tamper: int = whole(20, 0, 27, "GPIO", "tamper contact of the housing, normally closed")
    key_admit: int = whole(21, 0, 27, "GPIO", "key switch, position admit")
    key_reset: int = whole(26, 0, 27, "GPIO", "key switch, position reset")
    companion: int = whole(7, 0, 27, "GPIO", "companion button: one more person belongs to this visit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """How the barrier is asked to open; closing and crush protection are its own controller's."""

    kind: BarrierKind = choice(BarrierKind.PULSE, "a short contact, held until passage, or a lock that is held shut")
    pulse_milliseconds: int = whole(500, 50, 5000, "ms", "kind pulse only: how long the contact closes")
    power_loss: PowerLoss = choice(PowerLoss.OPENS, "what the wiring does without power; stated by the installer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The screen at the lane, where one is fitted."""

    kind: ScreenKind = choice(ScreenKind.NONE, "a framebuffer of the kernel's (HDMI, SPI, e-paper), or none")
    device: str = path("/dev/fb0", "the framebuffer")
    ground: ScreenGround = choice(ScreenGround.DARK, "what is drawn on; e-paper wants black_and_white")
    first_language: ScreenLanguage = choice(ScreenLanguage.CHINESE, "the language that stands first and large")
    shows_name: bool = flag(False, "greet who passes by the masked name on their code")
    check_in_page: str = text("", "address of the quick check-in page, shown as a QR code by an idle gate; empty: none")
    pause_seconds: float = number(0.0, 0.0, 30.0, "s", "least time between two pictures; e-paper wants 2 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The voice at the lane, where a loudspeaker is fitted."""

    enabled: bool = flag(False, "speak")
    device: str = text("default", "ALSA's name of the loudspeaker, for example plughw:1,0", most=64)
    folder: str = path("/usr/local/share/menshen/voice", "the prompts, made by scripts/make-voice")
    languages: tuple[VoiceLanguage, ...] = choices(
        (VoiceLanguage.MANDARIN, VoiceLanguage.ENGLISH), "spoken one after the other"
    )
    volume_percent: int = whole(80, 0, 100, "%", "of full volume, by day")
    quiet_percent: int = whole(40, 0, 100, "%", "of full volume, in the quiet hours; an emergency is always at full")
    quiet_from_hour: int = whole(21, 0, 23, "h", "the quiet hours begin, in the venue's time")
    quiet_until_hour: int = whole(7, 0, 23, "h", "the quiet hours end; the same hour as they begin: there are none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mqtt:
    """The broker."""

    host: str = text("127.0.0.1", "name or address of the broker", most=253)
    port: int = whole(1883, 1, 65535, "", "its port; 8883 is usual with TLS")
    tls: bool = flag(False, "encrypt and authenticate; required for any host but this machine itself")
    ca_file: str = path("", "certificate of the broker's authority")
    certificate_file: str = path("", "this gate's certificate; its CN is the device's id")
    key_file: str = path("", "this gate's private key, mode 0600")
    keepalive_seconds: int = whole(30, 5, 300, "s", "how soon a dead connection is noticed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Where the key material lies; a gate holds no private key of venue or operator."""

    roots: tuple[str, ...] = texts(
        (f"{_KEYS}/root-1.pem", f"{_KEYS}/root-2.pem"), 2, 2, "the health authority's two root keys"
    )
    venue_public: str = path(f"{_KEYS}/venue.pem", "verifies the venue's orders, tickets and badges")
    operator_public: str = path(f"{_KEYS}/operator.pem", "verifies the operator's orders and settings")
    tracing_public: str = path(f"{_KEYS}/tracing.pem", "seals holders to the health authority")
    resolve_public: str = path(f"{_KEYS}/resolve.pem", "seals look-ups to the health authority")
    venue_secret: str = path(f"{_SECRETS}/venue_secret", "makes holder tags; a systemd credential comes first")
    city_secret: str = path(f"{_SECRETS}/city_secret", "makes code tags; a systemd credential comes first")
    journal_key: str = path(f"{_SECRETS}/journal_key", "encrypts the journal; a systemd credential comes first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose health codes count."""

    file: str = path("/etc/menshen/trust.cose", "the health authority's signed trust list")
    lists_folder: str = path("", "signed lists brought by hand: revoked-*.cose and colours.cose")
    lists_address: str = text("", "https address of the folder with the authority's large lists; empty: none", most=200)
    lists_ca_file: str = path("", "certificate of that server's authority; empty: those the system trusts")
    opaque_hosts: tuple[str, ...] = texts((), 0, 16, "hosts whose addresses are health codes; never opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """The durable record."""

    directory: str = path("/var/lib/menshen", "where it is kept")
    retention_days: int = whole(14, 1, 21, "days", "after which an entry is deleted, acknowledged or not")
    acknowledged_hours: int = whole(72, 1, 504, "h", "after which an acknowledged entry is deleted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What is written to the system's log."""

    level: LogLevel = choice(LogLevel.INFO, "the least serious line that is written")
