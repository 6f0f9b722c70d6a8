"""Reads a VL53L1X time-of-flight sensor: how far away the person stands, in millimetres.

Never waits for the chip: what is not ready yet is said to be so, and the next call finds it. Registers have 16-bit
addresses, most significant byte first. Datasheet DS12385 rev. 7 and ST's ultra lite driver STSW-IMG009 (user manual
UM2510), from which register addresses and values are taken as facts; wiring SDA/SCL to the bus, XSHUT and GPIO1 open.

The chip ranges by itself every 40 ms in short distance mode (up to 1.3 m, best in daylight). Its first ranging after
start calibrates the laser driver and is thrown away.
"""

from typing import Final

from device.sensors.faults import AdapterUnable, BusStuck, ChipFaulty, WrongAddress
from device.sensors.i2c_port import I2cPort
from device.sensors.protocols import DistanceSample, Identity

FACTORY_ADDRESS: Final = 0x29
_MODEL: Final = 0xEACC
_MODEL_ID: Final = 0x010F
_SYSTEM_STATUS: Final = 0x00E5
_OSCILLATOR_CALIBRATION: Final = 0x00DE
_VHV_LOOP_BOUND: Final = 0x0008
_VHV_START: Final = 0x000B
_DEFAULTS_FROM: Final = 0x002D
_INTERRUPT_POLARITY: Final = 0x0030
_INTERRUPT_STATUS: Final = 0x0031
_BUDGET_A: Final = 0x005E
_BUDGET_B: Final = 0x0061
_PERIOD: Final = 0x006C
_INTERRUPT_CLEAR: Final = 0x0086
_MODE: Final = 0x0087
_RESULT: Final = 0x0089
_RESULT_BYTES: Final = 15
"""From the range status at 0x0089 to the low byte of the distance at 0x0097."""
_DISTANCE_AT: Final = 0x0096 - _RESULT
_START: Final = b"\x40"
_STOP: Final = b"\x00"
_PERIOD_MILLISECONDS: Final = 40
_TICKS_PER_MILLISECOND: Final = 1.075
_OSCILLATOR_MASK: Final = 0x03FF

_DEFAULTS: Final = bytes.fromhex(
    "0000000102000208000810010100000000"  # 0x2D: pads at 1.8 V, interrupt active high, ranging engine
    "ff000f0000000000"  # 0x3E
    "200b0000020a2100"  # 0x46: interrupt on every new sample; phase calibration
    "000500000000"  # 0x4E
    "c8000038ff0100080000"  # 0x54
    "01cc0f01f10d"  # 0x5E: budgets and laser periods, replaced by _SHORT_DISTANCE and _BUDGET below
    "01680080"  # 0x64: deviation at most 90 mm, signal at least 1 Mcps
    "08b80000"  # 0x68
    "00000f89"  # 0x6C: period, replaced in `start`
    "0000000000000001"  # 0x70: distance thresholds, not used
    "0f0d0e0e000002"  # 0x78
    "c7ff"  # 0x7F: the whole 16 x 16 array looks
    "9b000000010000"  # 0x81: interrupt not cleared, not ranging
)
"""Registers 0x2D to 0x87 as ST's driver leaves them after initialising; most are not documented one by one."""

_SHORT_DISTANCE: Final = (
    (0x004B, b"\x14"),
    (0x0060, b"\x07"),
    (0x0063, b"\x05"),
    (0x0069, b"\x38"),
    (0x0078, b"\x07\x05"),
    (0x007A, b"\x06\x06"),
)
_BUDGET: Final = ((_BUDGET_A, b"\x00\xd6"), (_BUDGET_B, b"\x00\x6e"))
"""33 ms for one ranging."""

_STATUS_MASK: Final = 0x1F
_VALID: Final = frozenset((9, 8))
"""Range valid; and valid but clipped at the least distance."""
_FAILED: Final = frozenset((1, 2, 3))
"""Laser driver, laser watchdog, reference hardware."""


class Vl53l1x:
    """One chip (`device.sensors.protocols.DistanceSensor`)."""

    def __init__(self, *, bus: str, address: int = FACTORY_ADDRESS) -> None:
        self._port = I2cPort(bus)
        self._address = address
        self._calibrating = False
        self._ready_level = 1

    @property
    def name(self) -> str:
        """Part."""
        return "vl53l1x"

    @property
    def is_fitted(self) -> bool:
        """This is one."""
        return True

    def start(self) -> Identity:
        """Open the bus, make sure that a VL53L1X answers, configure it and let it range.

        Raises:
            DeviceFault: it does not, or it has not started yet (a millisecond after power-on).
        """
        self._port.open()
        if not self._port.can_combine:
            raise AdapterUnable(f"{self._port.path}: no combined transfers, which 16-bit registers need")
        model = self._word(_MODEL_ID)
        if model != _MODEL:
            raise WrongAddress(f"{self._where()}: model 0x{model:04x} instead of 0x{_MODEL:04x}")
        if not self._read(_SYSTEM_STATUS, 1)[0] & 1:
            raise BusStuck(f"{self._where()}: has not started")
        self._write(_MODE, _STOP)
        self._write(_DEFAULTS_FROM, _DEFAULTS)
        for register, value in (*_SHORT_DISTANCE, *_BUDGET):
            self._write(register, value)
        oscillator = self._word(_OSCILLATOR_CALIBRATION) & _OSCILLATOR_MASK
        ticks = int(oscillator * _PERIOD_MILLISECONDS * _TICKS_PER_MILLISECOND)
        self._write(_PERIOD, ticks.to_bytes(4, "big"))
        self._ready_level = 0 if self._read(_INTERRUPT_POLARITY, 1)[0] & 0x10 else 1
        self._calibrating = True
        self._begin()
        return Identity(text=f"{self.name} at {self._where()}")

    def read(self) -> DistanceSample | None:
        """Give the newest ranging; None: none has finished since the last one.

        Raises:
            DeviceFault: nobody answers, or the chip reports a failure of its own.
        """
        if self._read(_INTERRUPT_STATUS, 1)[0] & 1 != self._ready_level:
            return None
        if self._calibrating:
            self._finish_calibration()
            return None
        result = self._read(_RESULT, _RESULT_BYTES)
        self._write(_INTERRUPT_CLEAR, b"\x01")
        status = result[0] & _STATUS_MASK
        if status in _FAILED:
            raise ChipFaulty(f"{self._where()}: range status {status}")
        if status not in _VALID:
            return DistanceSample(millimetres=None)
        return DistanceSample(millimetres=int.from_bytes(result[_DISTANCE_AT : _DISTANCE_AT + 2], "big"))

    def close(self) -> None:
        """Give the bus back; the chip ranges on."""
        self._port.close()

    def _begin(self) -> None:
        self._write(_INTERRUPT_CLEAR, b"\x01")
        self._write(_MODE, _START)

    def _finish_calibration(self) -> None:
        self._write(_INTERRUPT_CLEAR, b"\x01")
        self._write(_MODE, _STOP)
        self._write(_VHV_LOOP_BOUND, b"\x09")
        self._write(_VHV_START, b"\x00")
        self._calibrating = False
        self._begin()

    def _read(self, register: int, count: int) -> bytes:
        return self._port.exchange(self._address, register.to_bytes(2, "big"), count)

    def _word(self, register: int) -> int:
        return int.from_bytes(self._read(register, 2), "big")

    def _write(self, register: int, value: bytes) -> None:
        self._port.write(self._address, register.to_bytes(2, "big") + value)

    def _where(self) -> str:
        return f"{self._port.path} address 0x{self._address:02x}"
