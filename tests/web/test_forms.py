"""Whatever is sent to whatever route, in fields, files, addresses and queries: no error of ours, and nothing unescaped."""

import ast
import re
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from grader.web.permissions import ENDPOINTS, Endpoint
from tests.classes import SOURCES
from tests.web.served import WORK, Answer, Browser, Served, path_of

WEB = Path(__file__).parents[2] / "grader" / "web"
TEN_MB = 10_000_000
HOSTILE = {
    "nul": "a\0b",
    "bidi": "a\u202eb\u2066c",
    "markup": "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>",
    "formula": '=HYPERLINK("http://evil.example")',
    "surrogate": "\ud800x",
    "template": "{{ 7 * 7 }}{% for x in y %}",
    "path": "../../../etc/passwd",
    "long": "가" * 140,
    "number": "9" * 400,
    "empty": "",
}
# What ends the session of whoever walks.
LEFT_OUT = ("sign_out",)
BODIES = {
    "nothing": ("multipart/form-data; boundary=b", b""),
    "no boundary": ("multipart/form-data", b"--b\r\n\r\nx\r\n--b--\r\n"),
    "broken off": ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="file"; filename="a'),
    "no name": ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
    "bytes in a field": ("multipart/form-data; boundary=b",
                         b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\xfe\x00\r\n--b--\r\n'),
    "another alphabet": ("application/x-www-form-urlencoded; charset=utf-16", "text=가".encode("utf-16")),
    "bad escapes": ("application/x-www-form-urlencoded", b"text=%zz%ff%00%ed%a0%80&act=%&=&&&edition=-1&number=1e9"),
    "json": ("application/json", b'{"act": ["lang"], "text": {"a": null}}'),
    "a stream": ("application/octet-stream", b"\0" * 1000),
}  # fmt: skip


# What the pages call with a constant first: by what name, and the constant.
CALLS = [
    (ast.unparse(node.func), str(node.args[0].value))
    for path in WEB.glob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
]


def names_read(*readers: str) -> tuple[str, ...]:
    """The names that the pages ask ``readers`` for, wherever they do."""
    return tuple(sorted({name for called, name in CALLS if called in readers}))


FIELDS = (*names_read("visit.field", "visit.text", "visit.fields.get"), "due", "reveal_at", "item_names")
QUERY = (*names_read("visit.query.get"), "section", "show", "by", "left", "right")


def assert_well(answer: Answer, *where: object) -> None:
    assert answer.status < 500, (*where, answer.text[:300])
    assert b"<script>alert" not in answer.body, where
    assert b"<img src=x" not in answer.body, where


# In each gate what a codec and a page stumble over where it is kept, a database and a number where it is looked up.
KEPT, LOOKED_UP = (
    [kind if kind in gate else pytest.param(kind, marks=pytest.mark.exhaustive) for kind in HOSTILE]
    for gate in (("surrogate", "nul", "markup"), ("surrogate", "number"))
)


def walked(method: str = "POST") -> list[Endpoint]:
    return [endpoint for endpoint in ENDPOINTS if endpoint.method == method and endpoint.name not in LEFT_OUT]


@pytest.fixture
def visitors(school: Served) -> tuple[list[Browser], str]:
    """Who is everything at once, instructor and administrator; a student; nobody. And a receipt of the student's."""
    prof, kim = school.person("prof", "instructor"), school.person("kim")
    return [prof, kim, school.nobody()], kim.hand_in(SOURCES["right"])


def test_the_names_of_fields_are_found() -> None:
    """Else the walk would be over nothing."""
    assert {"text", "act", "points", "reason", "edition", "table", "login", "password", "en", "id_token"} <= {*FIELDS}
    assert {"told", "next", "state", "before"} <= {*QUERY}


@pytest.mark.long(seconds=20)
@pytest.mark.parametrize("kind", KEPT)
def test_no_field_breaks_a_form(visitors: tuple[list[Browser], str], kind: str) -> None:
    """Every field of every form, also as the name and the content of a file; pages that show it afterwards."""
    (prof, *others), receipt = visitors
    value = HOSTILE[kind]
    fields = dict.fromkeys(FIELDS, value)
    name = re.sub(r'["\r\n]', "%22", value)[:300].encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")
    content = value.encode("utf-8", "surrogatepass")
    for endpoint in walked():
        path = path_of(endpoint, receipt)
        for act in ("lang", "password", "token", value[:20]) if endpoint.name == "change_account" else (value,):
            assert_well(prof.post(path, fields | {"act": act}), endpoint, kind)
        for other in others:
            assert_well(other.post(path, fields), endpoint, kind)
        assert_well(prof.upload(path, (name, content), fields={"form": "canvas", "act": "lang"}), endpoint, kind)
    for endpoint in walked("GET"):
        assert_well(prof.get(path_of(endpoint, receipt)), endpoint, kind)


@pytest.mark.long(seconds=20)
@pytest.mark.parametrize("kind", LOOKED_UP)
def test_no_address_breaks_a_page(visitors: tuple[list[Browser], str], kind: str) -> None:
    """Each part of each address, and each name of a query."""
    (prof, *_), receipt = visitors
    odd = quote(HOSTILE[kind].encode("utf-8", "surrogatepass"), safe="")
    query = urlencode(dict.fromkeys(QUERY, HOSTILE[kind]), errors="surrogatepass")
    for endpoint in walked("GET"):
        assert_well(prof.get(f"{path_of(endpoint, receipt)}?{query}"), endpoint, kind)
    for endpoint in (*walked("GET"), *walked()):
        for part in re.findall(r"{(\w+)}", endpoint.path):
            address = path_of(endpoint, receipt, **{part: odd})
            assert_well(prof.get(address) if endpoint.method == "GET" else prof.post(address, {"text": "x"}), endpoint, kind)


@pytest.mark.parametrize(
    "kind", [kind if kind in ("json", "a stream") else pytest.param(kind, marks=pytest.mark.long) for kind in BODIES]
)
def test_no_body_breaks_a_route(visitors: tuple[list[Browser], str], kind: str) -> None:
    """What is no form, or another kind of form than its page sends."""
    browsers, receipt = visitors
    content_type, body = BODIES[kind]
    for endpoint in walked():
        for browser in browsers:
            answer = browser.ask("POST", path_of(endpoint, receipt), body, Content_Type=content_type)
            assert_well(answer, endpoint, kind)


@pytest.mark.long(seconds=20)
def test_ten_megabytes_in_a_field(visitors: tuple[list[Browser], str]) -> None:
    """A form without files does not take them, whatever it is for; one with files does, and says what it makes of them."""
    (prof, kim, _), receipt = visitors
    body = b"text=" + b"a" * TEN_MB
    for endpoint in walked():
        if endpoint.who in ("token", "anybody"):
            continue
        answer = prof.ask("POST", path_of(endpoint, receipt), body, Content_Type="application/x-www-form-urlencoded")
        assert_well(answer, endpoint)
        assert (answer.status == 413) == (endpoint.reads > 0), (endpoint, answer.status)
    answer = kim.upload(f"{WORK}/attempts", fields={"code": "x = 1\n" * (TEN_MB // 6)})
    assert_well(answer)
    assert answer.status == 303
