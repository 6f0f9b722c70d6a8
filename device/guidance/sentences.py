"""Holds every sentence the gate says to a person, once: the caption on the screen is the text the voice was made from.

Never names an illness or a colour, never blames, and holds no person's name. Chinese comes first.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct


class Language(StrEnum):
    """A language the gate can speak; Cantonese reads the Chinese sentence aloud."""

    MANDARIN = "mandarin"
    CANTONESE = "cantonese"
    ENGLISH = "english"


class Sentence(StrEnum):
    """One thing the gate can say."""

    # one for each signal
    DARK = "dark"
    WARMING_UP = "warming_up"
    READY = "ready"
    COME_CLOSER = "come_closer"
    STEP_BACK = "step_back"
    HOLD_STILL = "hold_still"
    SHOW_CODE = "show_code"
    NOT_A_HEALTH_CODE = "not_a_health_code"
    ONE_AT_A_TIME = "one_at_a_time"
    NEXT_OF_GROUP = "next_of_group"
    WAIT = "wait"
    PASS = "pass"
    STEP_ASIDE = "step_aside"
    GO_TO_THE_DESK = "go_to_the_desk"
    OUT_OF_SERVICE = "out_of_service"
    LOCKED = "locked"
    EMERGENCY = "emergency"
    IDENTIFY = "identify"
    # what helps a temperature to be measured
    STAND_ON_THE_FOOTPRINTS = "stand_on_the_footprints"
    FOREHEAD_TO_THE_MARK = "forehead_to_the_mark"
    CAP_OFF = "cap_off"
    WARM_UP_FIRST = "warm_up_first"
    HOT_THING_AWAY = "hot_thing_away"
    THE_DESK_HELPS = "the_desk_helps"
    # what helps a code to be read
    CODE_CLOSER = "code_closer"
    CODE_FURTHER = "code_further"
    CODE_STILL = "code_still"
    CODE_BRIGHTER = "code_brighter"
    CODE_WHOLE = "code_whole"
    CODE_TILTED = "code_tilted"


class Wording(Struct, frozen=True, kw_only=True):
    """A sentence in the gate's two written languages."""

    chinese_pieces: tuple[str, ...]
    """A large line may end after each; joined they are the sentence."""
    english: str

    @property
    def chinese(self) -> str:
        """The Chinese sentence."""
        return "".join(self.chinese_pieces)


def _words(chinese: str, english: str) -> Wording:
    return Wording(chinese_pieces=tuple(chinese.split("|")), english=english)


S = Sentence
WORDS: Final[dict[Sentence, Wording]] = {
    S.DARK: _words("设备未启动", "The gate is off."),
    S.WARMING_UP: _words("正在预热，|请稍候", "Warming up. Please wait."),
    S.READY: _words("请走近测温", "Ready. Please come to the gate."),
    S.COME_CLOSER: _words("请靠近一点", "Please come a little closer."),
    S.STEP_BACK: _words("请后退一点", "Please step back a little."),
    S.HOLD_STILL: _words("请站稳不动", "Please hold still."),
    S.SHOW_CODE: _words("请出示|健康码", "Please show your health code."),
    S.NOT_A_HEALTH_CODE: _words("这不是|健康码", "That is not a health code."),
    S.ONE_AT_A_TIME: _words("请一位|一位通过", "One at a time, please."),
    S.NEXT_OF_GROUP: _words("请下一位|同行人", "Next person of your group, please."),
    S.WAIT: _words("正在核验，|请稍候", "Checking. One moment, please."),
    S.PASS: _words("请通行", "Please go through."),
    S.STEP_ASIDE: _words("请到一旁|稍候，|有人协助您", "Please wait at the side. Help is coming."),
    S.GO_TO_THE_DESK: _words("请到服务台，|有人协助您", "Please go to the desk for help."),
    S.OUT_OF_SERVICE: _words("本通道|暂停使用", "Out of service. Please use another gate."),
    S.LOCKED: _words("本通道|已关闭", "Closed. Please use another gate."),
    S.EMERGENCY: _words("紧急情况，|请立即离开", "Emergency. Please leave now."),
    S.IDENTIFY: _words("这是您|要找的通道", "This is the gate you are looking for."),
    S.STAND_ON_THE_FOOTPRINTS: _words("请站到|脚印上", "Please stand on the footprints."),
    S.FOREHEAD_TO_THE_MARK: _words("请把额头|对准标记", "Please bring your forehead to the mark."),
    S.CAP_OFF: _words("请摘下帽子，|露出额头", "Please take off your cap."),
    S.WARM_UP_FIRST: _words("请先暖和一下，|再来测温", "Please warm up a little first."),
    S.HOT_THING_AWAY: _words("请拿开|热的东西", "Please move anything hot away."),
    S.THE_DESK_HELPS: _words("不方便的话，|服务台帮您", "If this is hard, the desk will help you."),
    S.CODE_CLOSER: _words("请把码|拿近一点", "Please hold the code a little closer."),
    S.CODE_FURTHER: _words("请把码|拿远一点", "Please hold the code a little further away."),
    S.CODE_STILL: _words("请把码拿稳", "Please hold the code still."),
    S.CODE_BRIGHTER: _words("太暗了，|请调亮屏幕", "Too dark. Please make the screen brighter."),
    S.CODE_WHOLE: _words("请露出|整个码", "Please show the whole code."),
    S.CODE_TILTED: _words("有反光，|请换个角度", "There is glare. Please tilt the code."),
}


def text_of(sentence: Sentence, language: Language) -> str:
    """Give the sentence as it is written, and spoken, in `language`."""
    words = WORDS[sentence]
    return words.english if language is Language.ENGLISH else words.chinese
