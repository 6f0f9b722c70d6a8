"""Texts that are no health code, and the registry that tells them from those that are."""

import pytest
from health_code_world import CIRCUMSTANCES, ISSUER, claims
from hypothesis import given
from hypothesis import strategies as st

from device.errors import SettingsError
from device.health_code.phc1 import encode
from device.health_code.recogniser import LooksLike, looks_like
from device.health_code.registry import KNOWN_FORMATS, OtherText, Registry
from device.health_code.verdict import HealthCode
from device.vocabulary import Colour

TEXTS = [
    ("https://gate.example.org/?v=xinyi-no1-school", LooksLike.VENUE_POSTER),
    ("https://gate.example.org/page?v=xinyi-no1-school&c=south-gate", LooksLike.CHECK_IN_POSTER),
    ("HTTP://127.0.0.1:8080/?c=south-gate&v=school", LooksLike.CHECK_IN_POSTER),
    ("https://gate.example.org/?v=school&c=south-gate&x=1", LooksLike.WEB_ADDRESS),
    ("https://gate.example.org/?v=school&v=other", LooksLike.WEB_ADDRESS),
    ("https://gate.example.org/?v=School", LooksLike.WEB_ADDRESS),
    ("https://gate.example.org/?v=", LooksLike.WEB_ADDRESS),
    ("https://gate.example.org/?c=south-gate", LooksLike.WEB_ADDRESS),
    ("https://example.org/watch?v=dQw4w9WgXcQ", LooksLike.WEB_ADDRESS),
    ("https://example.org", LooksLike.WEB_ADDRESS),
    ("https://[broken", LooksLike.WEB_ADDRESS),
    ("https://h/?" + "&".join(["v=a"] * 50), LooksLike.WEB_ADDRESS),
    ("wxp://f2f0abcdef", LooksLike.PAYMENT_CODE),
    ("weixin://wxpay/bizpayurl?pr=abc", LooksLike.PAYMENT_CODE),
    ("https://qr.alipay.com/fkx0abc", LooksLike.PAYMENT_CODE),
    ("https://qr.95516.com/00010000/abc", LooksLike.PAYMENT_CODE),
    ("134567890123456789", LooksLike.PAYMENT_CODE),
    ("281234567890123456", LooksLike.PAYMENT_CODE),
    ("6212345678901234567", LooksLike.PAYMENT_CODE),
    ("WIFI:T:WPA;S=net;P=secret;;", LooksLike.WIFI),
    ("BEGIN:VCARD\nVERSION:3.0", LooksLike.CONTACT_CARD),
    ("MECARD:N:Zhang;;", LooksLike.CONTACT_CARD),
    ("HC1:6BFOXN", LooksLike.FOREIGN_CERTIFICATE),
    ("shc:/5676", LooksLike.FOREIGN_CERTIFICATE),
    ("NZCP:/1/2KCE", LooksLike.FOREIGN_CERTIFICATE),
    ("440983199001011234", LooksLike.OTHER),
    ("13812345678", LooksLike.OTHER),
    ("mailto:someone@example.org", LooksLike.OTHER),
    ("phc1:abc", LooksLike.OTHER),
    (" PHC1:ABC", LooksLike.OTHER),
    ("PHC2:ABC", LooksLike.OTHER),
    ("你好", LooksLike.OTHER),
    ("", LooksLike.OTHER),
    ("https://" + "a" * 5000, LooksLike.OTHER),
]


@pytest.mark.parametrize(("text", "word"), TEXTS)
def test_a_text_is_told_by_its_beginning(text: str, word: LooksLike) -> None:
    assert looks_like(text) is word
    assert Registry().judge(text, CIRCUMSTANCES) == OtherText(looks_like=word)


@given(st.text() | st.text(alphabet="https:/?&=vc%[]0123456789", max_size=60).map(lambda text: "http://" + text))
def test_every_text_looks_like_something(text: str) -> None:
    assert looks_like(text) in LooksLike


def test_a_health_code_goes_to_its_format() -> None:
    verdict = Registry().judge(encode(claims(), ISSUER), CIRCUMSTANCES)
    assert isinstance(verdict, HealthCode)
    assert verdict.colour is Colour.GREEN


def test_a_format_that_is_not_allowed_is_not_tried() -> None:
    verdict = Registry(()).judge(encode(claims(), ISSUER), CIRCUMSTANCES)
    assert verdict == OtherText(looks_like=LooksLike.OTHER)


def test_an_unknown_format_is_a_fault_of_the_settings() -> None:
    with pytest.raises(SettingsError, match=f"'phc9' is not one of: {KNOWN_FORMATS[0]}"):
        Registry(("phc1", "phc9"))
