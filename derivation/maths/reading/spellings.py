"""How mathematics is spelled: the closed tables of signs, commands and look-alikes that the scanner knows."""

from __future__ import annotations

import re
import unicodedata

_GREEK_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi "
    "chi psi omega"
).split()
_VARIANTS = {
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "varrho": "rho",
    "varsigma": "sigma",
    "varpi": "pi",
    "varkappa": "kappa",
}

GREEK = {
    **dict(zip(_GREEK_LETTERS, _GREEK_NAMES, strict=True)),
    "φ": "varphi",
    **dict(zip(_GREEK_LETTERS.upper(), (name.capitalize() for name in _GREEK_NAMES), strict=True)),
    **{"ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "ϱ": "rho", "ς": "sigma", "ϖ": "pi", "µ": "mu"},
}
"""A Greek letter -> its command."""

GREEK_COMMANDS = {**{name: name for name in GREEK.values()}, **_VARIANTS}
"""The command of a Greek letter -> its id."""

ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
    "ddot": "ddot",
    "vec": "vec",
}
"""The command of an accent -> the prefix it gives an id."""

COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot", "\u0308": "ddot", "\u20d7": "vec"}
"""A combining mark -> the same prefix."""

RELATIONS = {
    "=": "=",
    "==": "=",
    ":=": ":=",
    "≔": ":=",
    "~=": "≈",
    "≃": "≈",
    "≅": "≈",
    "≐": "≈",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
    "<-": "←",
    **{sign: sign for sign in "≈≡≠≤≥<>∝∈←"},
}
"""A relation sign as written -> as `Chain.relations` holds it."""

RELATION_COMMANDS = {
    **dict.fromkeys(("approx", "simeq", "cong", "doteq", "approxeq", "thickapprox", "sim"), "≈"),
    **dict.fromkeys(("leftarrow", "gets", "longleftarrow"), "←"),
    **dict.fromkeys(("coloneqq", "coloneq", "triangleq"), ":="),
    **{"equiv": "≡", "neq": "≠", "ne": "≠", "lt": "<", "gt": ">", "propto": "∝", "in": "∈"},
    **dict.fromkeys(("le", "leq", "leqslant"), "≤"),
    **dict.fromkeys(("ge", "geq", "geqslant"), "≥"),
}

ARROWS = {**dict.fromkeys(("to", "rightarrow", "longrightarrow", "mapsto"), "→")}
"""A command for what something becomes -> the relation that it is between two forms."""

SIGN_COMMANDS = {
    **dict.fromkeys(("cdot", "times", "ast", "star", "bullet"), "*"),
    **{"div": "/", "{": "\\{", "lbrace": "\\{", "}": "\\}", "rbrace": "\\}", "lbrack": "[", "rbrack": "]"},
    **{"vert": "|", "mid": "|", "lvert": "\\lvert", "rvert": "\\rvert"},
    **dict.fromkeys(("|", "Vert", "lVert", "rVert"), "‖"),
    **{"_": "_", "prime": "'", "lparen": "(", "rparen": ")"},
}
"""A command that only spells a sign -> the sign."""

BREAK_COMMANDS = frozenset(
    "quad qquad newline cr Rightarrow Longrightarrow implies Leftrightarrow Longleftrightarrow iff therefore "
    "because ( ) [ ]".split()
)
"""Commands that end one statement and begin the next."""

BLANK_COMMANDS = frozenset(", ; : ! > space enspace thinspace medspace thickspace negthinspace /".split()) | {" ", "\n"}
"""Commands that are only a blank."""

SILENT_COMMANDS = frozenset(
    "left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm displaystyle textstyle "
    "scriptstyle limits nolimits nonumber notag rm it bf sf tt tiny scriptsize footnotesize normalsize small large "
    "Large LARGE huge Huge centering hfill strut allowbreak nobreak break relax pause".split()
)
"""Commands that change the look only."""

ROW_ENVIRONMENTS = frozenset(
    "align aligned alignat alignedat flalign split gather gathered equation eqnarray multline multlined math "
    "displaymath".split()
)
"""Environments whose rows are statements; any other one but a matrix is left unread."""

MATRIX_ENVIRONMENTS = frozenset("matrix bmatrix pmatrix Bmatrix smallmatrix array".split())
"""Environments whose rows and columns are the entries of a matrix; an array of statements is none."""

ENTRYWISE = ("odot", "circ")
"""Commands for the product entry by entry."""

FONTS = frozenset(
    "mathrm mathit mathbf mathsf mathtt mathcal mathnormal bm boldsymbol pmb operatorname text textrm textit textbf "
    "textsf texttt textnormal textup mbox hbox".split()
)
"""Commands that choose a font for their argument."""

TRANSPARENT = {
    **dict.fromkeys(FONTS, (0, True)),
    **dict.fromkeys(
        "boxed fbox cancel bcancel xcancel underbrace overbrace underline mathrel mathbin mathop mathord "
        "mathstrut mathclose mathopen ensuremath smash num uncover onslide only visible alert".split(),
        (0, True),
    ),
    **dict.fromkeys(("color", "textcolor", "mathcolor", "colorbox", "style", "class", "cssId", "htmlClass"), (1, True)),
    "fcolorbox": (2, True),
    **dict.fromkeys(("label", "tag", "vspace", "phantom", "hphantom", "vphantom", "mspace", "hskip"), (1, False)),
    "hspace": (1, False),
}
"""A command -> how many arguments of it go, and whether one more stays in its place."""

CONNECTIVES = frozenset(
    "and or where with so thus hence then if for since because therefore when as let given using by also which we "
    "ie from because but while note here is are round rounded approximately about und et".split()
)
"""First words of a remark between formulas."""

REASONS = {
    **dict.fromkeys(("sum", "prod"), "a sum or product over an index"),
    **dict.fromkeys(("int", "lim", "nabla"), "an integral, a limit or a gradient operator"),
    **dict.fromkeys(("ldots", "dots", "cdots", "vdots", "ddots"), "something is left out"),
    **dict.fromkeys(("to", "rightarrow", "longrightarrow", "mapsto", "downarrow", "uparrow"), "an arrow"),
    **dict.fromkeys(("otimes", "oplus"), "an operation on vectors or matrices"),
    **dict.fromkeys(("pm", "mp"), "two signs at once"),
    **dict.fromkeys(("top", "intercal"), "a transpose"),
    "mathbb": "a set or an expectation",
}
"""A command that is known but not read -> why."""

OTHER_FUNCTIONS = frozenset(
    "max min argmax argmin relu lrelu softmax softplus logistic sig sin cos tan sinh cosh abs sgn sign mean sum det f "
    "g phi varphi erf gelu elu silu swish step".split()
)
"""Words that name a function before a bracket, whether or not the table of functions has them."""


_NEURONS_OWN = {
    "net": "(?:total |weighted )?(?:net )?input|weighted sum|net|sum|score",
    "out": "(?:actual )?output|activation",
    "delta": "error (?:term|signal|gradient)|delta",
    "bias": "bias",
    "error": "error",
}
_NEURON = (
    r"(?:(?:the )?(?:hidden |output )?(?:neuron|node|unit) (?:[A-Za-z]?_?[0-9]{1,2}|[A-Za-z])"
    r"|[A-Za-z]{1,2}_?[0-9]{0,2})"
)
PHRASE = (
    rf"(?i:(?:{'|'.join(_NEURONS_OWN.values())}) (?:of|to|at|for|into) |(?:net|out) )"
    rf"{_NEURON}(?=\s*[=≈:)*/+]|\s+x\s|\s+new\b)|(?i:learning[ -]rate)(?=\s*[=≈])"
)
"""What stands for a name in words: `output of h1`, `net input to node 3`, `net h1`, `learning rate`."""

RATES = ("eta", "alpha", "lr", "learning_rate", "epsilon")
"""What a learning rate is called."""


def phrased(words: str) -> str:
    """The id of what a phrase names.

    >>> phrased("Net input to node 3"), phrased("output of H3"), phrased("Learning rate")
    ('net_3', 'out_H3', 'learning_rate')
    """
    head, _, neuron = words.replace("-", " ").rpartition(" ")
    word = next(
        (word for word, spelled in _NEURONS_OWN.items() if re.match(spelled, head, re.IGNORECASE)), head.lower()
    )
    return f"{word}_{neuron.replace('_', '')}"


AFTER_AN_UPDATE = frozenset(("new", "neu", "nuevo", "updated"))
"""What stands before or behind a name, in brackets or not, that is one after an update."""

OF_A_NEURON = frozenset("net in out input output sum score act activation error err delta bias".split())
"""Words for a quantity that one neuron has: `net(h1)` is what a neuron has, no product."""

OF_TWO_NEURONS = frozenset("w weight dw".split())
"""Words for what lies between two neurons: `w(h1,o1)`."""


SCRIPT = "ℊℋℐℒℛℬℰℱℳℯℴℎℓ"
"""Letters of mathematics that have their places among the symbols: script ones, and the italic h."""


def _look_alikes() -> dict[int, str]:
    """One character -> the one character it stands for; never changes the length of a text."""
    table = {ord(char): "-" for char in "−–‐‑﹣"}
    table |= {ord(char): "*" for char in "×·⋅∗•✕⨯⋆∙"}
    table |= {ord(char): "/" for char in "÷∕⁄"}
    table |= {ord(char): "'" for char in "′’‘"}
    table |= {ord(char): " " for char in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"}
    table |= {ord(char): " " for char in "\u200a\u200b\u202f\u205f\u2060\u2061\u2062\u3000\ufeff\ufe00\ufe01"}
    for code in (*range(0x1D400, 0x1D800), *range(0xFF01, 0xFF5F), *map(ord, SCRIPT)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = plain
    return table


LOOK_ALIKES = _look_alikes()
