"""Passwords: hashed slowly, compared in the same time whether or not there is such a person."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 256
# Each takes 64 MB for a moment.
AT_ONCE = 2


class Passwords:
    """Hashes and verifies, a few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._free = threading.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        with self._free:
            return self._hasher.hash(password)

    def fits(self, password: str, known: str | None) -> bool:
        """``known`` None: there is nobody of that name, which takes as long to find out."""
        with self._free:
            try:
                return self._hasher.verify(known or self._nobodys, password[:LONGEST]) and known is not None
            except (VerificationError, InvalidHashError):
                return False
