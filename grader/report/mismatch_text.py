"""What is wrong with one value, in words: its form, its keys, how far off it is, or what stands where. Pure."""

from __future__ import annotations

from grader.model import Form, Lang, Mismatch
from grader.phrases import say

# The shape of a number.
NO_AXES = Form("shape", "()")
# The texts of booleans.
TRUTHS = ("True", "False")


def mismatch_text(mismatch: Mismatch, what: str, lang: Lang) -> str:
    """``what``: the output that is wrong, by its name."""
    if mismatch.reason == "keys":
        return _keys(mismatch, what, lang)
    if mismatch.reason == "characters":
        actual, expected = (text or say("text_end", lang) for text in (mismatch.actual, mismatch.expected))
        return say("wrong_characters", lang, what=what, place=mismatch.place + 1, actual=actual, expected=expected)
    if mismatch.kind == "value":
        return _out_of_bounds(mismatch, what, lang)
    if mismatch.kind in ("nan", "inf"):
        counted = say("of_entries", lang, wrong=mismatch.wrong, total=mismatch.total) if mismatch.total > 1 else ""
        return say(_of_no_number(mismatch), lang, what=what) + counted + "."
    if not mismatch.expected:
        return say(f"wrong_{mismatch.kind}_bare", lang, what=what)
    number = any(form == NO_AXES for form in (mismatch.actual_form, mismatch.expected_form))
    actual = _form(mismatch.actual_form, mismatch.actual, lang, number=number)
    expected = _form(mismatch.expected_form, mismatch.expected, lang, number=number)
    # That no array can be made of something is no matter where none is asked for.
    idle = mismatch.reason == "ragged" and mismatch.expected_form is not None and mismatch.expected_form.kind == "one_number"
    reason = " " + say(f"reason_{mismatch.reason}", lang) if mismatch.reason and not idle else ""
    return say("wrong_kind", lang, what=what, actual=actual, expected=expected) + reason


def _of_no_number(mismatch: Mismatch) -> str:
    """The phrase of a NaN or an infinity: there, or lacking, or nobody says."""
    shown = [(mismatch.kind in each.actual, mismatch.kind in each.expected) for each in mismatch.worst]
    lacking = (False, True) in shown and mismatch.kind == "nan"
    return f"wrong_{mismatch.kind}" + ("_extra" if (True, False) in shown else "_lacking" if lacking else "")


def _keys(mismatch: Mismatch, what: str, lang: Lang) -> str:
    """What is missing of a dict or set, and what is too much."""
    missing, extra = ("keys_missing", "keys_extra") if mismatch.kind == "structure" else ("elements_missing", "elements_extra")
    named = ((missing, mismatch.missing), (extra, mismatch.extra))
    parts = [say(key, lang, names=", ".join(names)) for key, names in named if names]
    return say("wrong_keys", lang, what=what, parts="; ".join(parts))


def _out_of_bounds(mismatch: Mismatch, what: str, lang: Lang) -> str:
    """The broken rule in numbers."""
    if mismatch.error is None or mismatch.allowed is None:
        if mismatch.worst and mismatch.total:  # texts
            return _of_one_entry(mismatch, what, lang)
        key = "wrong_value_counted" if mismatch.total > 1 else "wrong_value"
        return say(key, lang, what=what, wrong=mismatch.wrong, total=mismatch.total)
    if mismatch.total == 0:  # only the power of ten is left
        return say(
            "wrong_by_power",
            lang,
            what=what,
            rule=mismatch.rule,
            power=f"{mismatch.error:.0e}".replace("+0", "").replace("+", ""),
        )
    if mismatch.worst and mismatch.worst[0].expected in TRUTHS:  # how far apart they are says nothing
        return _of_one_entry(mismatch, what, lang)
    error, allowed = _apart(mismatch.error, mismatch.allowed)
    if mismatch.total == 1:
        return say("wrong_number", lang, what=what, error=error, allowed=allowed)
    if mismatch.rule == "norm":
        return say("wrong_norm", lang, what=what, error=error, allowed=allowed)
    index = list(mismatch.worst[0].index) if mismatch.worst else []
    return say(
        "wrong_array",
        lang,
        what=what,
        error=error,
        allowed=allowed,
        index=index,
        wrong=mismatch.wrong,
        total=mismatch.total,
    )


def _of_one_entry(mismatch: Mismatch, what: str, lang: Lang) -> str:
    """The first that is wrong, as it stands there, and how many are."""
    worst = mismatch.worst[0]
    if mismatch.total == 1 and worst.expected in TRUTHS:
        return say("wrong_kind", lang, what=what, expected=worst.expected, actual=worst.actual)
    values = {"actual": worst.actual, "expected": worst.expected, "index": list(worst.index)}
    return say("wrong_texts", lang, what=what, wrong=mismatch.wrong, total=mismatch.total, **values)


def _apart(error: float, allowed: float) -> tuple[str, str]:
    """Two digits of each, or as many as it takes to tell them apart."""
    for digits in (2, 3, 6):
        if (one := f"{error:.{digits}g}") != (other := f"{allowed:.{digits}g}"):
            return one, other
    return f"{error:.17g}", f"{allowed:.17g}"


def _form(form: Form | None, text: str, lang: Lang, *, number: bool) -> str:
    """What a value is, in that language; the text where it is none of the forms (a return statement, say), or nothing.

    ``number``: one of the two is a number, beside which a shape is that of an array.
    """
    if form is None or form.kind == "nothing":
        return text
    if number and form.kind == "shape":
        return say("kind_one_number", lang) if form == NO_AXES else say("kind_shaped", lang, rest=form.text)
    return say(f"kind_{form.kind}", lang, rest=form.text if form.count is None else form.count)
