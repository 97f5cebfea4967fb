"""What the words before an array say that it is: forward, a parameter, backward, or a parameter after its update."""

from __future__ import annotations

import re

from derivation.verify.arrays.families import BACKWARD, FORWARD, PARAMETER, UPDATED

_NEW = re.compile(
    r"\b(?:new|updated?|final|after)\b|\^?\(?new\b|_?new\)?$|\+$|\(t\+1\)|[Ww]\w*n$|\bnuev", re.IGNORECASE
)
_BACK = re.compile(
    r"(?i:partial|nabla|grad|delta|[∂∇δΔ]|\berrors?\b|slope|deriv|prime|\bsteps?\b|chang|adjust)|'\("
    r"|\bd[A-Z]\w*|\bd_?[wbzahd]\d*\b|\bd\d\b",
)
_WEIGHT = re.compile(
    r"weights?(?![a-z])|kernel|theta|Θ|θ|\bsyn\d|(?:^|[^A-Za-z])[WwUV](?:$|[^A-Za-z]|h|o|x|out|hid|in)", re.IGNORECASE
)
_BIAS = re.compile(r"bias|threshold|(?:^|[^A-Za-z])b(?:$|[^A-Za-z]|h|o|out|hid|in)", re.IGNORECASE)
_INPUT = re.compile(
    r"^\W*(?:(?:the|training)\s+)?(?:x(?:_?\w{0,6})?|features?|a_?0|a\^?[\[(]0[\])])\W*$|inputs?\b", re.IGNORECASE
)
_TARGET = re.compile(
    r"^\W*[ytd](?:_?(?:true|train|d|t|target|desired))?\W*$|targets?\b|labels?\b|expected|desired|truth|wanted",
    re.IGNORECASE,
)
_PREDICTED = re.compile(r"hat|pred|ŷ|actual", re.IGNORECASE)


def group_of(label: str) -> str:
    """The group that a label names; nothing where it says nothing."""
    if not label.strip():
        return ""
    if _BACK.search(label):
        return BACKWARD
    if _NEW.search(label):
        return UPDATED
    return PARAMETER if is_weight(label) or is_bias(label) else FORWARD


def is_weight(label: str) -> bool:
    """Whether a label names the weights of a layer."""
    return bool(_WEIGHT.search(label))


def is_bias(label: str) -> bool:
    """Whether a label names the biases of a layer, and not its weights."""
    return bool(_BIAS.search(label)) and not is_weight(label)


def is_input(label: str) -> bool:
    """Whether a label names what goes into the network."""
    return bool(_INPUT.search(label)) and group_of(label) == FORWARD


def is_target(label: str) -> bool:
    """Whether a label names what is wanted."""
    return bool(_TARGET.search(label)) and not _PREDICTED.search(label) and group_of(label) == FORWARD
