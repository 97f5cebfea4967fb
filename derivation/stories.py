"""The stories as functions: derive, render, explain, train, verify. The command line and notebooks call these."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial as bound

from derivation.caching import cached, fingerprint
from derivation.checking import Request, check
from derivation.errors import DerivationError, SpecError, UnknownNameError, nearest, printable
from derivation.files import write_all
from derivation.maths.abridging import in_full
from derivation.maths.formulas import Name, Partial, leaves
from derivation.maths.numbers import Numeral
from derivation.network.addresses import with_ids
from derivation.network.gradients import derivative_id, partial
from derivation.network.loading import load_spec
from derivation.network.proofs import Certificate, certify
from derivation.network.spec import COMPUTATION_KEYS, Spec
from derivation.network.values import Values
from derivation.render.closed_forms import closed_form, direct_derivative
from derivation.render.derivations import Derivation
from derivation.render.editions import Edition, Options
from derivation.render.explanations import step_id
from derivation.render.formats import FORMATS, SPECIAL, text
from derivation.render.markdown import page
from derivation.render.steps import Step
from derivation.render.templating import Templates, rule_words


class Tutorial(Derivation):
    """A derivation that shows itself as its tutorial where a notebook asks for Markdown."""

    def _repr_markdown_(self) -> str:
        return page(Edition(self, Templates()).documents[0], whole=True)


def derive(path: str | None = None, overrides: Mapping[str, str] | None = None, *, use_cache: bool = False) -> Tutorial:
    """The derivation of the network in the file at *path*, or of the built-in classic; nothing is computed yet.

    With *use_cache* a proof that was made before, for the same network by the same program, is not made again.
    """
    spec = load_spec(path, overrides)
    return Tutorial(spec, prove=bound(_cached_proof, spec) if use_cache else certify)


_PROVEN = ("network", "layer", *COMPUTATION_KEYS)
"""The parts of a spec that a proof is about."""


def _cached_proof(spec: Spec, values: Values) -> Certificate:
    """The certificate of a network, from the cache where it is known."""
    data = spec.to_json()
    several = len(values.gradients.network.steps) > 1
    training = spec.training
    rule = data["training"] if several else [training.update_biases, [str(each) for each in training.penalties]]
    key = fingerprint([*(data.get(part) for part in _PROVEN), rule])
    found = cached(key, lambda: asdict(certify(values)))
    with contextlib.suppress(TypeError):
        return Certificate(**{**found, "routes": tuple(found["routes"])}) if "routes" in found else certify(values)
    return certify(values)


def rendered(
    derivation: Derivation, formats: Sequence[str], templates: str | None = None, options: Options | None = None
) -> dict[str, bytes]:
    """Every file of the asked-for formats by name, complete in memory.

    Raises: DerivationError: D103, a format that is not known; D104, an option that is not known, or of no use here.
    """
    unknown = next((name for name in formats if name not in FORMATS), None)
    if unknown is not None:
        known = ", ".join(FORMATS)
        raise DerivationError("D103", f"{printable(unknown)} is not a format", note=f"formats are {known}")
    edition = Edition(derivation, Templates(templates), options or Options())
    _require_use(edition.options, formats)
    return {file: content for name in formats for file, content in FORMATS[name].write(edition).items()}


def _require_use(options: Options, formats: Sequence[str]) -> None:
    """Refuse an option that none of the formats would heed."""
    for name in SPECIAL:
        heeding = [to for to, row in FORMATS.items() if name in row.options]
        if getattr(options, name) != getattr(Options(), name) and set(heeding).isdisjoint(formats):
            message = f"--{name} changes nothing in {' and '.join(formats)}"
            raise DerivationError("D104", message, note=f"it is for {' and '.join(heeding)}")


def render(
    path: str | None,
    overrides: Mapping[str, str],
    folder: str,
    formats: Sequence[str],
    templates: str | None = None,
    options: Mapping[str, object] | None = None,
    *,
    use_cache: bool = True,
) -> list[str]:
    """Write the documents into *folder*, all or none; the paths that were written."""
    derivation = derive(path, overrides, use_cache=use_cache)
    return write_all(folder, rendered(derivation, formats, templates, Options(**(options or {}))))  # type: ignore[arg-type]


def explain(path: str | None, quantity: str, closed_form: bool = False) -> str:
    """One quantity, derivative or updated parameter with every rule, as lines for a terminal.

    A weight may be told by its address: `dE_total/dw[2][3][5]`.

    Raises: UnknownNameError: D402, nothing in this network has that id.
    """
    derivation = derive(path)
    quantity = with_ids(derivation.network, quantity)
    if closed_form:
        return _closed_form(derivation, quantity)
    if quantity not in derivation.steps:
        raise UnknownNameError(
            "D402", f"{printable(quantity)} is not derived in this network", help=_nearest(quantity, derivation.steps)
        )
    return text.write_steps(derivation, _behind(derivation, quantity), rule_words(Templates()))


def _behind(derivation: Derivation, quantity: str) -> list[Step]:
    """The line of *quantity*, after the lines of the derivatives that its formula is made of, each of them once."""
    found, waiting = dict[str, Step](), [quantity]
    while waiting:
        name = waiting[-1]
        missing = [part for part in _factors(derivation, name) if part not in found]
        if name in found or not missing:
            found.setdefault(waiting.pop(), derivation.steps[name])
        else:
            waiting += reversed(missing)
    return list(found.values())


def _factors(derivation: Derivation, quantity: str) -> list[str]:
    """The derivatives that the formula of a line is made of, as far as they have lines of their own."""
    symbolic = in_full(derivation.steps[quantity].forms[0].formula)
    names = [_line_of(derivation, part) for part in leaves(symbolic) if isinstance(part, Partial)]
    return [name for name in names if name is not None]


def _line_of(derivation: Derivation, part: Partial) -> str | None:
    """The line that works out a derivative, or what it stands on the page as; None where there is none."""
    alias = derivation.ledger.aliases.get(part, part)
    names = [step_id(key) for key in (part, alias) if isinstance(key, Partial)]
    return next((name for name in names if name in derivation.steps), None)


def _nearest(word: str, known: Mapping[str, object]) -> str:
    near = nearest(word, known)
    return f"did you mean {near}?" if near else f"for example {next(iter(known))}"


def _closed_form(derivation: Derivation, quantity: str) -> str:
    """A loss, or its derivative for one parameter, in the parameters alone."""
    printer = derivation.notation.text_printer
    losses = {each.total: each for each in (*derivation.network.samples, *derivation.network.steps)}
    if quantity in losses:
        return f"{printer(Name(quantity))} = {printer(closed_form(losses[quantity]))}"
    subjects = {derivative_id(of, wrt): (of, wrt) for of, each in losses.items() for wrt in each.parameters}
    if quantity not in subjects:
        online = "; online, each sample has an error of its own" if len(derivation.network.steps) > 1 else ""
        raise UnknownNameError(
            "D402",
            f"{printable(quantity)} has no closed form",
            note=f"{', '.join(losses)} and derivatives by parameters have one{online}",
        )
    of, wrt = subjects[quantity]
    return f"{printer(partial(of, wrt))} = {printer(direct_derivative(closed_form(losses[of]), wrt))}"


def train(path: str | None, overrides: Mapping[str, str], to: str = "text") -> str:
    """The table of rounds: the error and the outputs after 1, 10, 100, ... updates."""
    derivation = derive(path, overrides)
    network = derivation.network
    if not network.learns:
        raise SpecError("D102", "there is nothing to train without a learning rate", help=_ADD_A_RATE)
    columns = [network.total, *network.followed]
    written = derivation.notation.number if to == "text" else _with_point
    rows = [
        {"round": str(done)} | {name: written(derivation.shown_after(done, name).numeral) for name in columns}
        for done in derivation.history.reported
    ]
    return TABLES[to](["round", *columns], rows)


_ADD_A_RATE = 'add a table [training] with learning_rate = "0.1"'


def _with_point(numeral: Numeral) -> str:
    """A number for programs, whatever decimal sign the document has."""
    return numeral.text


Rows = list[dict[str, str]]


def _as_text(columns: list[str], rows: Rows) -> str:
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in columns}
    lines = [{name: name for name in columns}, *rows]
    return "\n".join("  ".join(line[name].rjust(widths[name]) for name in columns) for line in lines)


def _as_json(columns: list[str], rows: Rows) -> str:
    return json.dumps({"schema": "derivation-train/1", "training": rows}, indent=1)


def _as_csv(columns: list[str], rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


TABLES: Mapping[str, Callable[[list[str], Rows], str]] = {"text": _as_text, "json": _as_json, "csv": _as_csv}


def verify(
    paths: Sequence[str], spec: str | None = None, to: str = "text", *, strict: bool = False, causes: bool = True
) -> tuple[str, int]:
    """The reports on several documents, and the exit code: the first that occurs of 1, 3, 0.

    With *spec* the numbers are those of that network, else those that each document's own definitions give.

    Raises: DerivationError: a document cannot be checked.
    """
    checked = check(paths, Request(spec, to, strict, causes=causes))
    if checked.errors:
        raise checked.errors[0]
    return checked.text, checked.code
