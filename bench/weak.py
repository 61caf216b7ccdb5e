"""Copies of the assignments that ship with a suite made worse in a way that is usual: one shape, squares, one stride, a loose rule.

Every copy has to be refused, and by what looks for weakness: point 5 (a mutant earns everything), 6 (a rule outside of its window)
or, where rules are too strict, 1. Known mistakes and wrong samples are left out: a copy that passed them would be refused for that.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOOSE, TIGHT = "{rtol: 0.2, atol: 0.2}", "{rtol: 1e-18, atol: 1e-18}"
# What is said of files and tests that a copy lacks.
_SECTION = re.compile(r"^(mistakes|texts):.*\n(?:[ \t#].*\n|\n)*", re.MULTILINE)
_RULE = re.compile(r"\{rtol: [^,{}]+, atol: [^,{}]+")


@dataclass(frozen=True)
class Weak:
    """``constants``: new values of names in the suite or in inputs.py; ``marks``: of a test's parametrisation, by the test's name;
    ``without``: tests that are left out; ``rules``: in the place of every rule.
    """

    slug: str
    name: str
    constants: tuple[tuple[str, str], ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    rules: str = ""


BPTT = ("test_states_of_integers", "test_zeros_and_ones", "test_gradient_of_its_own_loss", "test_small_whole_numbers",
        "test_loss_of_any_numbers", "test_special_recurrent_weights")  # fmt: skip
CELL = ("test_inputs_of_zeros_and_ones", "test_small_networks", "test_small_backward_passes", "test_gradient_of_its_own_loss",
        "test_vanishing_and_exploding")  # fmt: skip
LAYER = ("test_images_of_zeros_and_ones", "test_small_layers", "test_small_gradients_of_a_layer", "test_gradients_without_padding",
         "test_gradients_of_images_of_zeros_and_ones", "test_two_layers_at_once", "test_gradient_of_its_own_layer")  # fmt: skip
LINE = ("test_forward_of_integers", "test_integers_in_one_dimension", "test_small_gradients_in_one_dimension")
IMAGE = ("test_small_images", "test_an_image_of_integers")
SIGNAL = ("test_a_signal_of_integers", "test_small_cross_correlations", "test_convolution_of_integers")
LSTM = ("test_small_lstm_steps", "test_gates_wide_open_and_shut", "test_lstm_step_changes_nothing", "test_lstm_starts_afresh",
        "test_lstm_over_zeros_and_ones")  # fmt: skip
GRU = ("test_small_gru_steps", "test_gru_step_changes_nothing", "test_gru_starts_afresh", "test_gru_over_zeros_and_ones")
VOLUME = ("test_volumes_of_integers",)
FAR = ("test_far_away_scores", "test_rows_of_different_size", "test_small_scores")
CHAIN = ("test_long_sequences", "test_impossible_sequences", "test_perplexity_of_long_sequences")

WEAK = (
    Weak("rnn_bptt", "one shape", (("SHAPES", "[(3, 5)]"),), (("test_one_step", "n"),), BPTT),
    Weak("rnn_bptt", "squares", (("SHAPES", "[(3, 3), (4, 4)]"),), (), BPTT),
    Weak("rnn_bptt", "one sample", (("SHAPES", "[(1, 5), (1, 3)]"),), (), BPTT),
    Weak("rnn_bptt", "one step", (("SHAPES", "[(4, 1), (2, 1)]"),), (), BPTT),
    Weak("rnn_bptt", "loose", rules=LOOSE),
    Weak("rnn_bptt", "tight", rules=TIGHT),
    Weak("rnn_cell", "one shape", (("SHAPES", "[(3, 4, 2, 3, 2)]"),), (), CELL),
    Weak("rnn_cell", "all sizes equal", (("SHAPES", "[(3, 3, 3, 3, 3), (2, 2, 2, 2, 2)]"),), (), CELL),
    Weak("rnn_cell", "one step", (("SHAPES", "[(3, 1, 2, 4, 2), (2, 1, 3, 2, 1)]"),), (), CELL),
    Weak("rnn_cell", "one sample", (("SHAPES", "[(1, 4, 2, 3, 2), (1, 3, 3, 2, 1)]"),), (), CELL),
    Weak("rnn_cell", "loose", rules=LOOSE),
    Weak("gated_rnn", "one size", (("STEPS", "[(4, 3, 2)]"), ("SEQUENCES", "[(4, 3, 3, 2)]")), (), (*LSTM, *GRU)),
    Weak("gated_rnn", "as many inputs as units", (("STEPS", "[(4, 2, 2), (2, 3, 3)]"), ("SEQUENCES", "[(2, 3, 2, 2)]")),
         (), (*LSTM, *GRU)),
    Weak("gated_rnn", "one step", (("SEQUENCES", "[(4, 1, 3, 2), (2, 1, 2, 3)]"),), (), (*LSTM, *GRU)),
    Weak("gated_rnn", "no large numbers", (), (), ("test_sigmoid_far_out", "test_gates_wide_open_and_shut")),
    Weak("gated_rnn", "loose", rules=LOOSE),
    Weak("conv_backprop", "square images", (("LAYERS", "[(2, 1, 1, 4, 4, 2, 2, 1, 0), (1, 3, 2, 5, 5, 3, 3, 2, 1)]"),), (), LAYER),
    Weak("conv_backprop", "one stride", (("LAYERS", "[(2, 1, 2, 5, 7, 3, 3, 2, 0), (1, 2, 1, 6, 5, 2, 3, 2, 1)]"),), (), LAYER),
    Weak("conv_backprop", "no overlap", (("LAYERS", "[(2, 2, 3, 4, 6, 2, 2, 2, 0), (1, 1, 2, 6, 3, 3, 3, 3, 0)]"),), (), LAYER),
    Weak("conv_backprop", "one size", (("LAYERS", "[(2, 2, 3, 5, 6, 3, 2, 1, 1)]"),), (), LAYER),
    Weak("conv_backprop", "always padded", (("LAYERS", "[(2, 1, 2, 5, 4, 3, 2, 1, 1), (1, 2, 1, 4, 6, 2, 3, 2, 2)]"),), (), LAYER),
    Weak("conv_backprop", "one line", (("LINES", "[(5, 3)]"),), (), LINE),
    Weak("conv_backprop", "loose", rules=LOOSE),
    Weak("convolution", "square images", (("IMAGES", "[((2, 2), (4, 4)), ((3, 3), (6, 6))]"),), (), IMAGE),
    Weak("convolution", "cubes", (("VOLUMES", "[((2, 2, 2), (4, 4, 4)), ((1, 1, 1), (3, 3, 3))]"),), (), VOLUME),
    Weak("convolution", "one line", (("LINES", "[(3, 7)]"),), (), SIGNAL),
    Weak("convolution", "kernels of one entry", (("LINES", "[(1, 5), (1, 7)]"),), (), SIGNAL),
    Weak("convolution", "no stride", (), (), ("test_positions_with_stride_and_padding",)),
    Weak("convolution", "loose", rules=LOOSE),
    Weak("gradient_check", "one number", (), (("test_central_differences", "shape"), ("test_largest_relative_difference", "shape")),
         ("test_any_shape", "test_a_point_of_integers", "test_small_pairs", "test_floor", "test_moves_one_entry_at_a_time")),
    Weak("gradient_check", "one step", (), (), ("test_any_step", "test_step_and_limit", "test_step_and_limit_of_the_handout")),
    Weak("gradient_check", "loose", rules=LOOSE),
    Weak("sequence_probability", "one size", (("SHAPES", "[(3, 4, 3)]"),), (), (*CHAIN, "test_small_prefixes")),
    Weak("sequence_probability", "one symbol a sequence", (("SHAPES", "[(3, 1, 3), (2, 1, 4)]"),), (), CHAIN),
    Weak("sequence_probability", "small scores", (), (), FAR),
    Weak("sequence_probability", "loose", rules=LOOSE),
)  # fmt: skip


def write_copy(weak: Weak, folder: Path) -> Path:
    """The course with this one assignment, made worse; its folder."""
    for half in ("assignments", "solutions"):
        shutil.copytree(ROOT / half / weak.slug, folder / half / weak.slug)
    private = folder / "solutions" / weak.slug
    shutil.rmtree(private / "mistakes", ignore_errors=True)
    for sample in (private / "samples").iterdir():
        if sample.name != "accepted":
            shutil.rmtree(sample)
    suite = private / "test_hidden.py"
    text = without_tests(suite.read_text(encoding="utf-8"), weak.without)
    for test, parameter in weak.marks:
        text = with_first_only(text, test, parameter)
    suite.write_text(with_constants(text, weak.constants), encoding="utf-8")
    inputs = private / "inputs.py"
    inputs.write_text(with_constants(inputs.read_text(encoding="utf-8"), weak.constants), encoding="utf-8")
    grading = private / "grading.yaml"
    rules = _SECTION.sub("", grading.read_text(encoding="utf-8"))
    grading.write_text(_RULE.sub(weak.rules.rstrip("}"), rules) if weak.rules else rules, encoding="utf-8")
    return folder


def with_constants(text: str, constants: Sequence[tuple[str, str]]) -> str:
    """With other values of names that stand at the top of the file."""
    for name, value in constants:
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
                lines = text.splitlines(keepends=True)
                text = "".join([*lines[: node.lineno - 1], f"{name} = {value}\n", *lines[node.end_lineno or 0 :]])
                break
    return text


def without_tests(text: str, names: Sequence[str]) -> str:
    lines = text.splitlines(keepends=True)
    missing = set(names)
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            missing.discard(node.name)
            del lines[node.decorator_list[0].lineno - 1 : node.end_lineno]
    if missing:
        raise ValueError(f"the suite has no {', '.join(sorted(missing))}")
    return "".join(lines)


def with_first_only(text: str, test: str, parameter: str) -> str:
    """With only the first value of a parameter of one test."""
    tree = ast.parse(text)
    node = next(each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == test)
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and mark.args and isinstance(mark.args[0], ast.Constant) and mark.args[0].value == parameter:
            values = mark.args[1]
            if isinstance(values, ast.List):
                lines = text.splitlines(keepends=True)
                line = lines[values.lineno - 1]
                start, end = values.col_offset, values.end_col_offset or 0
                lines[values.lineno - 1] = f"{line[:start]}[{ast.unparse(values.elts[0])}]{line[end:]}"
                return "".join(lines)
    raise ValueError(f"{test} has no parameter {parameter}")
