"""The report as data: the record `derivation-verify/1`, one document a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from derivation.verify.reports.findings import Report, key_of, quantity, value_text
from derivation.verify.values.weighing import Verdict


def write(reports: Sequence[Report]) -> str:
    """One line of JSON for each document."""
    return "\n".join(json.dumps(_record(report), ensure_ascii=False) for report in reports)


def _record(report: Report) -> dict[str, Any]:
    network = {"spec": report.spec, "from": dict(report.origins or {})} if report.spec is not None else None
    examples = [{"line": report.manuscript.place(each.start)[0], "spec": each.spec} for each in report.examples]
    return {
        "schema": "derivation-verify/1",
        "document": report.manuscript.name,
        "network": network,
        "summary": report.summary(),
        **({"examples": examples, "fully_checked": report.fully_checked} if len(examples) > 1 else {}),
        **({"notes": list(report.manuscript.notes)} if report.manuscript.notes else {}),
        "claims": [_claim(report, verdict) for verdict in report.verdicts],
    }


def _claim(report: Report, verdict: Verdict) -> dict[str, Any]:
    line, column = report.manuscript.place(verdict.start)
    file, landmark = report.manuscript.file(verdict.start), report.manuscript.landmark(verdict.start)
    claim: dict[str, Any] = {
        "kind": "formula" if verdict.literal is None else "number",
        **({"file": file} if file != report.manuscript.name else {}),
        "line": line,
        "column": column,
        **({"in": landmark} if landmark else {}),
        "text": verdict.text,
        "quantity": quantity(verdict),
        "verdict": verdict.word.value,
        "reason": verdict.reason,
        **({"accepted": True} if key_of(verdict) in report.accepted else {}),
    }
    if verdict.literal is not None:
        claim |= {"printed": verdict.literal.text, "value": value_text(verdict)}
    return claim | ({"cause": verdict.cause.to_json()} if verdict.cause is not None else {})
