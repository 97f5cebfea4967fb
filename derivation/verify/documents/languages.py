"""The words by which the languages say what a number is: `LANGUAGES` is the table; a document may mix them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from derivation.frozen import dataclass

COUNT = r"(?:[1-9]\d{0,2}(?:[.,'’ \u00a0\u2009\u202f]\d{3})+(?!\d)|\d[\d,\u202f]*)"
"""A whole number, its thousands set apart in the way of any language or not at all."""


@dataclass(frozen=True)
class Language:
    """Patterns of words, alternatives parted by bars.

    `rounds` are counted by a number before them, or behind them where `numbered`; `one_round` is one in words, and
    `again` says that something has changed. A number is that of an `error` or an `output`, comes of a `slip`, is
    stated to be the `total` error or `an_error`, or stands before `as_total`, at no `later` time, tells what is
    `usual`, or counts `last_places`. Tables have columns of what is `given`, of a `slope` and of what is `new`; `rate`
    is the learning rate and `wanted` a target, `stated` by a verb. An answer (`this is`) is given with `answers`. Words
    of `giving` stand before a number, and `of_name` between it and its name. `supposed` begins a condition, which
    `in_case` puts behind what it is of.
    """

    rounds: str
    numbered: str
    one_round: str
    after: str
    again: str
    error: str
    output: str
    slip: str
    total: str
    an_error: str
    as_total: str
    later: str
    usual: str
    last_places: str
    given: str
    slope: str
    new: str
    rate: str
    wanted: str
    stated: str
    answers: str
    giving: str
    of_name: str
    supposed: str
    in_case: str


LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        rounds="times|rounds?|iterations?|epochs?|steps?|updates?",
        numbered="samples?|steps?|rounds?|updates?|epochs?|iterations?",
        one_round=r"(?:first|one|single)\s+(?:\w+\s+)?(?:round|update|step|iteration|epoch|pass)"
        r"|after (?:the|this|one)\s+(?:\w+\s+)?(?:round|update|step)",
        after="after",
        again=r"again|now|new|drop|decreas|reduc|fall|fell|go(?:es)? down|went down|improv",
        error="error|loss|cost",
        output="outputs?",
        slip="slip|mistake|wrong|wrongly|instead|in place of",
        total=r"(?:(?:total|overall|whole|combined)\s+(?:error|loss|cost)"
        r"|(?:altogether|all in all|in total),?\s+(?:the|its|our)\s+(?:error|loss|cost)"
        r"|(?:starts?|begins?)\s+(?:out\s+|off\s+)?with\s+an?\s+(?:error|loss|cost))\W{0,3}"
        r"(?:is|was|of|equals|comes to|amounts to)?\W{0,3}"
        r"(?:(?:about|approximately|roughly|then|thus|only)\W{1,3})?",
        an_error=r"(?:error|loss|cost)\s(?:is|of|equals|comes to|amounts to)\s(?:(?:about|roughly)\s)?",
        as_total=r"(?:as|for) (?:the|our|its) (?:total|overall|whole|combined) (?:error|loss|cost)",
        later=r"after|later|once|when|until|rounds|epochs?|iterations?|steps|trained|training|updat\w+|finally|eventually"
        "|samples?|examples?|batch|if|would",
        usual="usually|typically|generally|in practice|in general|as a rule",
        last_places="units? (?:in|of) (?:its|the|their) last (?:place|digit|decimal)",
        given="before|old|initial|start|starting|given|value|values|current",
        slope="gradient|derivative|slope",
        new="after|new|updated|next",
        rate="learning[ -]rate",
        wanted=r"(?:target|(?:desired|expected|wanted|true|correct)\s(?:output|value|label|answer|result))"
        r"(?:\s(?:output|value))?",
        stated="is|of|be|was|to|at|set|equals?|as|here",
        answers=r"(?:this|that|which|it) (?:is|gives|equals|comes to|yields|evaluates to)\s*(?:about\s*)?",
        giving=r"(?:giv(?:es?|ing)|gets?|got|getting|yield(?:s|ing)|obtain(?:s|ed|ing)?|find(?:s|ing)?|found"
        r"|arrives? at|computes?|calculates?|leav(?:es|ing))\s+(?:us\s+)?(?:about\s+|a value of\s+)?",
        of_name="for|as",
        supposed="if|suppose|supposing|imagine",
        in_case="if|when|whenever|otherwise",
    ),
    "de": Language(
        rounds=r"mal(?!\s*[-−\d\ufffc(])|runden?|iterationen|epochen?|schritten?|durchläufen?|durchgängen?",
        numbered="beispiel(?:en?)?|schritt|runde|epoche",
        one_round=r"(?:erste[nr]?|eine[mr]?|einzige[nr]?)\s+(?:\w+\s+)?"
        r"(?:runde|schritt|iteration|epoche|durchlauf|durchgang|aktualisierung)"
        r"|nach (?:der|dieser|dem|diesem)\s+(?:\w+\s+)?(?:runde|schritt|durchlauf|durchgang|aktualisierung)",
        after="nach",
        again=r"wieder|erneut|noch einmal|jetzt|nun\b|neue|sink|sank|gesunken|fällt|fiel|gefallen|verringer|verbesser"
        r"|nimmt ab",
        error=r"\w*fehlers?|\w*verlusts?|kosten",
        output="ausgaben?|ausgabewerte?n?",
        slip=r"versehen|versehentlich|falsch\w*|irrtümlich\w*|statt|anstatt|stattdessen|anstelle"
        r"|mit (?:dem|einem|diesem) fehler",
        total=r"gesamt(?:fehler|verlust|kosten)\W{0,3}(?:ist|war|von|beträgt|betrug|gleich)?\W{0,3}"
        r"(?:(?:etwa|ungefähr|rund|dann|also|nur)\W{1,3})?",
        an_error=r"(?:fehler|verlust)\s(?:ist|von|beträgt)\s(?:(?:etwa|rund)\s)?",
        as_total=r"(?:als|für den|für die) gesamt(?:fehler|verlust|kosten)",
        later=r"nach|später|sobald|wenn|bis|runden|epochen?|iterationen|schritten?|trainiert\w*|training|aktualisier\w+"
        r"|schließlich|am ende|beispielen?|stapel|falls|würden?|wäre|käme",
        usual="üblicherweise|gewöhnlich|meistens|in der praxis|im allgemeinen|in der regel",
        last_places="einheit(?:en)? (?:in |an )?(?:der|ihrer|seiner|dieser) letzten (?:stelle|ziffer|nachkommastelle)",
        given="vorher|alte?r?|werte?|gegeben|anfang|anfangswerte?",
        slope="gradient|ableitung|steigung",
        new="nach|nachher|neue?r?|danach",
        rate="lernrate",
        wanted=r"(?:ziel|soll)(?:wert|ausgabe)|(?:gewünschte|erwartete|richtige)[nrs]?\s(?:ausgabe|wert|antwort|ergebnis)",
        stated="ist|von|sei|war|beträgt|auf|gleich|hier|als|wird|mit",
        answers=r"(?:(?:das|dies|was|es) (?:ist|ergibt|gibt|beträgt|liefert)|(?:ist|ergibt|gibt) (?:das|dies|es))\s*"
        r"(?:(?:etwa|ungefähr|rund|genau)\s*)?",
        giving=r"(?:ergibt|ergeben|gibt|liefert|erhält|erhalten wir|bekommt|bekommen wir)\s+"
        r"(?:uns\s+)?(?:etwa\s+|rund\s+)?",
        of_name="für|als",
        supposed="wenn|falls|angenommen",
        in_case="wenn|falls|sonst",
    ),
}


def words(part: str) -> str:
    """The pattern that every language has for a *part* of the table, as one."""
    return "(?:" + "|".join(getattr(language, part) for language in LANGUAGES.values()) + ")"


def count_of(text: str) -> int:
    """A whole number whose thousands may be set apart.

    >>> count_of("10,000"), count_of("10.000"), count_of("1 000")
    (10000, 10000, 1000)
    """
    return int(re.sub(r"\D", "", text))
