"""A small word tokenizer."""

import re


def tokenize(text: str, lowercase: bool = True) -> list[str]:
    """Split a text into words and punctuation marks.

    Args:
        text: the text.
        lowercase: whether words are lowercased.

    Returns:
        The list of tokens.
    """
    if lowercase:
        text = text.lower()
    return re.findall(r"[a-zA-Z]+(?:'[a-z]+)?|\d+|[^\w\s]", text)


def count_tokens(tokens: list[str]) -> dict[str, int]:
    """Count how often each token occurs.

    Args:
        tokens: list of tokens.

    Returns:
        A dictionary from token to count.
    """
    counts: dict[str, int] = {}
    for token in tokens:
        counts[token] = counts.get(token, 0) + 1
    return counts
