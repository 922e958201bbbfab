"""Signs of the fonts of symbols, and boxes to be ticked, as the characters that they look like."""

from __future__ import annotations

TICKED, UNTICKED = "☑", "□"
_UNKNOWN = "�"
#: Font → number of the sign in it → what it looks like. Signs at 0xF000 are those at 0.
_SIGNS: dict[str, dict[int, str]] = {
    "wingdings": {
        0x6F: UNTICKED, 0x71: UNTICKED, 0xA8: UNTICKED, 0x72: UNTICKED,
        0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: TICKED, 0x78: "☒",
    },
    "wingdings 2": {
        0x2A: UNTICKED, 0x30: UNTICKED, 0xA3: UNTICKED, 0x35: UNTICKED,
        0x50: "√", 0x52: TICKED, 0x4F: "×", 0x54: "☒", 0x51: "☒", 0x53: "☒",
    },
    "symbol": {0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xB0: "°"},
}  # fmt: skip


def symbol(font: str, code: str) -> str:
    """The sign of a font, ``"F0FE"``; one that is not known is �, so that it is not overlooked."""
    try:
        number = int(code, 16)
    except ValueError:
        return _UNKNOWN
    private = 0xF000 <= number <= 0xF0FF
    known = _SIGNS.get(font.lower(), {}).get(number - 0xF000 if private else number)
    if known is not None:
        return known
    usual = 0x20 <= number < 0xD800 and font.lower() not in _SIGNS
    return chr(number) if usual else _UNKNOWN
