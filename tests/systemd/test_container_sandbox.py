"""Under real systemd the unit's sandbox lets the daemon do its work and nothing else.

The list of devices is not proved here: a container has no device control of its own; that takes a virtual machine.
Needs systemd-nspawn, debootstrap and root rights; the first run makes the root folder (about two minutes).
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from booted_container import Container, booted_container
from container_root import container_root, missing_programs
from sandbox_probe import ATTEMPTS, OF_OTHERS

CHECKOUT = Path(__file__).parents[2]
MUST_WORK = {
    "write in its state folder",
    "write in its run folder",
    "let C call Python",
    "ask the kernel about the clock",
    "reach the network",
    "read its credential",
    "read the processor's name",
}

pytestmark = [
    pytest.mark.container,
    pytest.mark.skipif(bool(missing_programs()), reason=f"needs {', '.join(missing_programs())}"),
]


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    log = tmp_path_factory.mktemp("container") / "boot.log"
    with booted_container(container_root(CHECKOUT), {CHECKOUT: "/checkout"}, log) as booted:
        booted.run("/checkout/scripts/install-units")
        booted.run("systemd-sysusers")
        booted.run("systemd-tmpfiles", "--create", "menshen.conf")
        for secret in ("venue_secret", "city_secret", "journal_key"):
            booted.write(f"/etc/menshen/secrets/{secret}", "x" * 32, mode="600")
        yield booted


@pytest.fixture(scope="module")
def found(container: Container) -> dict[str, str]:
    container.write(OF_OTHERS, "x")
    probe = "/usr/bin/python3 /checkout/tests/systemd/sandbox_probe.py"
    container.write(
        "/etc/systemd/system/menshen.service.d/probe.conf",
        f"[Service]\nType=oneshot\nRestart=no\nWatchdogSec=0\nExecStart=\nExecStart={probe}\n"
        "StandardOutput=file:/run/probe.json\n",
    )
    container.run("systemctl", "daemon-reload")
    container.run("systemctl", "start", "menshen.service")
    answers: dict[str, str] = json.loads(container.read("/run/probe.json"))
    container.run("rm", "/etc/systemd/system/menshen.service.d/probe.conf")
    container.run("systemctl", "daemon-reload")
    return answers


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_sandbox_allows_the_daemons_work_and_nothing_else(found: dict[str, str], attempt: str) -> None:
    if attempt in MUST_WORK:
        assert found[attempt] == "ok"
    else:
        assert found[attempt] != "ok"


def test_the_gates_own_user_cannot_log_in_and_owns_its_state(container: Container, found: dict[str, str]) -> None:
    assert found
    assert container.run("getent", "passwd", "menshen").strip().endswith("nologin")
    assert container.run("stat", "-c", "%U:%G %a", "/var/lib/menshen").strip() == "menshen:menshen 700"


def test_systemd_has_nothing_to_remark_about_the_unit(container: Container) -> None:
    container.run("install", "-D", "/bin/true", "/opt/menshen/current/bin/menshen")
    checked = container.ask("systemd-analyze", "verify", "/etc/systemd/system/menshen.service")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
