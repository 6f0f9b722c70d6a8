"""Makes headers and bodies small before they are stored, because a memory card wears by the bytes written to it.

Never changes a text: what comes back is the same, byte for byte. Entries repeat the contract's words, so a fixed
dictionary of them takes a check-in's body to a third and a header to half. The dictionary is part of the file format:
it may never change; a better one gets a new marker. Standard: RFC 1951 (deflate).
"""

import zlib
from typing import Final

_MARKER: Final = b"\x01"
_WINDOW_BITS: Final = -15  # raw deflate: no header, no checksum; the seal is the checksum

# The likeliest words stand last, where they are cheapest to point at.
DICTIONARY: Final = (
    b'{"seq":41,"class":"service","result","alert","correction","movement","checkin","at":"2026-11-22T08:15:03.412Z",'
    b'"clock":"holdover","unset","synchronised","boot":"17","monotonic_ms":81233,"visit":null,"case":"c-"'
    b',"visit":"v-1a2b3c4d-117","body_hash":"","previous_hash":""}'
    b'{"what":"settings_applied","details":{"name":"measure_again","status":"successful","reason":"","by":"inspector:",'
    b'"result":"rejected","kind":"temperature_doubtful","severity":"critical","state":"raised","raised_by":"device",'
    b'"case":"c-","details":{"attempt":2,"declaration":{"at":"","celsius":,"symptoms":[],"exposures":[]}}'
    b'"fever","code_unknown","no_inspector","needs_help","pairing_void","warning","cleared","info",'
    b'"cause":"check_in","opened_at":"2026-11-22T08:15:03.412Z","closed_at":"2026-11-22T08:15:07.904Z","passages":1,'
    b'"order":null}{"corrects":41,"outcome":"annulled","abandoned","refused","reasons":["visit.not_passed"],'
    b'["visit.passed"],"decided_by":"inspector:","band":"doubtful","unmeasured","fever","temperature.doubtful",'
    b'"temperature.fever","temperature.unmeasured","code.unknown","code.yellow","code.red","code.expired","red","yellow",'
    b'"unknown","invalid","resolved_online","unverified","ticket","family","foreign","opaque","group":"g-","companion":true,'
    b'"source":"gate","outcome":"referred",{"venue":"","checkpoint":"south-gate","source":"gate","outcome":"admitted",'
    b'"reasons":["temperature.normal","code.green"],"decided_by":"device","group":null,"companion":false,'
    b'"temperature":{"band":"normal","celsius":36.6,"surface_celsius":34.9,"raw_celsius":34.6,"ambient_celsius":24.1,'
    b'"uncertainty_celsius":0.21,"samples":7,"sensor":"mlx90614-dci","algorithm":"1","attempt":1},'
    b'"code":{"format":"phc1","colour":"green","assurance":"signed_offline","kind":"live","name":"*","phone":"138****",'
    b'"holder":"==","holder_sealed":"","code_id":"==","issued":"2026-11-22T08:15:03Z",'
    b'"expires":"2026-11-22T08:25:03Z","division":"4409","trust_age_seconds":3600}}'
)


def shrink(text: str) -> bytes:
    """Give the text's smaller form."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, _WINDOW_BITS, zdict=DICTIONARY)
    return _MARKER + squeezer.compress(text.encode()) + squeezer.flush()


def expand(small: bytes, bytes_most: int) -> str | None:
    """Give the text back; None where this is no text's smaller form, or the text is longer than `bytes_most`."""
    if small[:1] != _MARKER:
        return None
    expander = zlib.decompressobj(_WINDOW_BITS, zdict=DICTIONARY)
    try:
        text = expander.decompress(small[1:], bytes_most + 1)
        is_whole = expander.eof and not expander.unused_data and len(text) <= bytes_most
        return text.decode() if is_whole else None
    except (zlib.error, UnicodeDecodeError):
        return None
