"""Says what a declaration does to a colour before anybody has looked at it: green becomes yellow where it must.

Never makes a colour better; only a health officer does. One small explicit rule, told on the page before it is used.
"""

from typing import Final

from device.health_code.declaration import Declaration, Exposure, Symptom
from device.vocabulary import Colour

FEVER_CELSIUS: Final = 37.3
"""At or above: the province's stop line."""
_WORRYING: Final = frozenset({Symptom.DYSPNOEA.value, Exposure.RISK_AREA_STAY.value, Exposure.CONTACT.value})


def colour_after(colour: Colour, declaration: Declaration) -> Colour:
    """Give the colour of somebody who was `colour` and declared this."""
    has_fever = declaration.celsius is not None and declaration.celsius >= FEVER_CELSIUS
    worries = has_fever or not _WORRYING.isdisjoint((*declaration.symptoms, *declaration.exposures))
    return Colour.YELLOW if worries and colour is Colour.GREEN else colour
