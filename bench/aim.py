"""Measures what a half picture of a thermal array costs the processor: its temperatures, and the face in it.

Goal: at most 3 ms together. Without the bus and the emulated chip's own work. Exit 1 where it is missed. Run as
`python bench/aim.py [--pictures N]`.
"""

import argparse
import statistics
import sys
import time

import numpy as np
from figure import show_figure, show_machine

from device.sensors.face_finder import Optics, nearest_face
from device.sensors.mlx90640_arithmetic import half_picture
from device.sensors.mlx90640_calibration import COLUMNS, PIXELS, ROWS, unpacked
from device.simulation.mlx90640_words import FACTORY_CONTROL, FactoryArray, auxiliary_words
from device.simulation.scene import Body, Scene
from device.simulation.thermal_picture import thermal_picture

CPU_MILLISECONDS = 3.0
CHIP_CELSIUS, SUPPLY_VOLTS = 32.0, 3.3


def main() -> int:
    """Print the figures; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=int, default=400)
    arguments = parser.parse_args()
    show_machine()
    part = FactoryArray(1)
    calibration = unpacked(np.array(part.eeprom(), dtype=np.int64))
    if calibration is None:
        return 1
    scene = Scene(body=Body(distance_mm=250.0, core_celsius=36.6))
    truth = thermal_picture(scene, width_degrees=110.0, height_degrees=75.0, rows=ROWS, columns=COLUMNS, at=0.0)
    words = part.pixel_words(truth.ravel(), chip_celsius=CHIP_CELSIUS, supply_volts=SUPPLY_VOLTS, in_chess=True)
    own = auxiliary_words(chip_celsius=CHIP_CELSIUS, supply_volts=SUPPLY_VOLTS, in_chess=True)
    frame = np.concatenate([np.rint(words), own]).astype(np.int64)
    arithmetic, finding, picture = [], [], np.full(PIXELS, np.nan)
    for place in range(arguments.pictures):
        began = time.process_time()
        half = half_picture(frame, control=FACTORY_CONTROL, subpage=place % 2, calibration=calibration)
        if half is None:
            return 1
        picture = np.where(half.mine, half.celsius, picture)
        computed = time.process_time()
        if place:
            nearest_face(picture.reshape(ROWS, COLUMNS), Optics())
            finding.append((time.process_time() - computed) * 1000)
        arithmetic.append((computed - began) * 1000)
    found = statistics.median(finding)
    counted = statistics.median(arithmetic)
    print(f"temperatures of half a picture {counted:.2f} ms, the face in the whole one {found:.2f} ms")
    return 0 if show_figure("processor, median", counted + found, "ms", goal=CPU_MILLISECONDS) else 1


if __name__ == "__main__":
    sys.exit(main())
