"""Keeps each holder's colour and every change of it, for the list that turns old paper red at gates offline.

Never makes a colour better on its own: whoever calls says who decided. What gates are told is the newest colour only,
never why.
"""

from device.authority.register import Register
from device.vocabulary import Colour

COLOURS_GIVEN = (Colour.GREEN, Colour.YELLOW, Colour.RED)


class Colours:
    """The register's colours."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def change(self, holder: bytes, colour: Colour, *, now: int) -> bool:
        """Give `holder` this colour; False where they have it already, or nobody of that name is enrolled.

        Raises:
            FileRefused: the register cannot be written.
            ValueError: a colour that is none of the three.
        """
        if colour not in COLOURS_GIVEN:
            raise ValueError(f"{colour} is no colour that is given")
        with self._register.transaction() as register:
            changed = register.execute(
                "UPDATE holders SET colour = ?1, coloured_at = ?2 WHERE holder = ?3 AND colour <> ?1",
                (colour.value, now, holder),
            ).rowcount
            if changed:
                register.execute(
                    "INSERT INTO colour_changes (holder, colour, at) VALUES (?, ?, ?)", (holder, colour.value, now)
                )
        return changed > 0

    def changed_since(self, second: int) -> dict[bytes, tuple[Colour, int]]:
        """Give the newest colour of everybody whose colour changed from `second` on, and when.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            rows = register.execute(
                "SELECT holder, colour, at FROM colour_changes WHERE at >= ? ORDER BY number", (second,)
            ).fetchall()
        return {holder: (Colour(colour), at) for holder, colour, at in rows}

    def forget(self, *, older_than: int) -> None:
        """Erase the changes made before second `older_than`, when every paper code printed before them is over.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            register.execute("DELETE FROM colour_changes WHERE at < ?", (older_than,))
