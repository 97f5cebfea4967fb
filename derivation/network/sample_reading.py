"""[network] -> what goes into the network, what is wanted of it, and how the difference is measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from derivation.errors import DerivationError, printable
from derivation.frozen import dataclass
from derivation.maths.numbers import Numeral
from derivation.network.activations import resolve
from derivation.network.choices import MAX_SAMPLES, choice
from derivation.network.losses import OUT, TARGET, Loss, resolve_loss
from derivation.network.naming import check_name
from derivation.network.spec import MEAN, ONLINE, Layer, Sample
from derivation.network.toml_tables import Table

_LIKE_A_NAME = re.compile(r"[a-z]+(-[a-z]+)*", re.ASCII)
_FORMULA = "a loss is a name (`derivation list losses`) or a formula in target and out, such as (target - out)^4"
ONE_SAMPLE, SEVERAL_SAMPLES = ("inputs", "targets"), ("samples", "batch")
"""The keys that give one sample, and those that give several."""
SEQUENTIAL_IS_FOR = 'sequential is for one sample, or for samples with batch = "online"'


@dataclass(frozen=True)
class SampleTables:
    """Where the samples stand in the file, the names of the inputs, and the batch rule."""

    tables: tuple[Table, ...]
    inputs: tuple[str, ...]
    batch: str

    def read(self, outputs: Layer, loss: Loss) -> tuple[Sample, ...]:
        """Every sample, its inputs in the order of the first one's and one target for each output neuron.

        Raises: SpecError: D501, D505: a number too many or too few, a target that the loss has no use for.
        """
        return tuple(self._sample(table, outputs, loss) for table in self.tables)

    def _sample(self, table: Table, outputs: Layer, loss: Loss) -> Sample:
        values = dict(_inputs(table))
        if values.keys() != set(self.inputs):
            names = ", ".join(self.inputs)
            raise table.fail("D501", f"inputs: expected those of the first sample, {names}", "inputs")
        targets = _targets(table, outputs)
        check_loss(table, loss, outputs, targets)
        return Sample(tuple(values[name] for name in self.inputs), targets)


def find_samples(network: Table) -> SampleTables:
    """The samples of the [network] table: `inputs` and `targets`, or a list of such pairs under `samples`.

    Raises: SpecError: D211, both forms at once, or a batch rule for one sample; D501, no sample; D507, too many.
    """
    several = "samples" in network.data
    for key in ONE_SAMPLE if several else ("batch",):
        if key in network.data:
            message = f"{key} and samples cannot both be given" if several else "batch is for several samples"
            note = "samples = [{ inputs = [...], targets = [...] }, ...] gives several"
            raise network.fail("D211", message, key, note=note)
    tables = _listed(network) if several else (network,)
    names = tuple(name for name, _ in _inputs(tables[0]))
    return SampleTables(tables, names, choice(network, "batch", MEAN))


def batch_conflict(batch: str, order: str) -> str:
    """What is wrong with an order of updates under a batch rule; nothing where they go together."""
    return "" if batch == ONLINE or order == "simultaneous" else f"order: {order} updates cannot wait for a batch"


def _listed(network: Table) -> tuple[Table, ...]:
    given = network.typed(network.data["samples"], list, "samples")
    if not 1 <= len(given) <= MAX_SAMPLES:
        raise network.fail("D507", f"samples: expected 1 to {MAX_SAMPLES}, got {len(given)}", "samples")
    path = (*network.path, "samples")
    tables = tuple(
        Table(network.source, network.typed(data, dict, "samples", k), (*path, k)) for k, data in enumerate(given)
    )
    for table in tables:
        table.only(*ONE_SAMPLE)
    return tables


def _inputs(table: Table) -> Sequence[tuple[str, Numeral]]:
    """Names and values of the inputs, from a table or a list."""
    given = table.typed(table.require("inputs"), list, "inputs", also=dict)
    if isinstance(given, list):
        items: list[tuple[str, Any, str | int]] = [(f"i{n}", value, n - 1) for n, value in enumerate(given, start=1)]
    else:
        items = [(name, value, name) for name, value in given.items()]
    if not items:
        raise table.fail("D501", "inputs: expected at least one", "inputs")
    for name, _, key in items:
        check_name(table, name, "inputs", key)
    return [(name, table.number(value, f"input {name}", "inputs", key)) for name, value, key in items]


def _targets(table: Table, outputs: Layer) -> tuple[Numeral, ...]:
    """One target for each output neuron."""
    given = table.typed(table.require("targets"), list, "targets")
    table.count(given, len(outputs.neurons), "targets", "one for each output neuron", "targets")
    return tuple(
        table.number(value, f"target of {name}", "targets", index)
        for index, (name, value) in enumerate(zip(outputs.neurons, given, strict=True))
    )


def check_loss(network: Table, loss: Loss, outputs: Layer, targets: tuple[Numeral, ...]) -> None:
    """A loss with logarithms needs outputs strictly between 0 and 1, and targets from 0 to 1."""
    if not loss.between_0_and_1:
        return
    activation = resolve(outputs.activation)
    fits = activation.between_0_and_1 and activation.joint == loss.joint
    if not activation.is_own and not fits:
        note = "binary-cross-entropy is for sigmoid outputs, cross-entropy for softmax outputs, which add up to 1"
        message = f"{loss.name} cannot stand behind {activation.name} outputs"
        raise network.fail("D505", message, "loss", note=note)
    for index, target in enumerate(targets):
        if not 0 <= target.value <= 1:
            message = f"{loss.name}: the target {target.text} is not between 0 and 1"
            raise network.fail("D505", message, "targets", index)


def read_loss(network: Table) -> Loss:
    """The loss that the [network] table names, or whose formula it gives.

    Raises: SpecError: D504, no such name, or a formula that cannot be read or differentiated.
    """
    text = network.typed(network.data.get("loss", "half-squared-error"), str, "loss")
    if _LIKE_A_NAME.fullmatch(text) and not {TARGET, OUT} & set(text.split("-")):
        choice(network, "loss", text)
    try:
        return resolve_loss(text)
    except (DerivationError, ValueError, TypeError) as error:
        reason = error.message if isinstance(error, DerivationError) else str(error)
        raise network.fail("D504", f"loss: {printable(text)!r}: {reason}", "loss", note=_FORMULA) from None
