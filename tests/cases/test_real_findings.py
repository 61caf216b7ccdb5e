"""Wrong solutions of layers, losses, optimisers and recurrent classes: what is said of them, and that it is true."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import CaseResult, Finding, Lang, Submission, Text, Verdict
from grader.reading.submissions import load_submission
from grader.report.documents import grade_document
from grader.report.findings_text import actual_label, finding_text
from grader.report.sentences import message
from grader.report.student_page import render_report

REAL = Path(__file__).parent / "inputs" / "real"
NET = (REAL / "_course" / "solutions" / "net" / "net.py").read_text(encoding="utf-8")

Cases = tuple[CaseResult, ...]
Failed = Callable[..., Cases]


@pytest.fixture(scope="module")
def mini() -> Iterator[Failed]:
    """``mini(name)``: the failed cases of a file of that class."""
    with Judge(REAL / "mini", "mini", sandbox="auto") as judge:
        yield lambda name: _failed(judge, load_submission(REAL / "mini" / "class" / f"{name}.py", judge.assignment))


@pytest.fixture(scope="module")
def net_judge() -> Iterator[Judge]:
    with Judge(REAL / "_course", "net", sandbox="auto") as judge:
        yield judge


@pytest.fixture(scope="module")
def net(net_judge: Judge) -> Failed:
    """``net(path)``, or ``net((wrong, right), ...)``: the failed cases of a file, or of the reference so changed."""

    def failed(*what: Path | tuple[str, str]) -> Cases:
        text = NET
        for each in what:
            if isinstance(each, Path):
                return _failed(net_judge, Submission(student="s", file="net.py", files=(("net.py", each.read_bytes()),)))
            assert each[0] in text
            text = text.replace(*each)
        return _failed(net_judge, Submission(student="s", file="net.py", files=(("net.py", text.encode()),)))

    return failed


def _failed(judge: Judge, submission: Submission) -> Cases:
    done = (Verdict.ACCEPTED, Verdict.SKIPPED)
    cases = judge.grade(submission).cases
    assert not any(case.staff.detail for case in cases)
    return tuple(case for case in cases if case.verdict not in done)


def findings(cases: Cases, function: str) -> list[Finding]:
    return list(dict.fromkeys(each for case in cases for each in case.findings if each.function == function))


def told(cases: Cases, function: str) -> set[tuple[str, str, tuple[str, ...]]]:
    """Kind, name and outputs of what is said."""
    return {(each.kind, each.name, each.outputs) for each in findings(cases, function)}


def test_a_tuple_of_none(mini: Failed) -> None:
    """Nothing but None: not written yet, and it is said of which outputs; the function did not return None."""
    cases = mini("m1_tuple_of_none")
    assert {case.verdict for case in cases} == {Verdict.NOT_IMPLEMENTED}
    said = message(cases[0], "en")
    assert "da and db" in said
    assert "return statement" not in said


def test_one_right_value_beside_none(mini: Failed) -> None:
    """Somebody wrote that; the other output is wrong."""
    cases = mini("m2_second_is_none")
    assert {case.verdict for case in cases} == {Verdict.WRONG_ANSWER}
    assert message(cases[0], "en") == "db: expected an array of shape (1, 1), got None."


@pytest.mark.parametrize(
    ("name", "function", "kind", "named", "outputs"),
    [
        ("m3_swapped_other_shapes", "product_gradients", "outputs_swapped", "", ("da", "db")),
        ("m4_backward_twice_too_large", "scale_backward", "ratio", "2", ("dx",)),
        ("m4b_plain_twice_too_large", "product_gradients", "ratio", "2", ("da",)),
        ("m5_backward_mean", "scale_backward", "ratio_size", "1/x.shape[0]", ("dw",)),
        ("m6_backward_row", "scale_backward", "extra_axis", "", ("dw",)),
        ("m6b_plain_row", "product_gradients", "extra_axis", "", ("db",)),
    ],
)
def test_pairs_are_told_as_plain_functions_are(
    mini: Failed, name: str, function: str, kind: str, named: str, outputs: tuple[str, ...]
) -> None:
    """A factor, an axis too many, outputs in each other's place: also of what is handed a cache."""
    cases = mini(name)
    assert (kind, named, outputs) in told(cases, function)
    assert all(case.counterexample is not None for case in cases)


def test_the_input_of_a_chain_can_be_pasted(mini: Failed) -> None:
    """The forward pass and then the call that fails."""
    found = mini("m4_backward_twice_too_large")[0].counterexample
    assert found is not None
    first, second = found.call.split("\n")
    assert first.startswith("out, cache = scale_forward(")
    assert second.startswith("scale_backward(")
    assert second.endswith(", cache)")


def test_only_if_padded(net: Failed) -> None:
    """The array is there only where there is padding."""
    cases = net(REAL / "layers" / "array_only_if_padded.py")
    assert ("only_zero", "conv_param['pad']", ()) in told(cases, "conv_forward_naive")


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize(
    "name",
    [
        *(pytest.param(each, marks=pytest.mark.exhaustive) for each in ("output_sides_exchanged", "reshaped_square")),
        "window_of_stride",
    ],
)
def test_no_false_condition_of_windows(net: Failed, name: str) -> None:
    """What depends on two things at once is not put down to one of them."""
    said = findings(net(REAL / "layers" / f"{name}.py"), "max_pool_forward_naive")
    square = {("out.shape[2]", "out.shape[3]")}
    assert not {each.words for each in said if each.kind.startswith("only_")} - (square if name != "window_of_stride" else set())


BATCHNORM = "/ np.sqrt(var + eps), (dout * n).sum(axis=0), dout.sum(axis=0)"


def test_a_text_among_the_arguments_of_a_chain(net: Failed) -> None:
    """The mode of a batch normalisation once cost the whole submission its explanation."""
    cases = net((BATCHNORM, "/ np.sqrt(var + eps), dout.sum(axis=0), (dout * n).sum(axis=0)"))
    assert ("outputs_swapped", "", ("dgamma", "dbeta")) in told(cases, "batchnorm_backward")
    found = cases[0].counterexample
    assert found is not None
    assert found.numbers <= 4


@pytest.mark.long(seconds=2)
def test_small_images(net: Failed) -> None:
    """One image, one channel, one filter, whatever the sizes happen to be beside each other."""
    (*_, forward) = net(("j * s : j * s + WW", "j : j + WW"))
    assert forward.counterexample is not None
    assert forward.counterexample.numbers <= 16
    (*_, backward) = net((") * dout[n, c, i, j]", ")"))
    assert backward.counterexample is not None
    assert backward.counterexample.numbers <= 4


@pytest.mark.long(seconds=2)
def test_running_mean_as_a_row(net: Failed) -> None:
    """The argument after the call has an axis too many, in training only."""
    cases = net(REAL / "layers" / "running_mean_as_row.py")
    mine = [case for case in cases if case.function == "batchnorm_forward" and case.verdict is Verdict.WRONG_ANSWER]
    assert mine
    evidence = mine[0].evidence
    assert evidence is not None
    assert (evidence.argument, evidence.left) == ("bn_param", "otherwise")
    assert actual_label(evidence, "en") == "bn_param after the call"
    assert {each.words for each in findings(cases, "batchnorm_forward") if each.kind == "only_text"} == {("'train'",)}


@pytest.mark.long(seconds=2)
def test_sizes_written_down(net: Failed) -> None:
    """A step of two and six rows in the code: no condition on one side of the array is true of it."""
    cases = net(REAL / "square" / "square_two.py")
    said = [*findings(cases, "shrink"), *findings(cases, "spread")]
    assert not [each for each in said if each.kind in ("only_not_square", "one_size", "only_above_one")]


TERM = " + 2 * reg * W"
TRUE = (
    (TERM, "", "softmax_loss", ("term", "2 * reg * W", ("dW",))),
    (TERM, " + reg * W", "softmax_loss", ("term", "reg * W", ("dW",))),
    (" + reg * np.sum(W * W)", "", "softmax_loss", ("term", "reg * np.sum(W**2)", ("loss",))),
    (TERM, "", "softmax_loss", ("only_not_zero", "reg", ())),
    ("X.T @ P / n + 2 * reg * W", "reg * (X.T @ P / n + 2 * reg * W)", "softmax_loss", ("ratio_size", "reg", ("dW",))),
    ("da.sum(axis=0)", "da.mean(axis=0)", "affine_relu_backward", ("ratio_size", "1/x.shape[0]", ("db",))),
    ("(da @ w.T)", "-(da @ w.T)", "affine_relu_backward", ("sign", "", ("dx",))),
    ("(1, 2, 3))) + b", "(1, 2, 3)))", "conv_forward_naive", ("term", "b", ("out",))),
    ("np.stack(out, axis=1)", "out[-1]", "RNN.predict", ("one_slice", "last", ())),
    (" + h @ self.Wh", "", "RNN.predict", ("only_above_one", "X.shape[1]", ())),
    ("self.momentum * v -", "self.momentum * v - (1 - self.momentum) *", "SGD.step", ("only_not_zero", "momentum", ())),
)
# Each gate has every third; the kinds have tests of their own in diagnosis/test_looks.py.
EACH = [pytest.param(*each, marks=pytest.mark.exhaustive if number % 3 else ()) for number, each in enumerate(TRUE)]


@pytest.mark.parametrize(("wrong", "right", "function", "expected"), EACH)
@pytest.mark.long
def test_what_is_true_is_said(
    net: Failed, wrong: str, right: str, function: str, expected: tuple[str, str, tuple[str, ...]]
) -> None:
    """Terms with a number among the arguments, classes, sandwiches of layers."""
    assert expected in told(net((wrong, right)), function)


@pytest.mark.parametrize(
    ("wrong", "right", "function"),
    [
        # Right for one column only where there is one row, too; the suite has no other.
        ("x.reshape(len(x), -1).T @ da", "(x.reshape(len(x), -1).T @ da).T", "affine_relu_backward"),
        pytest.param("(da @ w.T)", "(da @ w)", "affine_relu_backward", marks=pytest.mark.exhaustive),
        # Right for one step, and for one hidden number.
        pytest.param("h @ self.Wh +", "h @ self.Wh.T +", "RNN.predict", marks=pytest.mark.exhaustive),
        # The inputs of one number happen to be positive.
        ("np.tensordot(part, w,", "np.tensordot(part, w[:, :, ::-1, ::-1],", "conv_forward_naive"),
    ],
)
@pytest.mark.long
def test_what_only_seems_so_is_not_said(net: Failed, wrong: str, right: str, function: str) -> None:
    """Conditions that hold on the suite's own inputs and are false on others that are legal."""
    said = findings(net((wrong, right)), function)
    assert not [each for each in said if each.kind.startswith("only_") or each.kind == "one_size"]


@pytest.mark.long(seconds=2)
def test_an_argument_that_was_changed(net: Failed) -> None:
    """It is no returned value, and nobody says so; the page neither."""
    cases = net(("return [p + v for", "for p, v in zip(params, self.v): p += v\n        return [p.copy() for"))
    assert message(cases[0], "en").startswith("SGD.step changed its argument params; it must stay as it was.")
    evidence = cases[0].evidence
    assert evidence is not None
    assert actual_label(evidence, "en") == "params after the call"


def test_an_argument_that_was_not_changed(net: Failed) -> None:
    """A copy is made where the array itself is meant."""
    cases = net(("    w *= 1 - rate\n", "    w = w * (1 - rate)\n"))
    assert message(cases[0], "en") == "decay left its argument w as it was; it must be changed in place."
    assert "equal_to_input" not in {each.kind for each in findings(cases, "decay")}
    assert cases[0].counterexample is not None
    assert cases[0].counterexample.argument == "w"


@pytest.mark.long(seconds=2)
def test_the_page_and_both_languages(net_judge: Judge) -> None:
    """Every sentence has its words in both languages, and the report can be made."""
    text = NET.replace(TERM, "").replace("    w *= 1 - rate\n", "    w = w * (1 - rate)\n")
    grade = reveal(net_judge.grade(Submission(student="s", file="net.py", files=(("net.py", text.encode()),))))
    languages: tuple[Lang, ...] = ("en", "ko")
    for lang in languages:
        page = render_report(grade, title=Text("Layers"), files=(("net.py", text.encode()),), lang=lang)
        assert "2 * reg * W" in page
        assert grade_document(grade, lang)["cases"]
        assert all(finding_text(each, lang) for case in grade.cases for each in case.findings)
