"""The scanner: formula text -> tokens with their places, in one pass over the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from derivation.frozen import dataclass
from derivation.maths.reading.spellings import (
    BLANK_COMMANDS,
    BREAK_COMMANDS,
    CONNECTIVES,
    FONTS,
    GREEK,
    LOOK_ALIKES,
    MATRIX_ENVIRONMENTS,
    PHRASE,
    RELATION_COMMANDS,
    RELATIONS,
    ROW_ENVIRONMENTS,
    SIGN_COMMANDS,
    SILENT_COMMANDS,
    phrased,
)
from derivation.maths.reading.tokens import END_OF_MATRIX, LEFT_BAR, MATRIX, RIGHT_BAR, Kind, Token

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_LOWERED = "₀-₉₊₋₌₍₎ₐₑₒₓₔₕₖₗₘₙₚₛₜᵢᵣᵤᵥⱼ"
_RAISED = "⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱˣʸʰʲʳʷˡˢᵀᵃᵇᶜᵈᵉᵍᵏᵐᵒᵖᵗᵘᵛᴸ"
_EXPONENT = r"(?:[eE][+-]?[0-9]+(?![A-Za-z0-9_.]))?"
_THOUSANDS = r"[0-9]{1,3}(?:(?:\{,\}[0-9]{3})+\.[0-9]+|(?:\{,\}[0-9]{3}){2,}(?![0-9]))"
_COMMA_NUMBER = rf"(?:{_THOUSANDS}|[0-9]+(?:(?:\.|\{{,\}}|,)[0-9]+)?|\.[0-9]+){_EXPONENT}"

_PATTERNS = {
    "space": r"\s+",
    "row": r"\\\\\*?(?:\[-?[0-9.]+ *[a-z]{2}\])?",
    "environment": r"\\(?:begin|end) *\{[A-Za-z]+\*?\}(?:\{[clr0-9|]*\})?",
    "words": rf"\\(?:{'|'.join(sorted(FONTS))})\*? *\{{[^{{}}\\$]*\}}",
    "empty_side": r"\\(?:left|right) *\.",
    "left_bar": r"\\left *(?:\||\\l?vert(?![a-z]))",
    "right_bar": r"\\right *(?:\||\\r?vert(?![a-z]))",
    "command": r"\\(?:[A-Za-z]+|.|\n)",
    "number": rf"(?:{_THOUSANDS}|[0-9]+(?:(?:\.|\{{,\}})[0-9]+)?|\.[0-9]+){_EXPONENT}",
    "times": r"(?<=[0-9)\]])x(?=[0-9]*\.[0-9]|\[)",
    "unclear_times": r"(?<=[0-9])x(?=[0-9]+(?![0-9_.]))",
    "module": r"(?<![A-Za-z0-9_.])(?:math|np|numpy|jnp|torch|tf|F)\.(?=(?:exp|tanh|sqrt|log|sigmoid|relu)\()",
    "phrase": rf"(?<![A-Za-z_\\]){PHRASE}",
    "word": rf"[{_LETTER}][{_LETTER}0-9\u0300-\u036f]*",
    "greek": rf"[{''.join(GREEK)}](?:[0-9]+(?!\.?[0-9]))?",
    "lowered": rf"[{_LOWERED}]+",
    "raised": rf"[{_RAISED}]+",
    "vulgar": r"[¼½¾⅐-⅞]",
    "dollar": r"\$\$?",
    "implies": r"=>|[⇒⟹⇔]|;",
    "arrow": r"->|[→⟶↦↓↑]",
    "tilde": r"~(?!=)",
    "relation": r":=|==|(?<= )<-(?= )|<=|>=|!=|~=~?|[=<>≈≃≅≐≡≠≤≥∝∈≔←]",
    "partial": r"∂",
    "sign": r"\*\*|[+\-*/^_(){}\[\],.'|&@]",
    "root": r"√",
    "entrywise": r"[⊙∘]",
    "other": r".",
}


def _pattern(**changed: str) -> re.Pattern[str]:
    patterns = _PATTERNS | changed
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()), re.DOTALL)


@cache
def _scanner(decimal_comma: bool) -> re.Pattern[str]:
    """The pattern of all tokens; few texts need both, and they take long to compile."""
    return _pattern(number=_COMMA_NUMBER) if decimal_comma else _pattern()


_DIGITS = re.compile("[0-9]+")
_SPACED_DECIMAL = re.compile(r"[0-9]+\. [0-9]+")
_MATHEMATICAL_FONTS = ("\\math", "\\bm", "\\bold", "\\pmb", "\\operatorname")
_FIRST_BOLD_DIGIT = "\U0001d7ce"


@dataclass(frozen=True)
class _Source:
    """The text as it was given, as it is scanned (the same length), and whether it has no TeX in it."""

    given: str
    shown: str
    plain: bool
    scanner: re.Pattern[str]


def scan(text: str, *, decimal_comma: bool = False) -> list[Token]:
    """The tokens of *text* in order; nothing is refused here, what is not understood is a token of its own.

    `decimal_comma` says that `0,5` is a half; without it only `0{,}5` is.
    """
    source = _Source(text, text.translate(LOOK_ALIKES), "\\" not in text, _scanner(decimal_comma))
    found: list[Token] = []
    at, spaced = 0, False
    while at < len(text):
        name, end = _next(source, at, found)
        tokens = list(_HANDLERS.get(name, _sign)(source, at, end))
        end = max(end, tokens[-1].end) if tokens else end
        found += [tokens[0].behind_blank(), *tokens[1:]] if tokens and spaced else tokens
        spaced = _is_blank(source.shown[at:end]) or (spaced and not tokens)
        at = end
    return found


def _next(source: _Source, at: int, found: Sequence[Token]) -> tuple[str, int]:
    """What stands at *at*, and where it ends: an index has digits only, bold decimals have a blank in them."""
    if found and found[-1].text == "_" and (digits := _DIGITS.match(source.shown, at)):
        return "number", digits.end()
    if source.given[at] >= _FIRST_BOLD_DIGIT and (decimal := _SPACED_DECIMAL.match(source.shown, at)):
        return "number", decimal.end()
    match = source.scanner.match(source.shown, at)
    assert match is not None and match.lastgroup is not None
    return match.lastgroup, match.end()


def _is_blank(piece: str) -> bool:
    return piece.isspace() or piece == "~" or piece[1:] in BLANK_COMMANDS


_Handler = Callable[[_Source, int, int], Iterator[Token]]


def _one(kind: Kind, spell: Callable[[str], str] = str) -> _Handler:
    """A handler that makes one token of the whole piece."""

    def handle(source: _Source, start: int, end: int) -> Iterator[Token]:
        yield Token(kind, spell(source.shown[start:end]), start, end)

    return handle


_sign = _one(Kind.SIGN)


def _space(source: _Source, start: int, end: int) -> Iterator[Token]:
    """In text without TeX a line end or a wide gap ends a statement."""
    piece = source.shown[start:end]
    if source.plain and ("\n" in piece or len(piece) >= 3):
        yield Token(Kind.BREAK, " ", start, end)


def _tilde(source: _Source, start: int, end: int) -> Iterator[Token]:
    """About equal in plain text; a blank in TeX."""
    if source.plain:
        yield Token(Kind.RELATION, "≈", start, end)


def _relation(source: _Source, start: int, end: int) -> Iterator[Token]:
    """A relation sign; `~=` is about equal in plain text only, and `~=~` nowhere."""
    piece = source.shown[start:end]
    bare = piece.strip("~") if not source.plain or piece.endswith("~") else piece
    yield Token(Kind.RELATION, RELATIONS[bare], start, end)


def _environment(source: _Source, start: int, end: int) -> Iterator[Token]:
    r"""\begin and \end of rows part statements, those of a matrix are brackets; any other is unreadable as a whole."""
    piece = source.shown[start:end]
    name = piece[piece.index("{") + 1 : piece.index("}")]
    if name.rstrip("*") in ROW_ENVIRONMENTS:
        yield Token(Kind.BREAK, "\\\\", start, end)
        return
    if name.rstrip("*") in MATRIX_ENVIRONMENTS:
        yield Token(Kind.SIGN, MATRIX if piece.startswith("\\begin") else END_OF_MATRIX, start, end)
        return
    close = f"\\end{{{name}}}"
    found = source.shown.find(close, end)
    stop = end if found < 0 else found + len(close)
    yield Token(Kind.UNREADABLE, f"the environment {name} is not read", start, stop)


def _words(source: _Source, start: int, end: int) -> Iterator[Token]:
    r"""`\text{..}`: a name, a formula in another font, or (the first word a connective) a remark."""
    opening = source.shown.index("{", start) + 1
    content = source.shown[opening : end - 1]
    words = content.replace(",", " ").replace(".", " ").split()
    if not source.shown.startswith(_MATHEMATICAL_FONTS, start) and _is_remark(content, words):
        yield Token(Kind.BREAK, content, start, end)
    elif len(words) > 1 and " " in content.strip():
        yield Token(Kind.WORD, "_".join(words), start, end, set_apart=True)
    else:
        yield Token(Kind.SIGN, "{", start, opening)
        for token in scan(content):
            apart = token.kind is Kind.WORD
            yield replace(token, start=token.start + opening, end=token.end + opening, set_apart=apart)
        yield Token(Kind.SIGN, "}", end - 1, end)


def _is_remark(content: str, words: Sequence[str]) -> bool:
    several = len(words) > 1 and " " in content.strip()
    begins = bool(words) and words[0].lower().lstrip("(") in CONNECTIVES
    bracketed = content.lstrip().startswith("(") and len(content.strip()) > len("(new)")
    return bracketed or (begins and (several or words[0] == content.strip(" ,.")))


def _command(source: _Source, start: int, end: int) -> Iterator[Token]:
    """A command by what it means: a relation, a sign, a break, nothing at all, or itself."""
    name = source.shown[start + 1 : end]
    if name in RELATION_COMMANDS:
        yield Token(Kind.RELATION, RELATION_COMMANDS[name], start, end)
    elif name in SIGN_COMMANDS:
        yield Token(Kind.SIGN, SIGN_COMMANDS[name], start, end)
    elif name in BREAK_COMMANDS:
        yield Token(Kind.BREAK, name, start, end)
    elif name not in BLANK_COMMANDS and name not in SILENT_COMMANDS:
        yield Token(Kind.COMMAND, name, start, end)


def _script(mark: str) -> _Handler:
    """Small letters and digits: the mark and a group, as TeX would write them."""

    def handle(source: _Source, start: int, end: int) -> Iterator[Token]:
        content = unicodedata.normalize("NFKC", source.given[start:end])
        yield Token(Kind.SIGN, mark, start, end)
        yield Token(Kind.SIGN, "{", start, end)
        yield from (replace(token, start=start, end=end) for token in scan(content))
        yield Token(Kind.SIGN, "}", start, end)

    return handle


def _greek(source: _Source, start: int, end: int) -> Iterator[Token]:
    """A letter, with the index that is typed right behind it: θ3."""
    yield Token(Kind.COMMAND, GREEK[source.shown[start]], start, start + 1)
    if end > start + 1:
        yield Token(Kind.SIGN, "_", start + 1, start + 1)
        yield Token(Kind.NUMBER, source.shown[start + 1 : end], start + 1, end)


def _nothing(source: _Source, start: int, end: int) -> Iterator[Token]:
    yield from ()


_HANDLERS: dict[str, _Handler] = {
    "space": _space,
    "row": _one(Kind.BREAK),
    "environment": _environment,
    "words": _words,
    "empty_side": _nothing,
    "left_bar": _one(Kind.SIGN, lambda piece: LEFT_BAR),
    "right_bar": _one(Kind.SIGN, lambda piece: RIGHT_BAR),
    "command": _command,
    "number": _one(Kind.NUMBER, lambda piece: piece.replace(" ", "")),
    "times": _one(Kind.SIGN, lambda piece: "*"),
    "unclear_times": _one(Kind.UNREADABLE, lambda piece: "the letter x may be a times sign or a name"),
    "module": _nothing,
    "phrase": _one(Kind.WORD, phrased),
    "word": _one(Kind.WORD),
    "greek": _greek,
    "lowered": _script("_"),
    "raised": _script("^"),
    "vulgar": _one(Kind.NUMBER, lambda piece: unicodedata.normalize("NFKC", piece).replace("⁄", "/")),
    "dollar": _one(Kind.BREAK),
    "implies": _one(Kind.BREAK),
    "arrow": _one(Kind.COMMAND, lambda piece: "to"),
    "tilde": _tilde,
    "relation": _relation,
    "partial": _one(Kind.COMMAND, lambda piece: "partial"),
    "root": _one(Kind.COMMAND, lambda piece: "sqrt"),
    "entrywise": _one(Kind.COMMAND, lambda piece: "odot"),
    "other": _one(Kind.UNREADABLE, lambda piece: f"the character {piece!r} is not mathematics that is read"),
}
