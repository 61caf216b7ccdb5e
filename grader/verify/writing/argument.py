"""What one argument is: its kind, its shape in symbols, its numbers; and what a description in words says of that. Pure.

A description is what a docstring holds, what a type hint spells, or what an author types for ``--arg``: one language for all three.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["array", "number", "size", "flag", "text", "list", "tuple", "table", "function", "answer", "given"]
# How the numbers of an argument are drawn where a case asks for nothing special.
Domain = Literal[
    "real", "positive", "unit", "probability", "index", "whole", "binary", "mask", "small", "log_probability",
    "lower", "upper", "symmetric", "definite", "sorted",
]  # fmt: skip
# What fills a square array, as ``draw_matrix`` draws it.
SQUARE: tuple[tuple[Domain, str], ...] = (
    ("lower", r"\blower[- ]triangular\b"),
    ("upper", r"\bupper[- ]triangular\b"),
    ("definite", r"\bpositive[- ](semi-?)?definite\b|\bcovariance matri"),
    ("symmetric", r"\bsymmetric\b"),
)
LEAD = "*lead"
SHAPE = "*shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """``shape``: an expression a dimension, in Python over symbols; ``*lead`` and ``*shape`` stand for any number of dimensions.

    ``bound``: for indices, the expression that they stay below. ``least``: of a size. ``entries``: of a table, by key.
    ``producer``, ``part``: the answer of another function, and which part of it (-1: all of it).
    ``like``: an array of the shape of the producer's answer. ``literal``: one value as Python source; ``choices``: the others that
    it may have, as source too.
    """

    name: str
    kind: Kind
    shape: tuple[str, ...] = ()
    domain: Domain = "real"
    bound: str = ""
    least: int = 1
    entries: tuple[tuple[str, Argument], ...] = ()
    element: Argument | None = None
    producer: str = ""
    part: int = -1
    like: bool = False
    literal: str = ""
    choices: tuple[str, ...] = ()
    within: str = ""  # of whole numbers: what has no smaller one in its place, another argument or the shape of one
    scalar: bool = True  # of a function: whether it returns one number
    opaque: bool = False  # of an answer: whether everybody may keep in it what they like

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names that have to have values before it can be drawn, in order."""
        found = [self.name] if self.kind == "size" else []
        for dimension in (*self.shape, self.bound):
            found += symbols_of(dimension)
        for _, entry in self.entries:
            found += entry.symbols
        return tuple(dict.fromkeys(found))

    @property
    def shape_text(self) -> str:
        """As it is written in a handout: ``(n, T + 1)``."""
        dims = ["..." if each == LEAD else each for each in self.shape]
        return f"({', '.join(dims)}{',' if len(dims) == 1 else ''})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What words say; what they leave open is None."""

    kind: Kind | None = None
    shape: tuple[str, ...] | None = None
    any_shape: bool = False
    whole: bool = False
    domain: Domain | None = None
    bound: str = ""
    least: int | None = None
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    scalar: bool = True
    element: Kind | None = None
    likely: tuple[str, ...] = ()  # dimensions as the code shows them; "" is any
    one_character: bool = False
    choices: tuple[str, ...] = ()
    length: str = ""  # of a list, as another argument's size is called

    @property
    def says_nothing(self) -> bool:
        return self == Description()


_SHAPE = re.compile(r"\(([^()]*)\)")
_KEY = re.compile(r"[\"'`]([A-Za-z_]\w*)[\"'`]\s*[:\-]?\s*[^\"'`(]*?(\([^()]*\))")
_WORDS: tuple[tuple[Kind, str], ...] = (
    ("table", r"\bdict(ionary)?\b|\bmapping\b"),
    ("function", r"\bcallable\b|\bfunctions? of\b|\bfunction\b"),
    ("list", r"\blist\b|\bsequence of\b|\biterable\b"),
    ("tuple", r"\btuple\b"),
    ("array", r"\barrays?\b|ndarray|array_like|array-like|\bmatrix\b|\bvector\b|ArrayLike"),
    ("flag", r"\bbool(ean)?\b"),
    ("text", r"\bstr(ing)?\b"),
    ("size", r"\bint(eger)?\b|\b[Nn]umber of\b|\bhow many\b"),
    ("number", r"\bfloat\b|\bscalar\b|\breal number\b|\b[Nn]umber\b(?! of)"),
)
_UPPER = (
    re.compile(r"0\s*(?:<=|≤)\s*\w+(?:\[[^\]]*\])?\s*<\s*([A-Za-z_]\w*)"),
    re.compile(r"(?:from\s+)?0\s*(?:to|\.\.+|,\s*\.\.\.,|…|-|,)\s*([A-Za-z_]\w*)\s*-\s*1"),
    re.compile(r"range\(([A-Za-z_]\w*)\)"),
    re.compile(r"\[0,\s*([A-Za-z_]\w*)\)"),
)
_LEAST = re.compile(r">=\s*(\d+)|≥\s*(\d+)|>\s*(\d+)|at least (\d+)|\b(\d+)\s*(?:<=|≤)")


def describe(text: str) -> Description:
    """What is said of an argument: its kind from the first word that names one, its shape, the range of its values."""
    if not text.strip():
        return Description()
    head = re.split(r"[.;](?:\s|$)", text, maxsplit=1)[0]
    shape = _shape(text)
    kind = _kind(head) or _kind(text)
    if kind is None or (kind in ("size", "number", "flag") and shape is not None):
        kind = "array" if shape is not None else kind
    whole = bool(re.search(r"\b(int(eger)?s?|int\d+|whole numbers|labels|indices|ind(ex|exes))\b", text))
    return Description(
        kind=kind,
        shape=shape if kind == "array" else None,
        any_shape=kind == "array" and bool(re.search(r"\bany shape\b", text)),
        whole=whole,
        domain=_structure(text, shape) or _domain(text),
        bound=next((match[1] for pattern in _UPPER if (match := pattern.search(text))), ""),
        least=_least(text),
        keys=tuple((match[1], dims) for match in _KEY.finditer(text) if (dims := dimensions(match[2][1:-1])) is not None)
        if kind == "table"
        else (),
        scalar=not re.search(r"returns? an array|same shape|-> np\.ndarray|, np\.ndarray\]", text),
        element=_element(head) if kind in ("list", "tuple") else None,
        one_character=kind == "text" and bool(_ONE_CHARACTER.search(text)),
        choices=_choices(text) if kind in (None, "text") else (),
        length=_length(text) if kind in ("list", "tuple") else "",
    )


def symbols_of(expression: str) -> list[str]:
    """The names in a dimension, in order."""
    if expression.startswith("*"):
        return [expression[1:]]
    if not expression:
        return []
    return [node.id for node in ast.walk(ast.parse(expression, mode="eval")) if isinstance(node, ast.Name)]


def made_of(argument: Argument) -> str:
    """What an argument is, in the words that ``--arg`` takes."""
    if argument.kind == "array":
        return f"array {argument.shape_text}"
    names = {"size": "integer", "text": "string", "flag": "bool", "table": "dict"}
    own = names.get(argument.kind, argument.kind)
    return own if argument.element is None else f"{own} of {names.get(argument.element.kind, argument.element.kind)}s"


def size_told(symbol: str) -> str:
    """A size as students read it: a list that shares its length with nothing has no letter for it."""
    return f"len({symbol.removesuffix('_length')})" if symbol.endswith("_length") else symbol


def dimensions(text: str) -> tuple[str, ...] | None:
    """``n, T+1`` as expressions; None where it is no list of sizes."""
    parts = [part.strip() for part in re.split(r"[,x\u00d7]\s+|,", text)]
    if parts and parts[-1] == "":
        parts.pop()
    found = [_dimension(part) for part in parts]
    if not found or any(each is None for each in found):
        return None
    return tuple(each for each in found if each is not None)


def evaluated(expression: str, sizes: dict[str, object]) -> int:
    """A dimension with its symbols filled in. Raises KeyError for a symbol without a value."""
    return _value(ast.parse(expression, mode="eval").body, sizes)


def _value(node: ast.expr, sizes: dict[str, object]) -> int:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    if isinstance(node, ast.Name):
        value = sizes[node.id]
        return value if isinstance(value, int) else 0
    assert isinstance(node, ast.BinOp)  # noqa: S101  # _dimension lets nothing else through
    left, right = _value(node.left, sizes), _value(node.right, sizes)
    match node.op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
    return left // right if right else 0


def _dimension(text: str) -> str | None:
    if text in ("...", "…"):
        return LEAD
    text = re.sub(r"(\d)\s*([A-Za-z_])", r"\1*\2", text.replace("·", "*"))
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return None
    allowed = (ast.Expression, ast.BinOp, ast.Name, ast.Constant, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Load)
    plain = all(isinstance(node, allowed) for node in ast.walk(tree))
    numbers = all(isinstance(node.value, int) for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return ast.unparse(tree) if plain and numbers else None


def _shape(text: str) -> tuple[str, ...] | None:
    for match in _SHAPE.finditer(text):
        dims = dimensions(match[1])
        before = text[: match.start()].rstrip().lower()
        # "(n,)" or "(n, d)" is a shape anywhere; "(n)" only right after a word that promises one.
        if dims is None or re.search(r"\brange\Z", before):
            continue
        if "," in match[1] and not all(each.isdigit() for each in dims):
            return dims
        if re.search(r"(shape|size|array|ndarray|vector|matrix)( of)?:?\Z", before) and (len(dims) == 1 or "," in match[1]):
            return dims
    return None


def _kind(text: str) -> Kind | None:
    found = [(match.start(), place, kind) for place, (kind, words) in enumerate(_WORDS) if (match := re.search(words, text))]
    return min(found)[2] if found else None


def _element(text: str) -> Kind | None:
    inner = re.sub(r"^.*?\b(list|tuple|sequence|iterable)\b", "", text, count=1, flags=re.IGNORECASE)
    kind = _kind(_PLURAL.sub(r"\1", inner))
    return kind if kind in ("size", "number", "text", "array", "flag", "tuple", "list") else None


def _length(text: str) -> str:
    """How long a list is: as another argument's size is called, or a number."""
    if match := _LENGTH.search(text):
        return match[1]
    if match := _COUNTED.search(text):
        return _COUNTS.get(match[1].lower(), match[1])
    types = _TYPES.search(text)
    return str(types[0].count(",") + 1) if types else ""


def _choices(text: str) -> tuple[str, ...]:
    """Two or more texts in quotation marks: what an argument may be, not an example of it."""
    found = tuple(dict.fromkeys(match[2] for match in _QUOTED.finditer(text)))
    return found if len(found) > 1 else ()


def _structure(text: str, shape: tuple[str, ...] | None) -> Domain | None:
    """What is said of the entries together, which a shape has to allow."""
    if shape is not None and len(shape) == 1 and re.search(r"\bsorted\b|\b(increasing|ascending) order\b|\bincreasing\b", text):
        return "sorted"
    if shape is None or len(shape) != 2 or shape[0] != shape[1]:
        return None
    return next((domain for domain, words in SQUARE if re.search(words, text)), None)


def _domain(text: str) -> Domain | None:
    if re.search(r"\bbool(ean)?s?\b", text):
        return "mask"
    if _LOG_PROBABILITY.search(text):
        return "log_probability"
    if re.search(r"\bprobabilit(y|ies)\b|sums? to (1|one)|\bdistributions?\b", text) and not re.search(
        r"\blog", text, re.IGNORECASE
    ):
        return "probability" if re.search(r"\bprobabilities\b|sums? to|distribution", text) else "unit"
    if re.search(r"[\[(]0,\s*1[\])]|between 0 and 1|from 0 to 1\b", text):
        return "unit"
    if re.search(r"\bpositive\b|>\s*0(?!\.?\d)", text):
        return "positive"
    return None


# From where on an integer is asked that may be negative.
NEGATIVE = -3
_NEGATIVE = re.compile(r"\b(may|can|could) be negative\b|\bpositive or negative\b|\bnegative or positive\b|\bany (integer|int)\b")
_LOG_PROBABILITY = re.compile(r"\blog(arithms?)?([- ]of)?([- ]the)?[- ]?(probabilit(y|ies)|probs?)\b|\blog[ -]?p\(", re.IGNORECASE)
_QUOTED = re.compile(r"([\"'])([\w+-]+)\1")
_LENGTH = re.compile(r"\blength[ =]+(?!of\b|in\b|is\b)([A-Za-z]\w?)\b")
_PLURAL = re.compile(r"\b(int|integer|str|string|float|number|bool|boolean|array|tuple|list)s\b")
# ``tuple of two integers``, ``tuple[int, int]``, ``(int, int)``.
_COUNTS = {"two": "2", "three": "3", "four": "4"}
_COUNTED = re.compile(r"\b(?:list|tuple) of (two|three|four|[2-4])\b", re.IGNORECASE)
_TYPES = re.compile(r"[\[(]\s*(int|float|str)(\s*,\s*\1)+\s*[\])]")
_ONE_CHARACTER = re.compile(r"\bof length (1|one)\b|\b(one|single|a) (character|letter)\b")


def _least(text: str) -> int | None:
    if match := _LEAST.search(text):
        return int(match[1] or match[2] or match[4] or match[5] or int(match[3]) + 1)
    if _NEGATIVE.search(text):
        return NEGATIVE
    if re.search(r"\bpositive int", text):
        return 1
    return 0 if re.search(r"\bnon-?negative\b|may be 0|may be empty", text) else None
