"""Documents whose loss or whose way to learn is none that they are easily mistaken for: nothing in them is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from networks import FOLDER, unproven

from derivation import stories
from derivation.network.loading import load_spec
from derivation.render.derivations import Derivation
from derivation.render.editions import Options
from derivation.stories import rendered


@pytest.mark.parametrize(
    ("name", "places", "carry"),
    [
        ("momentum", "4", "exact"),  # after two rounds no longer what gradient descent gives
        ("own-loss-log-cosh", "2", "rounded"),  # half the squared error, to two places
        ("online-softmax-in-full", "2", "exact"),  # w5 is another number for the second sample
        ("batch-mean-full-three-layers", "2", "exact"),  # the second sample looks like a second output without weights
        ("nesterov", "2", "rounded"),  # a sum of two slopes that are much alike
    ],
)
def test_what_a_network_cannot_tell_apart_is_not_wrong(name: str, places: str, carry: str, tmp_path: Path) -> None:
    spec = load_spec(str(FOLDER / f"{name}.toml"), {"carry": carry, "places": places})
    documents = rendered(Derivation(spec, prove=unproven), ["md"], None, Options())
    for file, text in documents.items():
        if file.endswith(".md"):
            (tmp_path / file).write_bytes(text)
            found = json.loads(stories.verify([str(tmp_path / file)], None, "json")[0])["claims"]
            assert [claim for claim in found if claim["verdict"] == "wrong"] == []
