"""The entries of one visit as a gate writes them, with fresh random seals, for measuring."""

import base64
import json
import secrets

from journal_bench import a_content

from device.journal.entry import EntryContent
from device.vocabulary import EntryClass


def _random(length: int) -> str:
    return base64.b64encode(secrets.token_bytes(length)).decode()


def check_in_body(number: int) -> str:
    """Give a check-in of the longest usual kind: a family member's code, shown by a companion, in a group."""
    body = {
        "venue": "xinyi-no1-school",
        "checkpoint": "south-gate",
        "source": "gate",
        "outcome": "admitted",
        "reasons": ["temperature.doubtful", "temperature.normal", "code.green"],
        "decided_by": "device",
        "group": f"g-1a2b3c4d-{number}",
        "companion": True,
        "temperature": {
            "band": "normal",
            "celsius": 36.4 + number % 40 / 100,
            "surface_celsius": 34.8 + number % 37 / 100,
            "raw_celsius": 34.5 + number % 37 / 100,
            "ambient_celsius": 23.9 + number % 7 / 100,
            "uncertainty_celsius": 0.2 + number % 5 / 100,
            "samples": 5 + number % 6,
            "sensor": "mlx90614-dci",
            "algorithm": "1",
            "attempt": 2,
        },
        "code": {
            "format": "phc1",
            "colour": "green",
            "assurance": "signed_offline",
            "kind": "family",
            "name": f"{'张王李赵陈'[number % 5]}*三",
            "phone": f"13{number % 10}****{1000 + number % 9000}",
            "holder": _random(16),
            "holder_sealed": _random(64),
            "code_id": _random(16),
            "division": "440983",
            "issued": f"2026-11-22T08:{number % 60:02d}:03Z",
            "expires": f"2026-11-22T09:{number % 60:02d}:03Z",
            "trust_age_seconds": 3600 + number,
        },
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def first_commit(number: int) -> tuple[EntryContent, ...]:
    """Give what is written before the barrier opens."""
    visit = f"v-1a2b3c4d-{number}"
    return (a_content(check_in_body(number), entry_class=EntryClass.CHECKIN, visit=visit),)


def second_commit(number: int) -> tuple[EntryContent, ...]:
    """Give what is written when the person has gone through."""
    visit = f"v-1a2b3c4d-{number}"
    moment = f"2026-11-22T08:{number % 60:02d}:03"
    movement = {"cause": "check_in", "opened_at": f"{moment}.412Z", "closed_at": f"{moment}.904Z", "passages": 1}
    passed = {"corrects": number * 3, "outcome": "admitted", "reasons": ["visit.passed"], "decided_by": "device"}
    return (
        a_content(json.dumps(movement), entry_class=EntryClass.MOVEMENT, visit=visit),
        a_content(json.dumps(passed), entry_class=EntryClass.CORRECTION, visit=visit),
    )


def memory_text(number: int, *, is_open: bool) -> str:
    """Give a memory of about 300 characters beside 256 orders, as after weeks of orders."""
    memory = {
        "locked": False,
        "emergency": False,
        "cases": [],
        "orders_taken": [f"01934f5e-{n:04x}-7000-8000-000000000000" for n in range(256)],
        "order_unfinished": None,
        "tickets_used": [["0123456789abcdef", 1795335303]],
        "visits_open": [[f"v-1a2b3c4d-{number}", number * 3]] if is_open else [],
        "visit_screened": None,
        "attempts": 0,
    }
    return json.dumps({"offset": 1795335202.4, "clock": "synchronised", "memory": memory})
