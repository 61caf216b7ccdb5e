"""The bytes on the line between judge and student's process: frames of the form GRW1. Both sides share this package."""

from grader.sandbox.wire.frame import Kind, ProtocolError, UnsupportedError, WireLimits

__all__ = ["Kind", "ProtocolError", "UnsupportedError", "WireLimits"]
