"""Numbers of receipts, as people copy them."""

from __future__ import annotations

import secrets

# Crockford's: no I, L, O, U.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_receipt() -> str:
    """``R-7F3K-29QX``: seven letters by chance and one that shows a typing error."""
    letters = [secrets.choice(LETTERS) for _ in range(7)]
    letters.append(LETTERS[sum((place + 1) * LETTERS.index(letter) for place, letter in enumerate(letters)) % 31])
    text = "".join(letters)
    return f"R-{text[:4]}-{text[4:]}"
