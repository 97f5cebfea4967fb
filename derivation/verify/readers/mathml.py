"""MathML -> the LaTeX that it shows: the annotation that it carries, else its presentation, element by element."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field

from derivation.frozen import dataclass
from derivation.verify.manuscripts import MappedText, joined, standing_at
from derivation.verify.readers.tags import VOID, Tag, Text, decoded

_DEEPEST = 60
_ACCENTS = {"^": "\\hat", "ˆ": "\\hat", "\u0302": "\\hat", "¯": "\\bar", "‾": "\\bar", "\u0304": "\\bar"} | {
    **dict.fromkeys("~˜\u0303", "\\tilde"),
    **dict.fromkeys("→\u20d7", "\\vec"),
    "˙": "\\dot",
}
_OPERATORS = {"∑": "\\sum ", "∏": "\\prod ", "∫": "\\int ", "{": "\\{", "}": "\\}", "&": "", "%": "\\%"}
_LEFT_OUT = ("annotation", "annotation-xml", "mphantom", "none", "mprescripts", "maligngroup", "malignmark")


@dataclass
class _Node:
    """An element: its name, what it holds, and where its tag stands."""

    name: str
    at: int
    attributes: Mapping[str, MappedText]
    parts: list[_Node | MappedText] = field(default_factory=list)

    @property
    def children(self) -> list[_Node]:
        return [part for part in self.parts if isinstance(part, _Node) and part.name not in _LEFT_OUT]

    @property
    def text(self) -> MappedText:
        """The text that stands directly in it, without blanks around."""
        part = joined([part for part in self.parts if isinstance(part, MappedText)])
        bare = part.text.strip()
        begin = part.text.find(bare)
        return part[begin : begin + len(bare)]


def formula_of_element(whole: MappedText, tag: Tag, stream: Iterator[Tag | Text]) -> MappedText | None:
    """The formula of the `math` element that *tag* opens; *stream* is read up to its end."""
    root, source = _tree(whole, tag, stream)
    formula = source or (joined(_latex(root)) if root.children else root.text)
    return formula if formula.text.strip() else None


def _tree(whole: MappedText, tag: Tag, stream: Iterator[Tag | Text]) -> tuple[_Node, MappedText | None]:
    """The element as a tree, never deeper than we can go down, and its TeX annotation if it has one."""
    root = _Node("math", whole.offsets[tag.start], tag.attributes(whole))
    stack, source = [root], None
    for token in stream:
        if isinstance(token, Text):
            part = decoded(whole[token.start : token.end])
            stack[-1].parts.append(part)
            source = source or (part if _is_source(stack[-1]) else None)
        elif token.name == "math":
            break
        elif token.closes:
            index = next((at for at in range(len(stack) - 1, 0, -1) if stack[at].name == token.name), 0)
            del stack[index or len(stack) :]
        else:
            node = _Node(token.name, whole.offsets[token.start], token.attributes(whole))
            stack[-1].parts.append(node)
            empty = token.name in VOID or whole.text[token.end - 2] == "/" or token.name in ("mspace", "none")
            stack += [] if empty or len(stack) > _DEEPEST else [node]
    return root, source


def _is_source(node: _Node) -> bool:
    encoding = node.attributes.get("encoding")
    return node.name == "annotation" and encoding is not None and "tex" in encoding.text.lower()


def _latex(node: _Node) -> list[MappedText]:
    """The parts of a node's LaTeX."""
    return _ELEMENTS.get(node.name, _row)(node)


def _inside(nodes: Sequence[_Node]) -> list[MappedText]:
    return [part for node in nodes for part in _latex(node)]


def _say(node: _Node, text: str) -> MappedText:
    return standing_at(text, node.at)


def _row(node: _Node) -> list[MappedText]:
    return _inside(node.children)


def _token(node: _Node) -> list[MappedText]:
    """A letter or a number as it stands; a longer name apart from what is beside it."""
    text = node.text
    return [_say(node, " "), text, _say(node, " ")] if len(text.text) > 1 and node.name == "mi" else [text]


def _operator(node: _Node) -> list[MappedText]:
    text = node.text
    return [_say(node, _OPERATORS[text.text])] if text.text in _OPERATORS else [text]


def _words(node: _Node) -> list[MappedText]:
    return [_say(node, "\\text{"), node.text, _say(node, "}")]


def _space(node: _Node) -> list[MappedText]:
    return [_say(node, " ")]


def _command(name: str, count: int) -> Callable[[_Node], list[MappedText]]:
    """An element whose children are the arguments of a command."""

    def write(node: _Node) -> list[MappedText]:
        parts = [_say(node, name)]
        groups = [[child] for child in node.children] if count > 1 else [node.children]
        for group in groups:
            parts += [_say(node, "{"), *_inside(group), _say(node, "}")]
        return parts

    return write


def _root(node: _Node) -> list[MappedText]:
    radicand, *degree = node.children or [node]
    return [
        *(_say(node, "\\sqrt["), *_inside(degree), _say(node, "]{")),
        *(_inside([radicand]) if radicand is not node else []),
        _say(node, "}"),
    ]


def _scripts(*marks: str) -> Callable[[_Node], list[MappedText]]:
    """A base with scripts, one for each mark."""

    def write(node: _Node) -> list[MappedText]:
        base, *scripts = node.children or [_Node("mrow", node.at, {})]
        accent = _ACCENTS.get(scripts[0].text.text.strip()) if scripts and marks[0] == "^" else None
        if accent and node.name == "mover":
            return [_say(node, accent + "{"), *_latex(base), _say(node, "}")]
        parts = [base.text] if base.name in ("mi", "mn") else [_say(node, "{"), *_latex(base), _say(node, "}")]
        for mark, script in zip(marks, scripts, strict=False):
            parts += [_say(node, mark + "{"), *_latex(script), _say(node, "}")]
        return parts

    return write


def _fenced(node: _Node) -> list[MappedText]:
    opening, closing = (node.attributes.get(name) for name in ("open", "close"))
    parts = [_say(node, opening.text if opening else "(")]
    for index, child in enumerate(node.children):
        parts += [*([_say(node, ",")] if index else []), *_latex(child)]
    return [*parts, _say(node, closing.text if closing else ")")]


def _table(node: _Node) -> list[MappedText]:
    """Rows of statements, or a matrix where nothing is said to be equal."""
    rows: list[MappedText] = []
    for number, row in enumerate(node.children):
        rows += [_say(row, " \\\\ ")] if number else []
        for column, cell in enumerate(row.children):
            rows += [*([_say(cell, " & ")] if column else []), *_latex(cell)]
    states = any(sign in part.text for part in rows for sign in "=≈")
    environment = "aligned" if states else "matrix"
    return [_say(node, f"\\begin{{{environment}}}"), *rows, _say(node, f"\\end{{{environment}}}")]


def _first(node: _Node) -> list[MappedText]:
    return _inside(node.children[:1])


_ELEMENTS: Mapping[str, Callable[[_Node], list[MappedText]]] = {
    **dict.fromkeys(("mi", "mn", "ms"), _token),
    **{"mo": _operator, "mtext": _words, "mspace": _space, "semantics": _first, "mfenced": _fenced, "mtable": _table},
    **{"mfrac": _command("\\frac", 2), "msqrt": _command("\\sqrt", 1), "mroot": _root},
    **{"msub": _scripts("_"), "msup": _scripts("^"), "msubsup": _scripts("_", "^")},
    **{"munder": _scripts("_"), "mover": _scripts("^"), "munderover": _scripts("_", "^")},
}
"""An element -> how it is written; any other is the row of what it holds."""
