"""The steps of a computation that was given by its equations: forward line by line, then backwards from the last."""

from __future__ import annotations

from derivation.maths.formulas import ONE, Formula, Name, Partial, Sum, children, product, total
from derivation.maths.rules import Rule
from derivation.maths.tidying import tidy
from derivation.network.gradients import Gradients, partial
from derivation.network.spec import Spec
from derivation.network.values import Values
from derivation.render.explaining import LONGEST_RAW_SUM, explain_update
from derivation.render.explanations import Explanation, longest_sum
from derivation.render.ledger import Ledger
from derivation.render.steps import reason


def explain_equations(spec: Spec, values: Values, ledger: Ledger) -> Explanation:
    """Every step, from the first equation to the last updated parameter."""
    gradients = values.gradients
    explanation = Explanation(ledger, spec.document.equals_throughout, longest_sum=longest_sum(spec.document))
    for equation in gradients.network.equations:
        explanation.line(Rule.DEFINITION, Name(equation.id), equation.formula)
    network = gradients.network
    for name in (*gradients.reaching(network.total)[1:], *network.parameters):
        _explain_name(gradients, name, explanation)
    for name in network.parameters:
        explain_update(network, name, explanation)
    return explanation


def slope_key(gradients: Gradients, user: str, name: str) -> Partial:
    """The slope of one equation as it is written: d(user)/d(name), unless that is more than this one equation.

    Where *user* depends on *name* by other roads too, the slope of the equation alone is d/d(name) of its formula.
    """
    alone = not gradients.has_detour(user, name)
    return partial(user, name) if alone else Partial(gradients.network.by_id[user].formula, Name(name))


def _explain_name(gradients: Gradients, name: str, explanation: Explanation) -> None:
    """What the loss owes to one quantity or parameter: its equations' slopes, and the sum over the roads."""
    loss, users = gradients.network.total, gradients.roads.get(name, ())
    for user in users:
        _explain_slope(gradients, user, name, explanation)
    if users == (loss,):
        return
    written = [slope_key(gradients, user, name) for user in users]
    in_symbols = all(isinstance(key.of, Name) and user != loss for key, user in zip(written, users, strict=True))
    roads = [
        _road(loss, user, key if in_symbols else gradients.local(user, name))
        for key, user in zip(written, users, strict=True)
    ]
    rule = Rule.CHAIN_RULE if len(users) == 1 else Rule.PATH_SUM
    explanation.line(rule, partial(loss, name), total(tuple(roads)))


def _road(loss: str, user: str, slope: Formula) -> Formula:
    """d(loss)/d(user) times the slope of the user's equation; of the loss's own equation the slope alone."""
    if user == loss:
        return slope
    before = partial(loss, user)
    return before if slope == ONE else product((before, slope))


def _explain_slope(gradients: Gradients, user: str, name: str, explanation: Explanation) -> None:
    """The slope of one equation, rule by rule."""
    subject, local = slope_key(gradients, user, name), gradients.local(user, name)
    if isinstance(subject.of, Name) and isinstance(local, Name):
        explanation.ledger.aliases[subject] = local
    formula = gradients.network.by_id[user].formula
    if isinstance(formula, Sum) and len(children(formula)) > LONGEST_RAW_SUM:
        explanation.line(Rule.SUM_RULE, subject, local)
        return
    worked = gradients.worked(user, name)
    explanation.line(worked.rule, subject, worked.after, tidy(worked.after), local, because=(reason(worked, name),))
