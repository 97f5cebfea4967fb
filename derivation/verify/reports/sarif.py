"""The report as SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from derivation.verify.reports.findings import Report, fact, said, why
from derivation.verify.values.weighing import Verdict, Word

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES = {
    "wrong-number": ("error", "A printed number that no reading can save."),
    "wrong-formula": ("error", "A printed formula that does not hold."),
    "last-digit": ("note", "A printed number that is off by one unit of its last place."),
}


def write(reports: Sequence[Report]) -> str:
    """One log with one run for all documents."""
    results = [_result(report, verdict) for report in reports for verdict in report.findings]
    rules = [
        {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": level}}
        for name, (level, text) in _RULES.items()
    ]
    run = {
        "tool": {"driver": {"name": "derivation", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(report: Report, verdict: Verdict) -> dict[str, Any]:
    from urllib.parse import quote

    rule = "last-digit" if verdict.word is Word.LAST_DIGIT else "wrong-" + ("number" if verdict.literal else "formula")
    line, column = report.manuscript.place(verdict.start)
    region: dict[str, Any] = {"startLine": line, "startColumn": column}
    if verdict.literal is not None:
        region["endColumn"] = column + max(1, verdict.literal.end - verdict.literal.start)
    uri = quote(report.manuscript.file(verdict.start).replace("\\", "/"), safe="/:")
    return {
        "ruleId": rule,
        "ruleIndex": list(_RULES).index(rule),
        "level": _RULES[rule][0],
        "message": {"text": f"{fact(verdict)}; {why(verdict)}. In: {said(verdict)}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }
