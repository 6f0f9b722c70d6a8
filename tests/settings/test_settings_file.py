"""A settings file is taken whole or refused with every fault in it."""

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import SettingsError
from device.settings import load, parse
from device.settings.reader import BYTES_MOST

VENUE = '[venue]\nid = "school"\ncheckpoint = "south"\ndevice = "gate-1"\n'
EMULATED = '[hardware]\nprofile = "emulated"\n[pins]\nfactory = "mock"\n[camera]\nkind = "emulated"\n'


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        parse(text.encode())
    return caught.value.faults


def only_fault(text: str) -> str:
    (fault,) = faults(text)
    return fault


def test_all_faults_of_a_file_are_told_at_once() -> None:
    told = faults(
        '[venue]\nid = "School One"\ncheckpoint = "south"\n'
        '[barrier]\npulse_milisecond = 500\nkind = "puls"\n'
        '[policy]\nfever_celsius = "37.3"\n'
        "[policies]\n"
    )
    assert told == (
        "[policies]: there is no such section; did you mean policy?",
        "venue.id: 'School One' is not an id: 1 to 40 of a-z, 0-9 and -",
        "venue.device: is missing; this gate; unique in the fleet, equal to the certificate's CN",
        "policy.fever_celsius: '37.3' is not a number",
        "barrier.pulse_milisecond: there is no such setting; did you mean pulse_milliseconds?",
        "barrier.kind: 'puls' is not one of pulse, hold, magnetic_lock; did you mean pulse?",
    )


def test_a_setting_in_the_wrong_section_is_told_where_it_belongs() -> None:
    assert only_fault(VENUE + "[camera]\nsupply_volts = 3.0\n") == (
        "camera.supply_volts: there is no such setting; did you mean thermometer.supply_volts?"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[policy]\nfever_celsius = 37.0", None),
        ("[policy]\nfever_celsius = 36.99", "policy.fever_celsius: 36.99 is outside 37 to 38.5 C"),
        ("[policy]\nfever_celsius = 38.5", None),
        ("[policy]\nfever_celsius = 38.51", "policy.fever_celsius: 38.51 is outside 37 to 38.5 C"),
        ("[policy]\nfever_celsius = 38", None),
        ("[policy]\nfever_celsius = nan", "policy.fever_celsius: nan is not a finite number"),
        ("[policy]\nfever_celsius = inf", "policy.fever_celsius: inf is not a finite number"),
        ("[policy]\nfever_celsius = true", "policy.fever_celsius: true is not a number"),
        ("[policy]\nstrict = 1", "policy.strict: 1 is neither true nor false"),
        ("[policy]\ngroup_people_most = 6", None),
        ("[policy]\ngroup_people_most = 7", "policy.group_people_most: 7 is outside 1 to 6 people"),
        ("[policy]\ngroup_people_most = 6.0", "policy.group_people_most: 6.0 is not a whole number"),
        ("[policy]\ngroup_people_most = true", "policy.group_people_most: true is not a whole number"),
        ('[policy]\naccepted_colours = ["green", "yellow"]', None),
        ('[policy]\naccepted_colours = ["green", "red"]', "policy.accepted_colours: red is never accepted"),
        ('[policy]\naccepted_colours = ["unknown"]', "policy.accepted_colours: unknown is never accepted"),
        ('[policy]\naccepted_colours = ["invalid"]', "policy.accepted_colours: invalid is never accepted"),
        ("[policy]\naccepted_colours = []", "policy.accepted_colours: [] is not a list of at least one word"),
        ('[policy]\naccepted_colours = ["green", "green"]', "policy.accepted_colours: 'green' stands there twice"),
        ('[policy]\naccepted_formats = ["phc1", "shc"]', None),
        (
            '[policy]\naccepted_formats = ["phc2"]',
            "policy.accepted_formats: 'phc2' is not one of phc1, hcert, nzcp, shc, vdsnc, opaque",
        ),
        ("[policy]\npaper_grace_hours = 0", None),
        ("[policy]\npaper_grace_hours = 721", "policy.paper_grace_hours: 721 is outside 0 to 720 h"),
        ('[policy]\naccepted_formats = ["hcert"]\nforeign_rules = ["hcert test 3 green"]', None),
        (
            '[policy]\nforeign_rules = ["hcert test 3 green"]',
            "policy.foreign_rules: 'hcert test 3 green': hcert is not in policy.accepted_formats",
        ),
        (
            '[policy]\nforeign_rules = ["hcert test 30 green"]',
            "policy.foreign_rules: 'hcert test 30 green': days of a test are a whole number from 0 to 14",
        ),
        ("[policy]\nholder_entries_most = 101", "policy.holder_entries_most: 101 is outside 0 to 100 entries"),
        ("[policy]\nholder_window_seconds = 59.0", "policy.holder_window_seconds: 59.0 is outside 60 to 86400 s"),
        ("[policy]\naccepted_formats = []", "policy.accepted_formats: it has 0 items and must have 1 to 16"),
        ("[barrier]\npulse_milliseconds = 49", "barrier.pulse_milliseconds: 49 is outside 50 to 5000 ms"),
        ("[journal]\nretention_days = 21", None),
        ("[journal]\nretention_days = 22", "journal.retention_days: 22 is outside 1 to 21 days"),
        (
            "[journal]\nretention_days = 2\nacknowledged_hours = 49",
            "journal.acknowledged_hours: longer than journal.retention_days",
        ),
        ('[keys]\nroots = ["a"]', "keys.roots: it has 1 items and must have 2"),
        ('[keys]\nroots = ["a", "a"]', "keys.roots: an item stands there twice"),
        ('[trust]\nfile = "a\\nb"', "trust.file: it must be one line of printable characters"),
        ("[trust]\nfile = 5", "trust.file: 5 is not a text in quotes"),
        (
            '[barrier]\nkind = "magnetic_lock"\npower_loss = "stays_closed"',
            'barrier.power_loss: a magnetic lock lets go without power; it must be "opens"',
        ),
        ("[thermometer]\nnear_mm = 400", "thermometer.near_mm: must be below thermometer.far_mm"),
        (
            '[distance]\nbus = "/dev/i2c-1"',
            "distance.bus: must not be the thermometer's; traffic on its bus disturbs a reading",
        ),
        (
            "[policy]\nnormal_probability = 0.5\nfever_probability = 0.5",
            "policy.normal_probability: must be below policy.fever_probability",
        ),
    ],
)
def test_each_range_includes_its_ends_and_nothing_beyond(line: str, told: str | None) -> None:
    if told is None:
        parse((VENUE + line).encode())
    else:
        assert only_fault(VENUE + line) == told


def test_an_unknown_time_zone_is_a_fault() -> None:
    assert "Asia/Guangzhou" in only_fault(VENUE + 'timezone = "Asia/Guangzhou"\n')


def test_a_time_zone_cannot_name_a_file_outside_the_time_zones() -> None:
    assert "venue.timezone" in only_fault(VENUE + 'timezone = "../../etc/passwd"\n')


def test_no_pin_is_wired_twice() -> None:
    assert only_fault(VENUE + "[pins]\ngreen = 17\n") == "pins.green: GPIO 17 is already pins.barrier's"


def test_a_part_that_is_not_fitted_takes_no_pin() -> None:
    assert parse((VENUE + "[pins]\nbeam = 0\ntamper = 0\n").encode()).pins.beam == 0


def test_a_pin_of_an_i2c_bus_in_use_is_not_free() -> None:
    assert only_fault(VENUE + "[pins]\nexit = 5\n") == "pins.exit: GPIO 5 is already distance.bus = /dev/i2c-3's"
    pi_5 = '[distance]\nbus = "/dev/i2c-2"\n'
    assert only_fault(VENUE + '[aim]\nkind = "mlx90640"\nbus = "/dev/i2c-1"\n').startswith("aim.bus: must not be")
    assert only_fault(VENUE + pi_5 + "[pins]\nexit = 5\n").endswith("distance.bus = /dev/i2c-2's")


def test_the_pins_of_an_i2c_bus_that_is_not_in_use_are_free() -> None:
    assert parse((VENUE + '[pins]\nexit = 5\n[distance]\nkind = "none"\n').encode()).pins.exit == 5


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_a_broker_on_this_machine_needs_no_tls(host: str) -> None:
    assert parse((VENUE + f'[mqtt]\nhost = "{host}"\n').encode()).mqtt.host == host


@pytest.mark.parametrize("host", ["192.168.1.5", "0.0.0.0", "broker.example", "localhost.example", "::"])  # noqa: S104
def test_a_broker_anywhere_else_needs_tls(host: str) -> None:
    told = only_fault(VENUE + f'[mqtt]\nhost = "{host}"\n')
    assert told == f"mqtt.tls: required, because {host} is not this machine"


def test_tls_needs_an_authority_a_certificate_and_its_key() -> None:
    told = faults(VENUE + '[mqtt]\nhost = "broker.example"\ntls = true\n')
    assert [fault.split(":")[0] for fault in told] == ["mqtt.ca_file", "mqtt.certificate_file", "mqtt.key_file"]


def test_an_emulated_gate_drives_no_real_pin_and_may_look_through_a_real_camera() -> None:
    assert parse((VENUE + EMULATED).encode()).hardware.profile == "emulated"
    told = faults(VENUE + '[hardware]\nprofile = "emulated"\n')
    assert [fault.split(":")[0] for fault in told] == ["pins.factory"]


def test_a_real_gate_cannot_have_a_part_that_only_pretends() -> None:
    told = faults(
        VENUE + '[hardware]\nvisitors = true\npins_log = "x"\n[pins]\nfactory = "mock"\n[camera]\nkind = "emulated"\n'
    )
    assert [fault.split(":")[0] for fault in told] == [
        "hardware.visitors",
        "hardware.pins_log",
        "pins.factory",
        "camera.kind",
    ]


def test_a_folder_camera_needs_its_folder() -> None:
    assert only_fault(VENUE + '[camera]\nkind = "folder"\n').startswith("camera.folder: required")


def test_a_film_camera_needs_its_film_and_a_usb_camera_a_device() -> None:
    assert only_fault(VENUE + '[camera]\nkind = "film"\n').startswith("camera.film: required")
    assert only_fault(VENUE + '[camera]\nkind = "v4l2"\ndevice = "http://a"\n').startswith("camera.device: a camera")


def test_a_file_with_a_mistake_in_its_form_names_the_line() -> None:
    assert only_fault(VENUE + "[policy\n") == "line 5: Expected ']' at the end of a table declaration"


def test_a_file_that_stops_in_the_middle_names_its_last_line() -> None:
    assert only_fault('[venue]\nid = "a').startswith("line 2: ")


def test_a_file_in_another_encoding_names_the_line() -> None:
    with pytest.raises(SettingsError) as caught:
        parse(b'[venue]\nid = "\xd0\xc5\xd2\xcb"\n')
    assert caught.value.faults == ("line 2: the file is not UTF-8",)


def test_a_section_must_be_a_section() -> None:
    assert "[camera]: 5 is not a section" in faults("camera = 5\n" + VENUE)
    assert "[camera]: [{}] is not a section" in faults(VENUE + "[[camera]]\n")


def test_a_number_too_large_for_python_is_a_fault_not_a_crash() -> None:
    assert "policy.case_seconds" in only_fault(VENUE + f"[policy]\ncase_seconds = {'9' * 400}\n")
    assert "cannot be read" in only_fault(VENUE + f"[policy]\ncase_seconds = {'9' * 5000}\n")


def test_a_file_nested_too_deeply_is_a_fault_not_a_crash() -> None:
    assert only_fault("a = " + "[" * 100_000) == "the file is nested too deeply"


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "device.toml"
    file.write_bytes(VENUE.encode() + b"#" * (BYTES_MOST - len(VENUE)))
    assert load(file).venue.id == "school"
    file.write_bytes(VENUE.encode() + b"#" * (BYTES_MOST - len(VENUE) + 1))
    with pytest.raises(SettingsError, match="larger than 256 KiB"):
        load(file)


def test_a_file_that_is_not_there_and_a_folder_are_called_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no such file") as caught:
        load(tmp_path / "device.toml")
    assert caught.value.file == str(tmp_path / "device.toml")
    with pytest.raises(SettingsError, match="this is a folder, not a file"):
        load(tmp_path)


def test_a_file_somebody_else_may_read_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path, _mode: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(SettingsError, match="this user may not read it; try with sudo"):
        load(tmp_path / "device.toml")


@pytest.mark.parametrize("content", ["", " \n\n"])
def test_an_empty_file_is_called_empty(content: str) -> None:
    assert only_fault(content) == "the file is empty"


@given(st.binary(max_size=400))
def test_no_bytes_whatever_end_in_anything_but_settings_or_faults(raw: bytes) -> None:
    try:
        parse(raw)
    except SettingsError as error:
        assert error.faults
        assert all("\n" not in fault for fault in error.faults)


@given(
    st.sampled_from(["[policy]\nmode", "[pins]\nbarrier", "[keys]\nroots", "[venue]\nid", "[log]\nlevel", "x"]),
    st.one_of(st.integers(), st.floats(), st.booleans(), st.text(alphabet="ab\\n", max_size=5).map(repr)),
)
def test_a_value_of_any_kind_is_taken_or_refused_in_words(key: str, value: object) -> None:
    written = str(value).lower() if not isinstance(value, str) else value
    try:
        parse(f"{key} = {written}\n".encode())
    except SettingsError as error:
        assert error.faults
