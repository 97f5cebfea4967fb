"""The story of `verify`: documents -> reports, what is written beside them, and the exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from functools import cache
from typing import TYPE_CHECKING

from derivation.budgets import seconds_for, within
from derivation.errors import EXIT_MACHINE, EXIT_UNUSABLE, DerivationError
from derivation.frozen import dataclass
from derivation.network.building import build
from derivation.network.gradients import Gradients
from derivation.network.spec import Spec
from derivation.verify.judging.examples import Judged, examine
from derivation.verify.manuscripts import Manuscript
from derivation.verify.networks.searching import NOWHERE
from derivation.verify.readers import READERS, read_manuscript
from derivation.verify.reports import REPORTS, Report
from derivation.verify.reports.findings import Example
from derivation.verify.reports.waivers import baseline_of, ignored_spans, read_baseline, with_accepted, with_ignored
from derivation.verify.values.weighing import Verdict, in_order
from derivation.verify.values.worlds import StatedWorld

if TYPE_CHECKING:  # the search for causes is loaded only where causes are asked for
    from derivation.verify.diagnosing.inquiries import Inquiry


@dataclass(frozen=True)
class Request:
    """How documents are to be checked, and what is to be written: a report, a patch, a baseline, a spec."""

    spec: str | None = None
    to: str = "text"
    strict: bool = False
    allow_unchecked: bool = False
    causes: bool = True
    follow_inputs: bool = False
    baseline: str | None = None
    output: str | None = None
    patch: str | None = None
    write_baseline: str | None = None
    spec_out: str | None = None


@dataclass(frozen=True)
class Checked:
    """What `verify` says, its exit code, and the errors of documents that could not be checked."""

    text: str
    code: int
    errors: tuple[DerivationError, ...] = ()


@dataclass
class _Results:
    reports: list[Report] = field(default_factory=list)
    specs: list[Spec] = field(default_factory=list)
    errors: list[DerivationError] = field(default_factory=list)


def check(paths: Sequence[str], request: Request) -> Checked:
    """The reports on several documents; one that cannot be checked does not stop the others.

    The exit code is the first that occurs of 4, 2, 1, 3, 0. Nothing is written unless every document could be read.

    Raises: DerivationError: the spec or the baseline cannot be used, or a file cannot be written.
    """
    stated = _spec_in(request.spec) if request.spec is not None else None
    world, inquire = cache(StatedWorld.of), cache(inquiry_about)
    baseline = read_baseline(request.baseline) if request.baseline is not None else {}
    results = _Results()
    for path in documents(paths):
        try:
            with within(path, _time_for(path)):
                report, spec = _checked(path, request, stated, world, inquire)
        except DerivationError as error:
            results.errors.append(error)
        else:
            results.reports.append(with_accepted(report, baseline))
            results.specs += [spec] if spec is not None else []
    text = REPORTS[request.to](results.reports) if results.reports else ""
    if not results.errors:
        _write(_files(request, results, text))
    codes = {error.exit_code for error in results.errors}
    found = {report.exit_code(strict=request.strict) for report in results.reports}
    codes |= {0 if code == 3 and request.allow_unchecked else code for code in found}
    code = next(code for code in (EXIT_MACHINE, EXIT_UNUSABLE, 1, 3, 0) if code in codes)
    return Checked("" if request.output else text, code, tuple(results.errors))


def _time_for(path: str) -> int:
    """How many seconds a document may take; the file itself is opened later, and complained about then."""
    with suppress(OSError, ValueError):
        return seconds_for(os.path.getsize(path))
    return seconds_for(0)


def _spec_in(path: str) -> Spec:
    from derivation.network.loading import load_spec

    return load_spec(path)


def documents(paths: Sequence[str]) -> Iterator[str]:
    """The files that are meant: of a folder, every document below it; links are not followed."""
    suffixes = tuple(f".{suffix}" for reader in READERS.values() for suffix in reader.suffixes if suffix)
    for path in paths:
        found = [
            os.path.join(folder, name)
            for folder, _, names in sorted(os.walk(path) if os.path.isdir(path) else ())
            for name in sorted(names)
            if name.lower().endswith(suffixes) and not os.path.islink(os.path.join(folder, name))
        ]
        yield from found or [path]


def _checked(
    path: str,
    request: Request,
    stated: Spec | None,
    world: Callable[[Spec], StatedWorld],
    inquire: Callable[[Spec], Inquiry],
) -> tuple[Report, Spec | None]:
    """The report on one document, and the network that it is about if that is one."""
    manuscript = read_manuscript(path, follow_inputs=request.follow_inputs)
    folder = os.path.dirname(manuscript.name)
    judged = examine(manuscript, stated, lambda name: _spec_in(os.path.join(folder, name)), world)
    ignored = ignored_spans(manuscript)
    heeded = [replace(example, verdicts=with_ignored(ignored, example.verdicts)) for example in judged]
    verdicts = [each for example in heeded for each in _explained(example, manuscript, request, inquire)]
    examples = tuple(Example(each.scope.start, each.spec.to_json() if each.spec else None) for each in judged)
    found = [each for each in judged if each.spec is not None]
    only = found[0] if len(found) == 1 else None
    report = Report(manuscript, tuple(sorted(verdicts, key=in_order)), examples=examples)
    if only is None or only.spec is None:
        return report, None
    return replace(report, spec=only.spec.to_json(), origins=only.binding.origins), only.spec


def _explained(
    example: Judged, manuscript: Manuscript, request: Request, inquire: Callable[[Spec], Inquiry]
) -> tuple[Verdict, ...]:
    """The verdicts of an example, with their causes if these are asked for."""
    if not request.causes:
        return example.verdicts
    from derivation.verify.diagnosing.diagnosis import diagnose

    inquiry = inquire(example.spec) if example.spec is not None else None
    return diagnose(example.verdicts, example.scope.claims, example.binding.world, manuscript, inquiry)


def inquiry_about(spec: Spec) -> Inquiry:
    """The hypotheses about what may have gone wrong in the network of a spec; nothing is tried yet."""
    from derivation.network.courses import Ground
    from derivation.verify.diagnosing.inquiries import Inquiry

    return Inquiry(Ground(Gradients(build(spec)), spec.training.order))


def _files(request: Request, results: _Results, text: str) -> Mapping[str, bytes]:
    """Every file that is asked for, complete in memory."""
    files: dict[str, bytes] = {}
    if request.output is not None:
        files[request.output] = (text + "\n").encode("utf-8", "backslashreplace")
    if request.patch is not None:
        from derivation.verify.reports.patches import patch_of

        files[request.patch] = patch_of(results.reports)
    if request.write_baseline is not None:
        files[request.write_baseline] = baseline_of(results.reports)
    if request.spec_out is not None:
        files[request.spec_out] = _spec_text(results).encode()
    return files


def _spec_text(results: _Results) -> str:
    """The network that was found, as a spec; what stands in for numbers that the document lacks is named on top."""
    spec = _the_spec(results.specs)
    origins = [pair for report in results.reports for pair in (report.origins or {}).items()]
    lacking = [name for name, origin in origins if origin == NOWHERE]
    head = f"# stand-ins for numbers that the document does not print: {', '.join(lacking)}\n" if lacking else ""
    return head + spec.to_toml()


def _the_spec(specs: Sequence[Spec]) -> Spec:
    """The one network that was found."""
    if len(specs) != 1:
        found = f"{len(specs)} networks were found" if specs else "no network could be worked out"
        raise DerivationError(
            "D710", f"--spec-out: {found}", note="it needs one document that prints enough of its network"
        )
    return specs[0]


def _write(files: Mapping[str, bytes]) -> None:
    """Write the files, those of one folder all or none."""
    if not files:
        return
    from derivation.files import write_all

    folders: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        folders.setdefault(os.path.dirname(path) or ".", {})[os.path.basename(path)] = content
    for folder, contents in folders.items():
        write_all(folder, contents)
