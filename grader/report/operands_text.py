"""What the names in the line that raised stood for, in words. Says no more than the revealed case holds. Pure."""

from __future__ import annotations

from grader.model import Fault, Lang
from grader.phrases import say
from grader.phrases.why import place


def operands_text(fault: Fault, lang: Lang) -> str:
    """One sentence with the line's place; empty where nothing is known of it."""
    if not fault.operands or not fault.frames:
        return ""
    line = fault.frames[-1]
    each = [say(f"operand_{one.kind}", lang, name=one.name, type=one.type, text=one.text) for one in fault.operands]
    return say("operands", lang, where=place(line.file, line.line).in_lang(lang), operands="; ".join(each))
