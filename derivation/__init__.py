"""Worked derivations of backpropagation with every digit proven, and a check of the derivations others print.

The rooms, in the order in which they may depend on each other (a test reads this list):

    errors
    frozen
    inputs
    maths: numbers, rounding, formulas, abridging, domains, evaluation, functions, rules, tidying, calculus, programs,
        matrices, brackets, symbols, printers, typesetting, lanes, printing
    maths.reading: spellings, tokens, scanner, bars, layout, statements, scripts, cursor, names, fractions, calls,
        arrays, grammar, chains
    network: notation, activations, losses, optimizers, toml_places, toml_tables, penalties, spec, choices,
        naming, layer_reading, sample_reading, equation_checks, equation_reading, document_reading, spec_reading,
        overriding, loading, equations, addresses, spelling, building, gradients, updates, deltas, roads, arrays,
        values, pieces, training,
        courses, slips, mistakes, trials, reruns,
        proofs
    drawings: shapes, lettering, placement, svg, tikz
    render: ledger, steps, explanations, explaining_deltas, explaining_roads, explaining, explaining_equations,
        closed_forms, derivations, markup, templating, selections, author, passages, diagrams, curves, figures, slopes,
        short_forms, all_roads, sections, documents, editions, typesetting, mathml, webpages, latex_text, records,
        markdown, wrapping, calculations, notebooks, livenumbers, livecurves, liveprograms, office,
        formats
    verify: decoding, manuscripts
    verify.documents: languages, literals, displays, cells, surroundings, phrases, entries, arrays, array_lines,
        printouts, claims
    verify.values: arithmetic, moved, worlds, described, evidence, weighing, substitution, shapes, restoring,
        logarithms, functions
    verify.arrays: families, labels, names, placing, givens, layouts, evidence, networks
    verify.networks: dependence, turning, indexed, definitions, normalising, comparisons, squashing, neurons, mending,
        namesakes, completing, drafts, assembling, recovery, document_worlds, scopes, searching, doubting, stating,
        binding
    verify.sheets: grids, variables, kinds, screening, fitting, blaming, verdicts
    verify.judging: links, telling, totals, rounds, following, matching, prose, refuting, settling, array_verdicts,
        holding, partners, verdicts, examples
    verify.diagnosing: typos, coincidences, asked, inquiries, attempts, causes, worklines, line_slips, terms, sayings,
        line_sayings, line_causes, own_formulas, diagnosis, questions, students, replies
    verify.readers: folds, line_tokens, sides, lines, matrices, columns, delimiters, blocks, passages, rulers, tags,
        addresses, mathml, pages, html, markdown, text, wiki, quoted, notebook, macros, tex, commas, damage,
        directives, inputs
    verify.reports: findings, text, json, markdown, html, sarif, junit, waivers, patches
    files
    caching
    listings
    starting
    budgets
    checking
    stories
    marking
    commands
    cli

The two stories, one verb per hop:

    render   TOML -read-> Spec -build-> Network -differentiate-> Gradients -evaluate-> Values
             -explain-> Steps -compose-> Document -format-> files
    verify   file -read-> Manuscript -extract-> Claims -bind-> -judge-> Verdicts -diagnose-> Findings -report->
"""

from __future__ import annotations

__all__ = ["derive", "rendered"]


def __getattr__(name: str) -> object:
    """`derivation.derive` and `derivation.rendered`, loaded when first asked for so that `--help` stays quick."""
    if name not in __all__:
        raise AttributeError(f"module 'derivation' has no attribute {name!r}")
    from derivation import stories

    found: object = getattr(stories, name)
    return found
