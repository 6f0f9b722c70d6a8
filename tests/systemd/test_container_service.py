"""Under real systemd the gate starts, screens, stops, and comes back from a hang, a kill and a wrong setting.

The whole daemon runs as its own user in the unit's full sandbox, on emulated chips, with Debian's Mosquitto beside it.
Needs systemd-nspawn, debootstrap and root rights; the first run makes the root folder (about two minutes).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from booted_container import Container, booted_container
from container_root import container_root, missing_programs
from debian_root import build_wheel

CHECKOUT = Path(__file__).parents[2]
UNIT = "menshen.service"
MENSHEN = "/opt/menshen/current/bin/menshen"
SETTINGS = "/etc/menshen/container.toml"
PINS_LOG = "/var/lib/menshen/pins.log"
VISIT_SECONDS = 60

pytestmark = [
    pytest.mark.container,
    pytest.mark.skipif(bool(missing_programs()), reason=f"needs {', '.join(missing_programs())}"),
]


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    folder = tmp_path_factory.mktemp("service")
    wheel = build_wheel(CHECKOUT, folder)
    binds = {CHECKOUT / "scripts": "/checkout/scripts", CHECKOUT / "systemd": "/checkout/systemd"}
    binds |= {CHECKOUT / "docs": "/checkout/docs", folder: "/wheel"}
    with booted_container(container_root(CHECKOUT), binds, folder / "boot.log") as booted:
        pip = "/opt/menshen/current/bin/pip"
        booted.run(pip, "install", "--quiet", "--no-deps", "--no-index", f"/wheel/{wheel.name}")
        booted.run("/checkout/scripts/install-units")
        booted.run("systemd-sysusers")
        booted.run("systemd-tmpfiles", "--create", "menshen.conf")
        _give_keys(booted)
        settings = (CHECKOUT / "docs/device-emulated.toml").read_text(encoding="utf-8")
        settings = settings.replace("visitors = true", f'visitors = true\npins_log = "{PINS_LOG}"')
        booted.write(
            SETTINGS, settings + '\n[barrier]\nkind = "hold"\n'
        )  # energised for seconds: there is time to kill
        booted.write(
            f"/etc/systemd/system/{UNIT}.d/container.conf",
            f"[Service]\nExecStart=\nExecStart={MENSHEN} run --settings {SETTINGS}\nDeviceAllow=\n",
        )
        booted.run("systemctl", "daemon-reload")
        yield booted


def _give_keys(container: Container) -> None:
    # the visitors' codes are signed with these; a real installer brings the files of a real authority
    make = (
        "import pathlib, time\n"
        "from device.simulation.play_keys import make_play_keys\n"
        "make_play_keys(pathlib.Path('/run/play'), seed=1, now=int(time.time()))\n"
    )
    container.run("/opt/menshen/current/bin/python", "-c", make)
    script = (
        "cp /run/play/*.pem /etc/menshen/keys/ && cp /run/play/trust.cose /etc/menshen/ &&"
        "install -m600 /run/play/{venue_secret,city_secret,journal_key} /etc/menshen/secrets/"
    )
    container.run("bash", "-c", script)


@pytest.fixture
def gate(container: Container) -> Iterator[Container]:
    container.run("systemctl", "restart", UNIT)
    yield container
    container.run("systemctl", "stop", UNIT)
    container.ask("systemctl", "reset-failed", UNIT)


def edges(container: Container) -> list[tuple[str, str]]:
    """Name and level of every edge since the last power-up of the emulated board."""
    return _runs(container)[-1]


def edges_before(container: Container) -> list[tuple[str, str]]:
    """The same of the run before that."""
    return _runs(container)[-2]


def last_level(of: list[tuple[str, str]], name: str) -> str:
    """Level after the last edge of an output; low where there was none."""
    return dict(of).get(name, "0")


def _runs(container: Container) -> list[list[tuple[str, str]]]:
    runs: list[list[tuple[str, str]]] = []
    for line in container.read(PINS_LOG).splitlines():
        _second, name, level = line.split()
        if name == "board":
            runs.append([])
        else:
            runs[-1].append((name, level))
    return runs


def test_the_service_is_ready_soon_after_its_start_and_says_so(gate: Container) -> None:
    assert gate.show(UNIT, "ActiveState") == "active"
    assert gate.show(UNIT, "StatusText") != ""
    assert gate.run("stat", "-c", "%U", f"/proc/{gate.show(UNIT, 'MainPID')}").strip() == "menshen"
    began = int(gate.show(UNIT, "ExecMainStartTimestampMonotonic"))
    ready = int(gate.show(UNIT, "ActiveEnterTimestampMonotonic"))
    assert 0 < ready - began < 5_000_000


def test_a_visitor_is_admitted_in_the_sandbox_and_the_journal_proves(gate: Container) -> None:
    gate.wait_for_line(PINS_LOG, " barrier 1", VISIT_SECONDS)
    assert ("barrier", "1") in edges(gate)
    proof = gate.run(MENSHEN, "journal", "verify")
    assert proof.strip()


def test_a_stop_takes_less_than_eight_seconds_and_leaves_every_output_at_rest(gate: Container) -> None:
    gate.wait_for_line(PINS_LOG, " barrier 1", VISIT_SECONDS)
    gate.run("systemctl", "stop", UNIT)
    assert gate.show(UNIT, "Result") == "success"
    assert set(dict(edges(gate)).values()) == {"0"}


def test_a_hung_daemon_is_ended_by_the_watchdog_and_comes_back(gate: Container) -> None:
    process = gate.show(UNIT, "MainPID")
    restarts = int(gate.show(UNIT, "NRestarts"))
    with gate.expecting_in_journal(UNIT, "Watchdog timeout", within_seconds=60):
        gate.run("systemctl", "kill", "--kill-who=main", "--signal=STOP", UNIT)
    with gate.expecting_in_journal(UNIT, "Started", within_seconds=60):
        pass
    assert gate.show(UNIT, "ActiveState") == "active"
    assert gate.show(UNIT, "MainPID") != process
    assert int(gate.show(UNIT, "NRestarts")) == restarts + 1


def test_a_killed_daemon_comes_back_with_the_barrier_at_rest_and_nothing_lost(gate: Container) -> None:
    before = gate.run(MENSHEN, "journal", "export").count("\n")
    with gate.expecting_in_journal(UNIT, "Started", within_seconds=60):
        gate.wait_for_line(PINS_LOG, " barrier 1", VISIT_SECONDS)
        gate.run("systemctl", "kill", "--kill-who=main", "--signal=KILL", UNIT)
    assert last_level(edges_before(gate), "barrier") == "1"  # it was killed while the barrier was open
    assert ("barrier", "1") not in edges(gate)
    gate.run(MENSHEN, "journal", "verify")
    assert gate.run(MENSHEN, "journal", "export").count("\n") > before


def test_wrong_settings_are_told_and_not_tried_again(container: Container) -> None:
    sound = container.read(SETTINGS)
    container.write(SETTINGS, sound.replace("[pins]", "[pins]\nbarier = 5"))
    try:
        assert container.ask("systemctl", "start", UNIT).returncode != 0
        assert container.show(UNIT, "ExecMainStatus") == "78"
        assert container.show(UNIT, "ActiveState") == "failed"
        assert container.show(UNIT, "NRestarts") == "0"
        assert "did you mean barrier?" in container.run("journalctl", "-u", UNIT, "-o", "cat", "-n", "20")
    finally:
        container.write(SETTINGS, sound)
        container.ask("systemctl", "reset-failed", UNIT)


def test_the_doctor_finds_nothing_wrong_with_an_emulated_gate_but_its_clock(gate: Container) -> None:
    said = gate.ask(MENSHEN, "doctor", "--settings", SETTINGS).stdout
    wrong = [line for line in said.splitlines() if line.startswith("WRONG")]
    assert [line.split()[1] for line in wrong] in ([], ["clock"]), said
