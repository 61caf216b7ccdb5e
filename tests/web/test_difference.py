"""Two attempts side by side: what differs, what is left out, and what staff wrote about a line of either."""

from grader.web.dossier import pairs_of
from tests.web.served import WORK, Served

BODY = "".join(f"    step_{number} = {number}\n" for number in range(1, 40))


def test_a_line_that_somebody_wrote_about_is_not_left_out() -> None:
    """Among the equal ones, of either side; the rest of them is counted."""
    left, right = [f"line {number}" for number in range(1, 31)], ["new", *(f"line {number}" for number in range(1, 31))]
    plain = pairs_of(left, right)
    assert [(pair.kind, pair.right_number) for pair in plain if pair.kind == "gap"] == [("gap", 27)]
    said = pairs_of(left, right, ({10}, {21}))
    gaps = [pair.right_number for pair in said if pair.kind == "gap"]
    assert sum(gaps) + sum(pair.kind == "equal" for pair in said) == 30
    assert {(pair.left_number, pair.right_number) for pair in said if pair.kind == "equal"} >= {(10, 11), (20, 21)}
    assert all(count > 1 for count in gaps)


def test_comments_stand_beside_their_lines(school: Served) -> None:
    """On the side that they are about, as text; about the whole file above it; not the ones that were taken back."""
    prof, kim = school.person("prof", "instructor"), school.person("kim")
    source = f"def double(x):\n{BODY}    return 2 * x\n"
    with school.grading():
        first, second = kim.hand_in(source), kim.hand_in(f"# again\n{source}")
        kim.report(first)
        kim.report(second)
    said = ((first, "20", "<b>why</b>"), (second, "41", "better"), (second, "", "on the whole"), (first, "900", "no line"))
    for receipt, line, text in (*said, (first, "3", "gone")):
        sent = {"file": "work.py", "line": line, "text": text}
        assert prof.post(f"{WORK}/attempts/{receipt}/comments", sent).status == 303
    gone = next(each.id for each in school.site.rulings.of(1).comments if each.text == "gone")
    assert prof.post(f"{WORK}/decisions/comments/{gone}/revoke", {"student": "kim"}).status == 303
    page = prof.get(f"{WORK}/students/kim/difference?left={first}&right={second}").text
    before, _, table = page.partition("<table")
    assert "on the whole" in before
    assert "no line" in before
    row = next(each for each in table.split("</tr>") if "&lt;b&gt;why&lt;/b&gt;" in each)
    assert row.index("why") < row.index('<td class="n"></td>', row.index("why"))  # on the left
    above = table.split("</tr>")[table.split("</tr>").index(row) - 1]
    assert "step_19 = 19" in above
    assert "better" in table
    assert "gone" not in page
