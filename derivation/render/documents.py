"""Document: format-neutral blocks. `compose` writes the tutorial and its appendix from a derivation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from derivation.frozen import dataclass
from derivation.network.spec import ONLINE
from derivation.network.spelling import Spelling
from derivation.render.all_roads import all_roads
from derivation.render.author import FULL, Author, Section
from derivation.render.derivations import Derivation
from derivation.render.markup import Block, Figure, Tokens
from derivation.render.sections.appendix import closed_forms
from derivation.render.sections.common_mistakes import common_mistakes as answer_key
from derivation.render.sections.computation import computation
from derivation.render.sections.forward_pass import error, forward_pass
from derivation.render.sections.hidden_layers import biases, hidden_layer, waiting
from derivation.render.sections.matrices import matrices
from derivation.render.sections.notation import notation
from derivation.render.sections.opening import opening
from derivation.render.sections.outcome import new_parameters, rounds, trust
from derivation.render.sections.output_layer import output_layer
from derivation.render.sections.samples import count_updates, other_samples, together
from derivation.render.sections.softmax_layer import softmax_layer
from derivation.render.templating import Templates


@dataclass(frozen=True)
class Document:
    """A text as blocks, with the spelling of its names and numbers; *name* is its file name without an extension."""

    name: str
    blocks: tuple[Block, ...]
    notation: Spelling
    language: str = "en"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))


def compose(
    derivation: Derivation,
    templates: Templates,
    language: str = "en",
    *,
    common_mistakes: bool = False,
    assumed: str = "",
) -> tuple[Document, ...]:
    """The tutorial and, where the error is small enough to be one expression, the appendix with its closed form.

    The tutorial ends with the *common mistakes* and what they would give if these are asked for. With *assumed* the
    words are those for numbers of that sign: what a page says that is true of any numbers stays.
    """
    slug = derivation.spec.slug
    chapters: dict[str, Chapters] = {slug: partial(_tutorial, mistakes=common_mistakes)}
    if derivation.has_appendix and not assumed:
        chapters[f"{slug}-closed-form"] = closed_forms

    def author() -> Author:
        return Author(derivation, Tokens(), templates, language, assumed=assumed)

    return tuple(_written(author(), *each) for each in chapters.items())


Chapters = Callable[[Author], Iterator[Section]]


def _written(author: Author, name: str, chapters: Chapters) -> Document:
    blocks = author.tokens.blocks(author.write(chapters(author)))
    return Document(name, blocks, author.derivation.notation, author.language)


def _tutorial(author: Author, *, mistakes: bool) -> Iterator[Section]:
    """The chapters in reading order."""
    yield from _samples(author) if author.network.is_layered else computation(author)
    if author.network.learns:
        yield from new_parameters(author)
        yield from rounds(author)
    if mistakes:
        yield from answer_key(author)
    yield from trust(author)


def _samples(author: Author) -> Iterator[Section]:
    """A layered network with one sample after the other."""
    first, *others = author.of_samples()
    told = [first, *(others if author.detail == FULL else ())]
    yield from opening(author)
    yield from notation(author)
    for each in told:
        yield from each.tell(_passes(each))
    if len(told) <= len(others):
        yield from other_samples(others)
    if author.network.parts and author.network.batch != ONLINE:
        yield from together(author)


def _passes(author: Author) -> Iterator[Section]:
    """One sample forward and backward."""
    layers = author.network.layers
    yield from count_updates(author)
    yield from forward_pass(author)
    yield from error(author)
    yield from softmax_layer(author) if author.network.outputs[0].activation.joint else output_layer(author)
    yield from biases(author, layers[-1])
    yield from waiting(author)
    for layer in reversed(layers[:-1]):
        yield from hidden_layer(author, layer)
        yield from biases(author, layer)
    yield from all_roads(author)
    yield from matrices(author)
