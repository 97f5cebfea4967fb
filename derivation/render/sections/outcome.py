"""What came of it: the new parameters, the error over the rounds, and how far the numbers can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derivation.maths.formulas import Formula, Name
from derivation.maths.numbers import Numeral, nearest
from derivation.network.optimizers import updated
from derivation.network.proofs import has_closed_form
from derivation.render.author import Author, Context, Section
from derivation.render.figures import curve_figure, round_figure, round_table

_MOST_COLUMNS = 4


_MOST_UPDATES_IN_TABLE = 6


def new_parameters(author: Author) -> Iterator[Section]:
    """Old value, gradient and new value of every parameter; the values after every sample where each has its update."""
    heads, several = author.word_list("table_heads"), len(author.network.steps) > 1
    rows = [
        (
            author.name(name),
            author.value_of(name),
            *(author.number(author.derivation.shown(key)) for key in _changes(author, name)),
        )
        for name in author.some(author.network.parameters)
    ]
    after = [f"{heads['after_sample']} {times}" for times in _shown_updates(author)]
    header = ["parameter", "old", *([] if several else ["gradient", "new"])]
    cells = [*(heads[key] for key in header), *(after if several else ())]
    left_out = author.left_out(author.network.parameters)
    table, figure = author.tokens.table(cells, rows), round_figure(author)
    told = "" if figure else round_table(author)
    yield "updates", {"table": table, "left_out": left_out, "figure": figure, "round": told}


def _changes(author: Author, name: str) -> list[Formula]:
    """What the table tells of one parameter beside its old value."""
    if len(author.network.steps) > 1:
        return [Name(updated(name, times)) for times in _shown_updates(author)]
    return [author.gradient(name), Name(updated(name))]


def _shown_updates(author: Author) -> range:
    """The updates of a round that the table tells: all of them, or the last one where there are many."""
    count = len(author.network.steps)
    return range(1 if count <= _MOST_UPDATES_IN_TABLE else count, count + 1)


def rounds(author: Author) -> Iterator[Section]:
    """The error after one round, and a table over many."""
    derivation = author.derivation
    count = derivation.spec.training.rounds
    yield (
        "rounds" if author.network.is_layered else "computation/rounds",
        {
            "rounds": count,
            "several_rounds": count > 1,
            "all_shown": len(author.network.answers) <= _MOST_COLUMNS,
            **(_after_one(author) if count else {}),
            **(_after_many(author) if count > 1 else {}),
        },
    )


def _after_one(author: Author) -> Context:
    before = author.derivation.shown_before(author.network.total)
    after = author.derivation.shown_after(1, author.network.total)
    return {
        "error_before": author.number(before),
        "error_after_one": author.number(after),
        "change": _ASSUMED.get(author.assumed) or _change(before.numeral.value, after.numeral.value),
    }


_ASSUMED = {"positive": "risen", "negative": "little", "zero": "none"}


def _change(before: Fraction, after: Fraction) -> str:
    """How the error has moved, in a word that the template turns into a sentence."""
    if after == before:
        return "none"
    return "risen" if after > before else "much" if 2 * after < before else "little"


def _after_many(author: Author) -> Context:
    derivation, network = author.derivation, author.network
    columns = (network.total, *network.followed[:_MOST_COLUMNS])
    heads = author.word_list("table_heads")
    rows = [(author.count(0), *(author.number(derivation.shown_before(key)) for key in columns))]
    rows += [
        (author.count(done), *(author.number(derivation.shown_after(done, key)) for key in columns))
        for done in derivation.history.reported
    ]
    last = derivation.history.reported[-1]
    return {
        "table": author.tokens.table([heads["rounds"], *map(author.name, columns)], rows),
        "figure": curve_figure(author),
        "outcome": _outcome(author, last) if network.is_layered else "",
    }


def _outcome(author: Author, last: int) -> str:
    """What the network answers after the last round."""
    derivation, network = author.derivation, author.network
    answers = [
        {
            "value": author.number(derivation.shown_after(last, neuron.out)),
            "target": author.value_of(neuron.target),
        }
        for neuron in network.answers[:_MOST_COLUMNS]
    ]
    error = author.number(derivation.shown_after(last, network.total))
    return author.phrase("outcome", rounds=author.count(last), error=error, outputs=answers)


def trust(author: Author) -> Iterator[Section]:
    """The carry policy and the certificate."""
    certificate = author.derivation.certificate
    whole = author.phrase("whole", layered=author.network.is_layered, loss=author.name(author.network.total))
    words = author.word_list("routes", whole=whole, layered=author.network.is_layered)
    yield (
        "certificate",
        {
            "parameters": author.count(certificate.derivatives)
            if certificate.directions
            else author.word(certificate.derivatives),
            "directions": author.word(certificate.directions) if certificate.directions else "",
            "only_one": certificate.derivatives == 1,
            "routes_count": author.word(len(certificate.routes)),
            "digits": str(certificate.agree_to_digits),
            "routes": [words[route] for route in certificate.routes],
            "closed_form": has_closed_form(author.network),
            "appended": author.derivation.has_appendix,
            "appendix": f"{author.derivation.spec.slug}-closed-form",
            **_deviation(author),
        },
    )


def _deviation(author: Author) -> Context:
    """How far rounding on the way has carried the numbers on the page from the true ones."""
    names = author.tokens.results
    found = author.derivation.ledger.deviation(names)
    tenths = nearest(found[1], 1) if found is not None else 0
    if found is None or not tenths:
        return {"deviation": "", "deviant": ""}
    key, units = found
    number = author.derivation.notation.number(Numeral(units, f"{tenths / 10}"))
    return {"deviation": number, "deviant": author.tokens.math(names[key])}
