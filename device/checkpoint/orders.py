"""Orders as the core sees them: authenticated and fresh at the edge, judged here against the visit."""

from msgspec import Struct

from device.vocabulary import Band, OrderName


class Order(Struct, frozen=True, kw_only=True):
    """One order; which arguments are set depends on `name` (checked at the edge)."""

    id: str
    name: OrderName
    by: str
    """Who gave it, for example `inspector:wang`."""
    subject: str | None = None
    """The visit (`v-...`) or case (`c-...`) it is about."""
    attempt: int | None = None
    """The attempt the giver saw, as in the alert's details."""
    band: Band | None = None
    """For `correct_band`."""
    people: int | None = None
    """For `group`: 2 to 6."""
    reason: str = ""
    """For `open`: free words of the giver, at most 200 characters."""
