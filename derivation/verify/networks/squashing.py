"""Outputs without a formula: what all the results of a layer are of its sums, where words alone name the activation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from derivation.maths.formulas import Name
from derivation.maths.numbers import Numeral
from derivation.network.activations import ACTIVATIONS
from derivation.verify.networks.definitions import Definitions, family
from derivation.verify.values.arithmetic import arithmetic, interval
from derivation.verify.values.shapes import WeightedSum
from derivation.verify.values.weighing import may_be

Applied = tuple[str, str, WeightedSum]
"""The name of a net input (empty where it has none), the activation, the weighted sum."""
Calling = tuple[tuple[str, str], tuple[str, str]]
"""What stands around the common part of the names of a sum and of what is made of it."""
_X = Name("x")
_FEWEST, _FEWEST_DIGITS = 2, 3


def squashed(
    said: Definitions, sums: Mapping[str, WeightedSum], outs: Mapping[str, Applied]
) -> Iterator[tuple[str, Applied]]:
    """The results that are called after sums and are one activation of all of them, with at least two as witnesses.

    A layer of one neuron is believed where another layer has witnesses for the way in which it is called.
    """
    nets, computed = {net for net, _, _ in outs.values()}, {*sums, *outs}
    plain = [out for out in _plain_results(said) if out not in computed]
    groups: dict[tuple[Calling, str], list[tuple[str, str]]] = {}
    for net in (name for name in sums if name not in nets):
        for out in (out for out in plain if _are_of_one(net, out)):
            groups.setdefault((calling(net, out), family(net)), []).append((net, out))
    found = {key: name for key, pairs in groups.items() if (name := _activation(said, pairs)) is not None}
    sure = {way for (way, _), pairs in groups.items() if len(pairs) >= _FEWEST and (way, _) in found}
    for key, name in found.items():
        if key[0] in sure:
            yield from ((out, (net, name, sums[net])) for net, out in groups[key])


def _plain_results(said: Definitions) -> list[str]:
    """The names that only numbers are printed for, and that are not given."""
    plain = [key.id for key in said.printed if isinstance(key, Name) and not said.of(key)]
    return [name for name in plain if name not in said.given and not name.endswith("+")]


def _are_of_one(net: str, out: str) -> bool:
    """Whether two names have an index in their common part."""
    (head, tail), _ = calling(net, out)
    middle = net.removeprefix(head).removesuffix(tail)
    return any(character.isdigit() for character in middle)


def _activation(said: Definitions, pairs: Sequence[tuple[str, str]]) -> str | None:
    """The one activation of which every result is that of its sum; what leaves its sums as they are is none."""
    printed = [
        (said.printed[Name(net)][0].numeral, said.printed[Name(out)][0].numeral)
        for net, out in pairs
        if said.printed.get(Name(net))
    ]
    telling = [out for net, out in printed if out.digits >= _FEWEST_DIGITS and out.value != net.value]
    if len(printed) != len(pairs) or not telling:
        return None
    rows = [name for name, row in ACTIVATIONS.items() if not row.joint and name != "identity"]
    return next((name for name in rows if all(_is_made(name, *pair) for pair in printed)), None)


def _is_made(activation: str, net: Numeral, out: Numeral) -> bool:
    value = arithmetic(ACTIVATIONS[activation].of(_X), {_X: interval(net) if net.places else net.value})
    return value is not None and may_be(out, value)


def calling(net: str, out: str) -> Calling:
    """What stands around the common part of two names: z1 and a1 end alike, h1_in and h1_out begin alike."""
    end = _alike(net[::-1], out[::-1])
    if end:
        return (net[:-end], ""), (out[:-end], "")
    start = _alike(net, out)
    return ("", net[start:]), ("", out[start:])


def _alike(first: str, second: str) -> int:
    """How many characters two names begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
