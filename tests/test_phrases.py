"""The one table of phrases: none missing, none that nothing says, and both languages filled in with the same values."""

import ast
import functools
import re
import string
from pathlib import Path

import pytest

from grader import phrases
from grader.phrases import PHRASES, say

PACKAGE = Path(phrases.__file__).parents[1]
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("*/templates/*.*"))
SAYS = ("say", "why", "t")


@functools.cache
def nodes() -> tuple[ast.AST, ...]:
    """Of all our code but the table."""
    paths = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "phrases"]
    return tuple(node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def keys_said() -> tuple[set[str], list[re.Pattern[str]]]:
    """The texts in our code that may be keys, and the patterns of keys that are put together."""
    texts, patterns = set(re.findall(r"""["'](\w+)["']""", TEMPLATES)), []
    for node in nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]
            patterns.append(re.compile("".join(parts)))
    # In a template, keys are put together by ~.
    patterns += [re.compile(re.escape(start) + r"\w+") for start in re.findall(r'"(\w+_)" ~', TEMPLATES)]
    return texts, [pattern for pattern in patterns if re.match(r"\w{3,}|\\w\+\w{3,}", pattern.pattern)]


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_no_phrase_is_unused() -> None:
    texts, patterns = keys_said()
    # A key may be made longer where it is used: the longer one must come from a text that ends it.
    unused = [key for key in PHRASES if key not in texts and not any(pattern.fullmatch(key) for pattern in patterns)]
    assert unused == []


def test_no_phrase_is_missing() -> None:
    """Each key that is said by its name is in the table."""
    said = set(re.findall(r"""\bt\(["'](\w+)["']""", TEMPLATES))
    for node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYS and node.args:
            first = node.args[0]
            said |= {first.value} if isinstance(first, ast.Constant) and isinstance(first.value, str) else set()
    assert said
    assert said - set(PHRASES) == set()


def test_no_key_stands_in_two_modules() -> None:
    assert len(PHRASES) == sum(len(topic.PHRASES) for topic in phrases.TOPICS)


def test_both_languages_say_the_same_values() -> None:
    """And neither says nothing. One test for all: 1,500 tests of a millisecond each would cost as many seconds to start."""
    assert [key for key, (english, korean) in PHRASES.items() if not _same_values(english, korean)] == []
    assert not _same_values("{count} of {most}", "{count}")
    assert not _same_values("a", "")


def _same_values(english: str, korean: str) -> bool:
    words_only = {name for name, spec in _specs(english) if "|" in spec and "#" not in spec}
    return bool(english and korean) and fields_of(english) - words_only <= fields_of(korean) <= fields_of(english)


def _specs(text: str) -> list[tuple[str, str]]:
    return [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None]


def test_a_count_changes_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"checks": ("{count:# check|# checks} {count:is|are} correct", "검사 {count}개 통과")}
    monkeypatch.setattr(phrases, "PHRASES", table)
    assert say("checks", "en", count=1) == "1 check is correct"
    assert say("checks", "en", count=0) == "0 checks are correct"
    assert say("checks", "en", count=12) == "12 checks are correct"
    assert say("checks", "ko", count=1) == "검사 1개 통과"


# 이 or 가, 을 or 를: which one it is depends on the sound before it, and a value may end in any.
PARTICLE = r"[이가을를은는와과로]|으로|라는|이라는|이며|이나|(?:[이을은와과로]|으로)?\([가-힣]+\)[가-힣]*"


def test_no_korean_particle_depends_on_a_value() -> None:
    """A word stands in between: "softmax 함수가", "3개가"."""
    after_a_value = re.compile(rf"\}}['\"]?(?:{PARTICLE})(?![가-힣])")
    assert after_a_value.search("{count}가 틀렸습니다")
    assert [key for key, (_, korean) in PHRASES.items() if after_a_value.search(korean)] == []


def glossary() -> list[str]:
    """The words that nobody is to read, in the last column of the table in docs/architecture.md."""
    table = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## Words that people read")[2]
    cells = [line.strip("|").rpartition("|")[2] for line in table.splitlines() if line.startswith("| ")]
    return [word.strip() for cell in cells[1:] for word in cell.split(",") if word.strip()]


def test_one_word_a_thing() -> None:
    words = glossary()
    assert len(words) > 15
    assert [(word, key) for word in words for key, texts in PHRASES.items() if any(_says(text, word) for text in texts)] == []


def _says(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), text, re.IGNORECASE) is not None


@pytest.mark.parametrize(("page", "lang"), [("students.md", 0), ("students.ko.md", 1)])
def test_the_students_page_quotes_what_reports_say(page: str, lang: int) -> None:
    """In the table of what to do, and where nobody loses points."""
    text = (PACKAGE.parent / "docs" / page).read_text(encoding="utf-8")
    quoted = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)[1:]
    states = {texts[lang] for key, texts in PHRASES.items() if key.startswith("state_")}
    assert len(quoted) == 5
    assert set(quoted) <= states
    assert f"*{PHRASES['state_grader_error'][lang]}*" in text
