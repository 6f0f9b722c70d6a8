"""The reasons for which a foreign certificate is refused, and what such a verdict looks like."""

from foreign_world import judged

from device.vocabulary import Assurance, Colour, Kind, Reason

MALFORMED, SIGNATURE, ALGORITHM = Reason.CODE_MALFORMED, Reason.CODE_SIGNATURE_BAD, Reason.CODE_ALGORITHM
UNKNOWN, NOT_ALLOWED = Reason.CODE_KEY_UNKNOWN, Reason.CODE_KEY_NOT_ALLOWED
EXPIRED, EARLY = Reason.CODE_EXPIRED, Reason.CODE_NOT_YET_VALID


def assert_told(text: str, reason: Reason) -> None:
    """Hold `text` to being refused for `reason`, and to nothing else being said of it."""
    verdict = judged(text)
    assert verdict.reasons == (reason,)
    assert verdict.kind is Kind.FOREIGN
    if reason in {EXPIRED, EARLY}:
        assert (verdict.colour, verdict.assurance) == (Colour.UNKNOWN, Assurance.SIGNED_OFFLINE)
        return
    assert verdict.colour is (Colour.UNKNOWN if reason is UNKNOWN else Colour.INVALID)
    assert (verdict.assurance, verdict.masked_name, verdict.cti) == (Assurance.UNVERIFIED, "", None)
    assert (verdict.certificate, verdict.issued_at, verdict.expires_at) == (None, None, None)
