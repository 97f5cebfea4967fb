"""Waivers: findings that an author has seen and lets stand, by a directive in the document or by a baseline file."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from derivation.errors import DerivationError, printable
from derivation.inputs import read_bytes
from derivation.verify.manuscripts import Manuscript
from derivation.verify.reports.findings import IGNORED, Report, key_of
from derivation.verify.values.weighing import Verdict, Word

_SOMETHING = re.compile(r"\S")
SCHEMA = "derivation-baseline/1"
_MOST_BYTES = 16 * 1024 * 1024
Finding = tuple[str, str]
Span = tuple[int, int]
Baseline = Mapping[str, Counter[Finding]]


def with_ignored(spans: Sequence[Span], verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts, those on what stands in one of the *spans* as left aside."""
    begins = [begin for begin, _ in spans]

    def is_ignored(verdict: Verdict) -> bool:
        index = bisect_right(begins, verdict.start) - 1
        return index >= 0 and verdict.start < spans[index][1]

    return tuple(replace(each, word=Word.UNREAD, reason=IGNORED) if is_ignored(each) else each for each in verdicts)


def ignored_spans(manuscript: Manuscript) -> tuple[Span, ...]:
    """The next line with something on it behind each `derivation: ignore`; all of a display that begins there."""
    return tuple(_ignored_spans(manuscript))


def _ignored_spans(manuscript: Manuscript) -> Iterator[Span]:
    source = manuscript.source
    displays = sorted(
        (each.offsets[0], each.offsets[len(each.text)]) for each in manuscript.regions if each.kind == "display"
    )
    for directive in manuscript.directives:
        if directive.name == "ignore":
            found = _SOMETHING.search(source, _end_of_line(source, directive.end))
            begin = found.start() if found else len(source)
            end = _end_of_line(source, begin)
            index = bisect_right(displays, (end, end))
            yield begin, max(end, displays[index - 1][1]) if index and displays[index - 1][0] >= begin else end


def _end_of_line(source: str, offset: int) -> int:
    at = source.find("\n", offset)
    return len(source) if at < 0 else at


def baseline_of(reports: Sequence[Report]) -> bytes:
    """Today's findings as a file; they are known again by what they say and how often, not by their lines."""
    import json

    documents = {
        _name(report): [{"printed": printed, "text": text} for printed, text in map(_finding, report.findings)]
        for report in reports
    }
    data = {"schema": SCHEMA, "documents": documents}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def read_baseline(path: str) -> Baseline:
    """The findings that a file accepts, by document.

    Raises: DerivationError: D110, D111, D801 it cannot be opened, D708 it is no baseline.
    """
    import json

    try:
        data: Any = json.loads(read_bytes(path, _MOST_BYTES, what="a baseline"))
        if data["schema"] != SCHEMA:
            raise KeyError(SCHEMA)
        documents = data["documents"].items()
        return {name: Counter((each["printed"], each["text"]) for each in found) for name, found in documents}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DerivationError(
            "D708", f"{printable(path, 200)} is not a baseline", note="--write-baseline FILE writes one"
        ) from error


def with_accepted(report: Report, baseline: Baseline) -> Report:
    """The report, with the findings accepted that the baseline has."""
    left = Counter(baseline.get(_name(report), Counter()))
    accepted = set()
    for verdict in report.findings:
        finding = _finding(verdict)
        if left[finding] > 0:
            left[finding] -= 1
            accepted.add(key_of(verdict))
    return replace(report, accepted=frozenset(accepted))


def _name(report: Report) -> str:
    return report.manuscript.name.replace(os.sep, "/")


def _finding(verdict: Verdict) -> Finding:
    """What a finding says: the number, and the line that it stands in."""
    printed = verdict.literal.text if verdict.literal is not None else ""
    return printed, " ".join(verdict.text.split())
