"""Worked derivations of backpropagation with every digit proven, and a check of the derivations others print.

The rooms, in the order in which they may depend on each other (a test reads this list):

    errors
    maths: numbers, rounding, formulas, evaluation, functions, rules, tidying, calculus, reading, programs, brackets,
        printing
    network: notation, activations, losses, optimizers, toml_places, spec, equations, gradients, updates, values,
        training, proofs
    render: ledger, steps, explaining, closed_forms, derivations, markup, templating, author, sections, documents,
        records, formats
    files
    listings
    stories
    cli

The two stories, one verb per hop:

    render   TOML -read-> Spec -build-> Network -differentiate-> Gradients -evaluate-> Values
             -explain-> Steps -compose-> Document -format-> files
    verify   file -read-> Manuscript -extract-> Claims -bind-> -judge-> Verdicts -diagnose-> Findings -report->
"""
