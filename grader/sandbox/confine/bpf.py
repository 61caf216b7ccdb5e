"""Classic BPF as seccomp runs it: the few instructions that a filter needs, put together from small pieces. Inside; pure.

A piece is a tuple of instructions of eight bytes each. One that "decides" returns on every path; the others fall through to what
follows them.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

Piece = tuple[bytes, ...]

# linux/seccomp.h
ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000

# struct seccomp_data: int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6].
NUMBER, ARCHITECTURE = 0, 4
_FIRST_ARGUMENT = 16

# linux/bpf_common.h
_LOAD_WORD, _RETURN, _JUMP = 0x20, 0x06, 0x05
_JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_BITS = 0x15, 0x35, 0x45
_INSTRUCTION = struct.Struct("=HBBI")
_FARTHEST = 255


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    if not (0 <= then <= _FARTHEST and 0 <= otherwise <= _FARTHEST):
        raise ValueError("a conditional jump of more than 255 instructions")
    return _INSTRUCTION.pack(code, then, otherwise, value & 0xFFFFFFFF)


def load(offset: int) -> Piece:
    return (_instruction(_LOAD_WORD, offset),)


def load_argument(index: int) -> Piece:
    """The low half, on a little-endian machine. To be used where the kernel itself looks at no more than an int."""
    return load(_FIRST_ARGUMENT + 8 * index)


def load_argument_top(index: int) -> Piece:
    """The high half, which counts where an argument is an address."""
    return load(_FIRST_ARGUMENT + 8 * index + 4)


def allow() -> Piece:
    return (_instruction(_RETURN, ALLOW),)


def fail(number: int) -> Piece:
    return (_instruction(_RETURN, ERRNO | number),)


def kill() -> Piece:
    return (_instruction(_RETURN, KILL_PROCESS),)


def if_equal(value: int, then: Piece) -> Piece:
    """``then`` decides; otherwise go on."""
    return (_instruction(_JUMP_EQUAL, value, 0, len(then)), *then)


def unless_equal(value: int, then: Piece) -> Piece:
    """``then`` decides where the word is another; otherwise go on."""
    return (_instruction(_JUMP_EQUAL, value, len(then), 0), *then)


def if_at_least(value: int, then: Piece) -> Piece:
    return (_instruction(_JUMP_AT_LEAST, value, 0, len(then)), *then)


def if_bits(mask: int, then: Piece) -> Piece:
    """``then`` decides where any of the bits is set; otherwise go on."""
    return (_instruction(_JUMP_BITS, mask, 0, len(then)), *then)


def if_among(values: Sequence[int], then: Piece) -> Piece:
    """``then`` decides where the word is one of the values; otherwise go on."""
    if not values:
        return ()
    # Each comparison jumps over those after it and over the jump that skips ``then``.
    comparisons = [_instruction(_JUMP_EQUAL, value, len(values) - place) for place, value in enumerate(values)]
    return (*comparisons, _instruction(_JUMP, len(then)), *then)


def program(*pieces: Piece) -> bytes:
    return b"".join(instruction for piece in pieces for instruction in piece)
