"""Whatever was answered as durable is there after `kill -9`, once, whole and in its place."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from journal_bench import KEY, opened

ROUNDS = int(os.environ.get("MENSHEN_KILL_ROUNDS", "20"))
CHILD = Path(__file__).with_name("writing_child.py")


def killed_after(folder: Path, first_ticket: int, answers: int) -> dict[int, list[int]]:
    """Let a child write until so many answers were read, kill it, and give all answers that reached the pipe."""
    command = [sys.executable, str(CHILD), str(folder), KEY.hex(), str(first_ticket)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        lines = [child.stdout.readline() for _ in range(answers)]
        child.kill()
        lines += child.stdout.readlines()
        assert child.wait() == -9, child.stderr.read().decode()
    whole = [line.split() for line in lines if line.endswith(b"\n")]
    return {int(words[0]): [int(word) for word in words[1:]] for words in whole}


def test_killed_at_any_moment_the_journal_loses_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(20261122)  # noqa: S311 - when to kill is no secret
    answered: dict[int, list[int]] = {}
    next_ticket = 0
    for _ in range(ROUNDS):
        answered |= killed_after(tmp_path, next_ticket, chance.choice((0, 1, 2, 5, 20, 60)))
        with opened(tmp_path) as store:
            assert store.verify().fault is None
            entries = {entry.seq: json.loads(entry.body or "") for entry in store.read(1, 100_000)}
            memory = store.memory_json()
        parts = Counter(body["ticket"] for body in entries.values())
        for ticket, seqs in answered.items():
            assert [entries[seq] for seq in seqs] == [{"ticket": ticket, "part": n} for n in range(1 + ticket % 3)]
        assert all(count == 1 + ticket % 3 for ticket, count in parts.items()), "half a commit, or one doubled"
        if parts:
            next_ticket = max(parts) + 1
            assert sorted(parts) == list(range(next_ticket)), "a commit is missing before a later one"
            assert memory == f'{{"ticket":{next_ticket - 1}}}', "the memory belongs to another commit"
    assert answered, "no child was ever answered"
