"""Measures what the pilot authority's work takes: a live code, an answer to a gate, a page of paper.

Goal, at the median and in time of one core, so that other work does not count: a live code in at most 50 ms, an answer
in at most 50 ms (a gate waits 1.5 s for it), a page of paper in at most 2 s. Exit 1 where one is missed. Run as a file:
`python bench/authority.py`.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from figure import show_figure, show_machine

from device.authority.answering import answer_look_up, open_question
from device.authority.ceremony import found
from device.authority.desk import Desk
from device.authority.holders import Person
from device.authority.issuing import issue
from device.authority.page.drawing import code_svg
from device.authority.paper import print_paper
from device.health_code.look_up import LookUp, to_bytes
from device.mqtt.topics import Topic, TopicKind, build
from device.visitor.sealed_exchange import REQUEST_INFO, seal
from device.vocabulary import Kind

PEOPLE = 2000
ROUNDS = 100
PAPERS = 5


def median_milliseconds(act: Callable[[], object], rounds: int) -> float:
    """Give the median time of one core that one act takes."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        act()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def main() -> int:
    """Measure and print."""
    show_machine()
    now = int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(found(Path(folder) / "authority", now=now))
        with desk.register.transaction():
            holders = [
                desk.holders.enrol(Person(name="张三丰", phone="13812345678", id_number=str(number)), now=now)
                for number in range(PEOPLE)
            ]
        holder = holders.pop()
        paper = issue(desk, holder, kind=Kind.PAPER, now=now).text
        topic_text = build(TopicKind.AUTHORITY_REQUEST, device="gate-1", id=(b"i" * 16).hex())
        topic = Topic(kind=TopicKind.AUTHORITY_REQUEST, device="gate-1", id=(b"i" * 16).hex())
        reply_key = X25519PrivateKey.generate().public_key().public_bytes_raw()
        question = LookUp(id=b"i" * 16, principal="gate-1", asked_at=now, reply_key=reply_key, text=paper)
        resolve = desk.authority.resolve.public_key()
        sealed = seal(to_bytes(question), to=resolve, info=REQUEST_INFO, topic=topic_text)

        def live() -> None:
            code_svg(issue(desk, holder, kind=Kind.LIVE, now=now).text)

        def answer() -> None:
            if not answer_look_up(desk, topic, open_question(desk, topic, sealed) or b"", now=now):
                raise SystemExit("the question was not answered")

        def print_one() -> None:
            print_paper(desk, holders.pop(), by="bench", now=now, zone=ZoneInfo("Asia/Shanghai"))

        met = [
            show_figure("a live code with its picture", median_milliseconds(live, ROUNDS), "ms", goal=50.0),
            show_figure("an answer to a gate", median_milliseconds(answer, ROUNDS), "ms", goal=50.0),
            show_figure("a page of paper", median_milliseconds(print_one, PAPERS) / 1000, "s", goal=2.0),
        ]
        desk.close()
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
