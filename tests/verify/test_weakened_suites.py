"""A suite that was made worse on purpose is refused, and for the right reason: what ``grader verify`` is for."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.verify import proof
from grader.verify.mutants import mutants_of
from grader.verify.outcome import Verification

ROOT = Path(__file__).parents[2]
SHAPES = "SHAPES = [(1, 1), (1, 6), (5, 1), (3, 5), (5, 3), (4, 4), (20, 10)]"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """rnn_bptt without the samples that only wait for limits."""
    shutil.copytree(ROOT / "assignments" / "rnn_bptt", tmp_path / "assignments" / "rnn_bptt")
    shutil.copytree(ROOT / "solutions" / "rnn_bptt", tmp_path / "solutions" / "rnn_bptt")
    for folder in ("time_limit", "output_limit", "memory_limit", "crashed", "invalid_submission", "run_time_error"):
        shutil.rmtree(tmp_path / "solutions" / "rnn_bptt" / "samples" / folder)
    return tmp_path


def changed(course: Path, file: str, *pairs: tuple[str, str]) -> None:
    path = course / "solutions" / "rnn_bptt" / file
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert re.search(old, text), old
        text = re.sub(old, new, text)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Verification]:
    """Of the mutants those of some kinds, which are the ones that the weakness is about: all of them take a minute."""

    def proved(course: Path, *kinds: str) -> Verification:
        monkeypatch.setattr(proof, "mutants_of", lambda *given: [each for each in mutants_of(*given) if each.kind in kinds])
        return proof.prove(course, "rnn_bptt", sandbox="auto", jobs=2, whole_matrix=False, tell=lambda _: None)

    return proved


@pytest.mark.exhaustive
def test_one_shape_only(course: Path, proved: Callable[..., Verification]) -> None:
    """Hard-coded sizes survive, each with the literal that went unseen and an input of another size."""
    changed(course, "test_hidden.py", (re.escape(SHAPES), "SHAPES = [(3, 5)]"), (r'"n", \[1, 4\]', '"n", [4]'))
    changed(
        course, "test_hidden.py", (r"batches\(rng, 3, 6, ", "batches(rng, 3, 5, "), (r"batches\(rng, 6, 5, ", "batches(rng, 3, 5, ")
    )
    changed(course, "test_hidden.py", (r"samples\(rng, 3, 7,", "samples(rng, 3, 5,"))
    # Without the property test, which draws its own sizes.
    text = (course / "solutions/rnn_bptt/test_hidden.py").read_text()
    (course / "solutions/rnn_bptt/test_hidden.py").write_text(text[: text.index('@pytest.mark.points(1, hint="Work one small')])
    changed(course, "grading.yaml", (r"  test_small_whole_numbers:\n(    .*\n)+", ""))
    found = proved(course, "size")
    survivors = {each.mutant.kind: each for each in found.mutants if each.state == "survived"}
    assert "size" in survivors
    assert survivors["size"].mutant.after in ("3", "5")
    texts = [complaint.text for complaint in found.of_point(5)]
    assert any("a size written as the number" in text and "add a case of another size" in text for text in texts)
    assert survivors["size"].difference is not None
    assert not found.passed


@pytest.mark.exhaustive
def test_scalars_only(course: Path, proved: Callable[..., Verification]) -> None:
    """With one sample and one step a sum is a mean and every loop runs once: neighbours and sizes survive."""
    changed(course, "test_hidden.py", (re.escape(SHAPES), "SHAPES = [(1, 1)]"), (r'"n", \[1, 4\]', '"n", [1]'))
    changed(course, "test_hidden.py", (r'"n", \[1, 2, 7\]', '"n", [1]'), (r"batches\(rng, 3, 6, ", "batches(rng, 1, 1, "))
    changed(
        course, "test_hidden.py", (r"batches\(rng, 6, 5, ", "batches(rng, 1, 1, "), (r"samples\(rng, 3, 7,", "samples(rng, 1, 1,")
    )
    changed(course, "test_hidden.py", (r"samples\(rng, 4, 5\), rng.normal\(size=4\)", "samples(rng, 1, 1), rng.normal(size=1)"))
    changed(
        course,
        "inputs.py",
        (r"st.integers\(1, 6\)", "st.just(1)"),
        (r"draw\(st.integers\(1, 4\)\), draw\(st.integers\(1, 4\)\)", "1, 1"),
    )
    found = proved(course, "size", "neighbour", "assigned, not added")
    kinds = {each.mutant.kind for each in found.mutants if each.state == "survived"}
    assert {"size", "neighbour", "assigned, not added"} <= kinds
    sums = [each for each in found.mutants if each.state == "survived" and each.mutant.kind == "neighbour"]
    assert any("np.sum" in each.mutant.after for each in sums)
    assert any("sum_not_mean.py earns every point" in complaint.text for complaint in found.of_point(4))
    assert not found.passed


@pytest.mark.exhaustive
def test_a_tolerance_of_a_tenth(course: Path, proved: Callable[..., Verification]) -> None:
    """A rule that lets mistakes pass is above its window; what it lets pass is shown with the value."""
    changed(course, "grading.yaml", (r"tolerance: \{rtol: 1e-9, atol: 1e-12\}", "tolerance: {rtol: 0.1, atol: 0.1}"))
    changed(course, "grading.yaml", (r"default: \{rtol: 1e-9, atol: 1e-10\}", "default: {rtol: 0.1, atol: 0.1}"))
    found = proved(course, "operator", "axis")
    assert not found.passed
    assert any("lets wrong values pass: the smallest mistake" in complaint.text for complaint in found.of_point(6))


@pytest.mark.exhaustive
def test_a_tolerance_of_nothing(course: Path, proved: Callable[..., Verification]) -> None:
    """A rule below rounding noise refuses right work: the window says so, and so do the accepted samples."""
    changed(course, "grading.yaml", (r"tolerance: \{rtol: 1e-9, atol: 1e-12\}", "tolerance: {rtol: 1e-17, atol: 1e-17}"))
    changed(course, "grading.yaml", (r"default: \{rtol: 1e-9, atol: 1e-10\}", "default: {rtol: 1e-17, atol: 1e-17}"))
    found = proved(course, "operator", "axis")
    assert any("is below the rounding noise of correct work" in complaint.text for complaint in found.of_point(6))
    assert any(complaint.text.startswith("samples/accepted/") and "too strict" in complaint.text for complaint in found.of_point(1))
    assert not found.of_point(5)
