"""The broker's thread reads and acknowledges while the journal's thread commits."""

import json
from pathlib import Path
from threading import Event as Signal
from threading import Thread

from journal_bench import WriterBench

from device.journal.chain import prove
from device.journal.entry import Entry

COMMITS = 150


def test_reading_and_acknowledging_beside_the_writer_disturbs_neither(tmp_path: Path) -> None:
    bench = WriterBench(tmp_path)
    has_ended = Signal()
    seen: list[Entry] = []
    refused: list[int] = []

    def read_and_acknowledge() -> None:
        while True:
            is_last = has_ended.is_set()
            for entry in bench.store.read(len(seen), 50):
                seen.append(entry)
                if not bench.writer.acknowledge(entry.seq, entry.hash):
                    refused.append(entry.seq)
            if is_last:
                return

    broker = Thread(target=read_and_acknowledge, name="link")
    broker.start()
    try:
        for ticket in range(COMMITS):
            bench.submit(ticket, f'{{"n":{ticket}}}', f'{{"n":{ticket},"more":true}}')
            bench.settle()
    finally:
        has_ended.set()
        broker.join(30)
    assert not broker.is_alive()
    assert refused == []
    assert [entry.seq for entry in seen] == list(range(1, 2 * COMMITS + 2))
    assert prove(seen).fault is None
    assert bench.store.cursor.through == 2 * COMMITS + 1
    assert json.loads(bench.store.memory_json() or "") == {"ticket": COMMITS - 1}
    bench.close()
