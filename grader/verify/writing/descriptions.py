"""What is known of each argument before the reference is asked: words of the author, hints, other functions, and code. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from grader.verify.writing.argument import Argument, Description, describe
from grader.verify.writing.docstring import is_answer_of, returned_text
from grader.verify.writing.fitting import dims_of
from grader.verify.writing.signature import Parameter, Reference, Signature, flat_names


class Descriptions:
    """Of the functions of one reference."""

    def __init__(self, reference: Reference, told: Mapping[str, str]) -> None:
        """``told``: descriptions by ``function.argument``, which count before everything written in the file."""
        self._reference, self._told = reference, told

    def is_told(self, signature: Signature, parameter: Parameter) -> bool:
        """Whether the author has said what it is, besides what the file says."""
        return f"{signature.name}.{parameter.name}" in self._told

    def said(self, signature: Signature, parameter: Parameter) -> Description:
        """By the author's option, the docstring, the hint, or what another function of the file says of that name."""
        texts = [self._told.get(f"{signature.name}.{parameter.name}", ""), signature.doc.of(parameter.name)]
        if texts[0]:
            return describe(texts[0])
        said = describe(texts[1])
        if said.kind is None:
            hinted = describe(parameter.annotation)
            said = replace(said, kind=hinted.kind, element=hinted.element, whole=said.whole or hinted.whole, scalar=hinted.scalar)
        if said.kind in (None, "array") and said.shape is None and not said.any_shape:
            for other in self._reference.functions:
                elsewhere = describe(other.doc.of(parameter.name)) if other.name != signature.name else Description()
                if elsewhere.shape is not None or (said.kind is None and elsewhere.kind is not None):
                    return elsewhere
        return said

    def seen(self, signature: Signature, parameter: Parameter) -> Description:
        """What is said of it; where that leaves it open, what the code shows."""
        said, shown = self.said(signature, parameter), parameter.evidence
        if not shown.dims:
            named = (each for other in self._reference.functions for each in other.parameters if each.name == parameter.name)
            shown = replace(shown, dims=next((each.evidence.dims for each in named if each.evidence.dims), ()))
        if said.says_nothing and shown.use is not None and not shown.dims:
            return replace(said, kind=shown.use)
        if said.kind in (None, "array") and said.shape is None and not said.any_shape:
            return replace(said, likely=shown.dims)
        return said

    def answers(self, signature: Signature, parameter: Parameter, said: Description) -> Iterator[Argument]:
        """The argument as an answer of another function of the file, where that gives a part this name, or this shape."""
        if said.shape is None and said.kind in (None, "tuple", "table", "list"):
            others = [other for other in self._reference.handed if other.name != signature.name and not other.owner]
            for other in others:
                names = other.returns if not isinstance(other.returns, str) else ()
                if parameter.name in names:
                    yield Argument(name=parameter.name, kind="answer", producer=other.name, part=list(names).index(parameter.name))
            text = self._told.get(f"{signature.name}.{parameter.name}", "") or signature.doc.of(parameter.name)
            for other in others:
                if is_answer_of(text, other.name):
                    yield Argument(name=parameter.name, kind="answer", producer=other.name)
        elif said.shape is not None and self._takes_answer(signature):
            for other in self._reference.handed:
                for place, name in enumerate(flat_names(other.returns)):
                    if dims_of(returned_text(other.doc, name)) == said.shape and other.name in self._producers(signature):
                        yield Argument(name=parameter.name, kind="array", producer=other.name, part=place, like=True)

    def _takes_answer(self, signature: Signature) -> bool:
        return bool(self._producers(signature))

    def _producers(self, signature: Signature) -> list[str]:
        return [
            option.producer
            for each in signature.parameters
            if (said := self.said(signature, each)).shape is None
            for option in self.answers(signature, each, said)
        ]
