"""Reading: formula text -> formula tree; what cannot be read is said so, and never guessed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivation.maths.formulas import (
    Call,
    Formula,
    Matrix,
    Name,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    fraction,
    walk,
)
from derivation.maths.matrices import multiplied_out
from derivation.maths.numbers import read_number
from derivation.maths.printing.latex import LatexPrinter
from derivation.maths.printing.text import TextPrinter
from derivation.maths.reading import MAX_CHARACTERS, Chain, Link, ReadingError, Unread, read_chains, read_formula
from derivation.network.spelling import PLAIN

SIGNS: dict[type[Formula], str] = {Sum: "+", Product: "*", Quotient: "/", Power: "^", Negative: "-", Partial: "d"}


def shape(node: Formula | Unread) -> str:
    """The tree in prefix form: `(+ a (- b))`, `(* 2 x)`, `(d E w5)`; `?` for a part that was not read."""
    match node:
        case Unread():
            return "?"
        case Name(identifier):
            return identifier
        case Number(numeral):
            return numeral.text
        case Matrix((items,)):
            return f"[{' '.join(map(shape, items))}]"
    sign = node.function if isinstance(node, Call) else SIGNS[type(node)]
    return f"({' '.join((sign, *map(shape, children(node))))})"


def line(chain: Chain) -> str:
    """A chain in one line: `w5+ = (+ ...) ≈ 0.36`."""
    return " ".join((shape(chain.forms[0]), *(f"{link.relation} {shape(link.formula)}" for link in chain.links)))


def lines(text: str) -> list[str]:
    return [line(chain) for chain in read_chains(text)]


NAMES = [
    (r"net_{h1}", "net_h1"),
    (r"net_{h_1}", "net_h1"),
    (r"\mathrm{net}_{h1}", "net_h1"),
    (r"\mathrm{net_{h1}}", "net_h1"),
    (r"\text{net}_{h1}", "net_h1"),
    (r"{net}_{h1}", "net_h1"),
    (r"{\rm net}_{h1}", "net_h1"),
    ("net_h1", "net_h1"),
    ("netₕ₁", "net_h1"),
    (r"net _ {h1}", "net_h1"),
    (r"\text{target}_{o1}", "target_o1"),
    (r"\text{target}_\text{o1}", "target_o1"),
    ("target_o1", "target_o1"),
    (r"E_{total}", "E_total"),
    (r"E_{\text{total}}", "E_total"),
    ("E_total", "E_total"),
    ("w_5", "w5"),
    ("w_{5}", "w5"),
    ("w5", "w5"),
    ("w₅", "w5"),
    (r"\mathbf{w}_5", "w5"),
    (r"\boldsymbol{w_5}", "w5"),
    ("w_12", "w12"),
    ("w_{12}", "w12"),
    ("w_{1,2}", "w1,2"),
    ("w_{1, 2}", "w1,2"),
    ("w_{ij}", "w_ij"),
    ("w_{i j}", "w_ij"),
    (r"w_{h1,o1}", "w_h1,o1"),
    ("b_2", "b2"),
    ("b_{h1}", "b_h1"),
    (r"\eta", "eta"),
    ("η", "eta"),
    (r"\varepsilon", "epsilon"),
    (r"\delta_{o1}", "delta_o1"),
    ("δ_o1", "delta_o1"),
    (r"\delta{_2}", "delta2"),
    (r"\hat{y}_1", "hat_y1"),
    (r"\hat{y_1}", "hat_y1"),
    (r"\hat y_1", "hat_y1"),
    ("ŷ₁", "hat_y1"),
    (r"\hat{\mathbf{y}}", "hat_y"),
    (r"\bar{x}", "bar_x"),
    ("w_5^+", "w5+"),
    ("w_5^{+}", "w5+"),
    ("w^+_5", "w5+"),
    ("w₅⁺", "w5+"),
    ("w5+", "w5+"),
    ("w_5^{+2}", "w5+2"),
    ("w_5^{new}", "w5^new"),
    (r"w_5^{\text{new}}", "w5^new"),
    ("w_1(new)", "w1^(new)"),
    ("a^{(1)}", "a^(1)"),
    ("a^{(1)}_2", "a2^(1)"),
    ("a_2^{(l)}", "a2^(l)"),
    ("a^{[2]}", "a^[2]"),
    ("a^{<t>}", "a^<t>"),
    ("a^l_j", "a_j^l"),
    ("a^{L-1}", "a^L-1"),
    ("w^{(t+1)}", "w^(t+1)"),
    ("w(k+1)", "w^(k+1)"),
    ("w_{01}(2)", "w01^(2)"),
    ("θ(k)", "theta^(k)"),
    ("y'", "y^'"),
    ("w^*", "w^*"),
    (r"z\_net_1", "z_net1"),
    (r"\Delta w_5", "Delta_w5"),
    ("Δw5", "Delta_w5"),
    ("w[2][1][3]", "w[2][1][3]"),
    ("net_h1@2", "net_h1^@2"),
    (r"\text{learning rate}", "learning_rate"),
    ("𝒔", "s"),
]

NUMBERS = [
    ("0.40", "0.40"),
    (".5", "0.5"),
    ("-0.5", "-0.5"),
    ("−0.0376", "-0.0376"),
    ("(-0.0226)", "-0.0226"),
    ("+0.001211", "0.001211"),
    ("0{,}5", "0.5"),
    ("2{,}50", "2.50"),
    ("1e-5", "1e-5"),
    (r"1.5 \cdot 10^{-12}", "1.5e-12"),
    (r"-1.5 \times 10^{-12}", "-1.5e-12"),
    ("3.1·10⁻⁵", "3.1e-5"),
    ("2*10^5", "2e5"),
    ("2 * 10**-5", "2e-5"),
    (r"\frac{1}{2}", "1/2"),
    (r"\tfrac12", "1/2"),
    (r"\frac1{2}", "1/2"),
    (r"{1 \over 2}", "1/2"),
    ("1/2", "1/2"),
    ("½", "1/2"),
    (r"\frac{-1}{3}", "-1/3"),
    (r"-\frac13", "-1/3"),
    ("𝟎. 𝟏", "0.1"),
]

TYPED = [
    ("0.5 x 0.3 + b", "(+ (* 0.5 0.3) b)"),
    ("-0.1 x 0.5 x (1 - 0.5)", "(- (* 0.1 0.5 (+ 1 (- 0.5))))"),
    ("0.5x(1-0.5)x0.25", "(* 0.5 (+ 1 (- 0.5)) 0.25)"),
    ("2x(1 - x)", "(* 2 x (+ 1 (- x)))"),
    ("(0.5 - 0.7)(1 - 0.7)0.7", "(* (+ 0.5 (- 0.7)) (+ 1 (- 0.7)) 0.7)"),
    ("η δ5 θ3", "(* eta delta5 theta3)"),
    ("δh1", "delta_h1"),
    ("δ(O) + net(H1)", "(+ delta_O net_H1)"),
    ("w(h1,o2)", "w_h1,o2"),
    ("out(1 - out)", "(* out (+ 1 (- out)))"),
    ("w5 new", "w5^new"),
    ("w5 (new)", "w5^(new)"),
    ("new w5", "w5^new"),
    ("0.3 + (d5 x Output of H3) + 0.2 x 0.1", "(+ 0.3 (* d5 out_H3) (* 0.2 0.1))"),
]
"""What is typed on a plain keyboard: the letter x for a product, indices and quantities without TeX."""

SUMS_AND_PRODUCTS = [
    ("a - b", "(+ a (- b))"),
    ("a - 0.5", "(+ a (- 0.5))"),
    ("-0.5 + x", "(+ -0.5 x)"),
    ("-0.5 x", "(- (* 0.5 x))"),
    ("-0.5^2", "(- (^ 0.5 2))"),
    ("-(0.5)", "(- 0.5)"),
    ("0.56+-0.001014584", "(+ 0.56 -0.001014584)"),
    ("a - -0.5", "(+ a (- -0.5))"),
    ("a - (-b)", "(+ a (- (- b)))"),
    ("-(a-b)", "(- (+ a (- b)))"),
    ("--x", "(- (- x))"),
    ("a-(b-c)", "(+ a (- (+ b (- c))))"),
    ("(a+b)+c", "(+ (+ a b) c)"),
    ("((a+b))", "(+ a b)"),
    ("(a*b)*c", "(* (* a b) c)"),
    ("w_1 i_1 + w_2 i_2 + b_1", "(+ (* w1 i1) (* w2 i2) b1)"),
    ("w_1i_1+w_2i_2", "(+ (* w1 i1) (* w2 i2))"),
    ("w_ix_i", "(* w_i x_i)"),
    ("w_h1_x1 * x1", "(* w_h1_x1 x1)"),
    ("b_1 * 1", "(* b1 1)"),
    (r"a \cdot b \times c * d", "(* a b c d)"),
    ("a·b×c∗d", "(* a b c d)"),
    (r"0.5\,x", "(* 0.5 x)"),
    ("0.75(1-0.75)", "(* 0.75 (+ 1 (- 0.75)))"),
    ("(0.4)(0.5)(0.6)", "(* 0.4 0.5 0.6)"),
    (r"out_{o1}(1 - out_{o1})", "(* out_o1 (+ 1 (- out_o1)))"),
    ("y'(1-y')", "(* y^' (+ 1 (- y^')))"),
    ("f(1 - f)", "(* f (+ 1 (- f)))"),
    ("x (t + 1)", "(* x (+ t 1))"),
    (r"\left( a + b \right) \bigl[ c \bigr]", "(* (+ a b) c)"),
    (r"\lbrace a + b \rbrace c", "(* (+ a b) c)"),
    ("2 * -1 + 0", "(+ (* 2 -1) 0)"),
    (
        r"2 \cdot \frac{1}{2}(t_{o1} - o_{o1})^{2-1} \cdot (-1) + 0",
        "(+ (* 2 1/2 (^ (+ t_o1 (- o_o1)) (+ 2 (- 1))) -1) 0)",
    ),
    ("0.5x0.2 + 0.3 x 0.1", "(+ (* 0.5 0.2) (* 0.3 0.1))"),
    ("𝟎. 𝟏 ∗ 𝟎. 𝟓 + 𝟏. 𝟖𝟑", "(+ (* 0.1 0.5) 1.83)"),
    (r"\underbrace{w_1 x_1}_{first} + \textcolor{red}{b}", "(+ (* w1 x1) b)"),
    (r"\color{blue}{0.4} - 0.5", "(+ 0.4 (- 0.5))"),
    (r"\boxed{a + b} c", "(* (+ a b) c)"),
]

FRACTIONS_AND_POWERS = [
    (r"\frac{a}{b}", "(/ a b)"),
    (r"\frac ab", "(/ a b)"),
    (r"\frac{1}{1+e^{-net_{h1}}}", "(/ 1 (+ 1 (exp (- net_h1))))"),
    (r"{1 \over {1 + e^{ -0.3775 }} }", "(/ 1 (+ 1 (exp -0.3775)))"),
    ("x/(1+exp(-x))", "(/ x (+ 1 (exp (- x))))"),
    ("a*b/c", "(/ (* a b) c)"),
    ("a/b/c", "(/ (/ a b) c)"),
    ("a/1/2", "(/ (/ a 1) 2)"),
    ("1/2(a-b)^2", "(* 1/2 (^ (+ a (- b)) 2))"),
    ("½(a - b)²", "(* 1/2 (^ (+ a (- b)) 2))"),
    ("1/2^x", "(/ 1 (^ 2 x))"),
    (r"\frac12 (t-o)^2", "(* 1/2 (^ (+ t (- o)) 2))"),
    ("w_5^{(1-1)}", "(^ w5 (+ 1 (- 1)))"),
    ("w_5^{2-1}", "(^ w5 (+ 2 (- 1)))"),
    ("x^2", "(^ x 2)"),
    ("x^{2}_{1}", "(^ x1 2)"),
    ("x**2", "(^ x 2)"),
    ("2**3**2", "(^ 2 (^ 3 2))"),
    ("x^n", "(^ x n)"),
    (r"x^\eta", "(^ x eta)"),
    (r"\beta^t", "(^ beta t)"),
    (r"\lambda^{(2)}", "(^ lambda 2)"),
    ("{w_5^{+}}^2", "(^ w5+ 2)"),
    ("10^{-3}", "(^ 10 -3)"),
    ("10^10*10^10", "(* (^ 10 10) (^ 10 10))"),
    (r"\sqrt{x + 1}", "(^ (+ x 1) 1/2)"),
    ("9^{9^{9^9}}", "(^ 9 (^ 9 (^ 9 9)))"),
]

CALLS = [
    ("e^{-x}", "(exp (- x))"),
    ("e^-net_h1", "(exp (- net_h1))"),
    ("e**(-x)", "(exp (- x))"),
    (r"\mathrm{e}^{x}", "(exp x)"),
    (r"\exp(x)", "(exp x)"),
    (r"\exp\left\{x\right\}", "(exp x)"),
    ("exp(x)", "(exp x)"),
    (r"\sigma(z)(1-\sigma(z))", "(* (sigmoid z) (+ 1 (- (sigmoid z))))"),
    ("σ(0.5)", "(sigmoid 0.5)"),
    ("Sigmoid(z)", "(sigmoid z)"),
    (r"\text{sigmoid}(z)", "(sigmoid z)"),
    (r"\operatorname{tanh}(z)", "(tanh z)"),
    (r"1 - \tanh^2(x)", "(+ 1 (- (^ (tanh x) 2)))"),
    (r"t \ln o + (1-t)\ln(1-o)", "(+ (* t (ln o)) (* (+ 1 (- t)) (ln (+ 1 (- o)))))"),
    (r"\log(x)", "(ln x)"),
    (r"\max(0, x)", "(positive_part x)"),
    (r"\max(0; x)", "(positive_part x)"),
    ("max(0, x)^2", "(^ (positive_part x) 2)"),
    ("max(x, 0)", "(positive_part x)"),
    ("ReLU(x)", "(positive_part x)"),
    ("relu(x)", "(positive_part x)"),
    (r"\min(0, x)", "(negative_part x)"),
    ("0.1 min(0, a + b)", "(* 0.1 (negative_part (+ a b)))"),
    (r"[x \gt 0]", "(is_positive x)"),
    ("1 - [a + b > 0]", "(+ 1 (- (is_positive (+ a b))))"),
    ("x^[x > 0]", "(^ x (is_positive x))"),
    (r"\lvert x \rvert", "(abs x)"),
    (r"\left|x\right|^2", "(^ (abs x) 2)"),
    ("|x|", "(abs x)"),
    ("-2|x - 1|", "(- (* 2 (abs (+ x (- 1)))))"),
    ("|a| - |b|", "(+ (abs a) (- (abs b)))"),
    ("|a|·|b|", "(* (abs a) (abs b))"),
    ("|w5+|", "(abs w5+)"),
    ("|x + |y| - 1|", "(abs (+ x (abs y) (- 1)))"),
    ("max(0, |x| - 1)", "(positive_part (+ (abs x) (- 1)))"),
    ("abs(x)", "(abs x)"),
    (r"\sqrt{x}^2", "(^ (^ x 1/2) 2)"),
    ("2 sqrt(x)", "(* 2 (^ x 1/2))"),
    ("tanh|x|", "(tanh (abs x))"),
    (r"\mathrm{sgn}(x)", "(sign x)"),
    (r"\Phi(x)", "(normal_cdf x)"),
    ("Φ(x)", "(normal_cdf x)"),
    (r"\varphi(x)", "(normal_density x)"),
    ("φ(x)", "(normal_density x)"),
    (r"\sigma", "sigma"),
    ("e", "e"),
]

DERIVATIVES = [
    (r"\frac{\partial E_{total}}{\partial w_5}", "(d E_total w5)"),
    (r"\dfrac{dE}{dw}", "(d E w)"),
    (r"\frac{\mathrm{d}E}{\mathrm{d}w}", "(d E w)"),
    (r"\frac{\delta L}{\delta w^{(2)}}", "(d L w^(2))"),
    (r"\frac{dnet_{h1}}{dw_1}", "(d net_h1 w1)"),
    (r"{\partial E \over \partial w}", "(d E w)"),
    (r"{\partial y}/{\partial z}", "(d y z)"),
    (r"\partial E / \partial w_5", "(d E w5)"),
    ("∂E/∂w₅", "(d E w5)"),
    ("∂E_total/∂w5·0.5", "(* (d E_total w5) 0.5)"),
    ("dE_total/dw5", "(d E_total w5)"),
    ("dL/da_2 * da_2/dz_2", "(* (d L a2) (d a2 z2))"),
    (r"\frac{d}{dx}(x^2 + 1)", "(d (+ (^ x 2) 1) x)"),
    (r"\frac{\partial}{\partial w_5} \left[ a \right]", "(d a w5)"),
    ("d/dx(x^2)", "(d (^ x 2) x)"),
    ("∂(a + b)/∂x", "(d (+ a b) x)"),
    (r"\eta \frac{\partial E}{\partial w}", "(* eta (d E w))"),
    ("delta_o1/delta_h1", "(/ delta_o1 delta_h1)"),
    (r"\frac{\delta_{o1}}{\delta_{h1}}", "(/ delta_o1 delta_h1)"),
    (r"\frac{d}{2}", "(/ d 2)"),
    (r"\frac{\Delta E}{\Delta w}", "(/ Delta_E Delta_w)"),
]


@pytest.mark.parametrize(
    ("text", "tree"),
    [*NAMES, *NUMBERS, *TYPED, *SUMS_AND_PRODUCTS, *FRACTIONS_AND_POWERS, *CALLS, *DERIVATIVES],
)
def test_a_formula_reads_as_its_author_meant_it(text: str, tree: str) -> None:
    assert shape(read_formula(text)) == tree


MATRICES = {
    r"\begin{bmatrix} 0.1 & -w \\ 1 & 2 \\ \end{bmatrix}": "0.1 (- w); 1 2",
    r"\left(\begin{array}{cc} 1 & 2 \end{array}\right)": "1 2",
    "[0.5, 0.3]": "0.5 0.3",
    "[0.5,0.3]": "0.5 0.3",
}


def rows_of(matrix: Formula) -> str:
    assert isinstance(matrix, Matrix)
    return "; ".join(" ".join(map(shape, row)) for row in matrix.rows)


@pytest.mark.parametrize(("text", "rows"), MATRICES.items())
def test_a_matrix_is_read_row_by_row(text: str, rows: str) -> None:
    assert rows_of(read_formula(text)) == rows


def test_a_product_of_matrices_is_worked_out_entry_by_entry() -> None:
    left, right = r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", r"\begin{pmatrix} a \\ b \end{pmatrix}"
    worked = rows_of(multiplied_out(read_formula(f"{left} {right}")))
    assert worked == "(+ (* 1 a) (* 2 b)); (+ (* 3 a) (* 4 b))"
    assert rows_of(multiplied_out(read_formula(f"{right} \\odot {right}"))) == "(* a a); (* b b)"
    assert rows_of(multiplied_out(read_formula(f"{left}^T"))) == "1 3; 2 4"
    assert read_formula(r"a \odot b") == read_formula("a b")


UNREAD = [
    (r"\sum_i w_i x_i", "a sum or product over an index"),
    (r"\frac1n \sum_i (y_i-t_i)^2", "a sum or product over an index"),
    (r"\downarrow", "an arrow"),
    (r"x \to y", "an arrow"),
    (r"a \otimes b", "an operation on vectors or matrices"),
    (r"a \pm b", "two signs at once"),
    ("X^T y", "a transpose"),
    (r"\begin{vmatrix} 1 & 2 \end{vmatrix}", "the environment vmatrix is not read"),
    (r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", "a matrix whose rows are not of the same length"),
    (r"\begin{bmatrix} 1 & & 2 \end{bmatrix}", "'&' is not expected here"),
    (r"\begin{bmatrix} 1 \end{bmatrix}^2", "a power of a matrix"),
    (r"\begin{bmatrix} 1", "a bracket that is not closed"),
    ("[1,4]", "a comma between digits: decimals or a list"),
    (r"\begin{cases} 1 \\ 0 \end{cases}", "the environment cases is not read"),
    (r"\frac{\partial^2 E}{\partial w^2}", "a second derivative"),
    (r"\frac{d}{dx} x^2", "a differential operator needs a bracket around what it acts on"),
    (r"\frac{d}{dx} (x)^2", "a differential operator needs a bracket around what it acts on"),
    (r"\partial E", "a differential that is not part of a derivative"),
    ("21(targeto1−outputo1)2", "a number behind a factor, with no sign between them"),
    ("Β½ Γ (β0.747)Β²", "a number behind a factor, with no sign between them"),
    (r"2\frac{1}{2}", "a number right before a fraction: a product or a mixed number"),
    ("0.5x2", "the letter x may be a times sign or a name"),
    ("a/b c", "a factor right after a division: what it belongs to is unclear"),
    ("x = y", "'=' is not expected here"),
    ("0,5", "a comma between digits: decimals or a list"),
    ("10,000", "a comma between digits: decimals or a list"),
    ("f(0.1, 0.2)", "f is not a known function"),
    ("x(0.1, 0.2)", "a list"),
    ("score(h1d, h1e)", "a list"),
    ("GeLU(z)", "GeLU is not a known function"),
    ("f(net)", "f is not a known function"),
    ("max(a, b)", "the max of two things, neither of which is 0"),
    ("max(0, a, b)", "',' where ')' is due"),
    ("max(z)", "')' where ',' is due"),
    (r"\max z", "the command max is not read"),
    (r"\phi(z)", "phi is not a known function"),
    (r"\sigma'(z)", "a function with a base, or the derivative of one with a prime"),
    (r"\log_b x", "a function with a base, or the derivative of one with a prime"),
    (r"\tanh^{-1}(x)", "an inverse function, or a power of a function that is not a number"),
    (r"\ln 2x", "ln of several factors without a bracket"),
    (r"\sqrt[3]{x}", "a root that is not square"),
    ("the weighted sum", "words side by side"),
    ("E[Y|X]", "'|' is not expected here"),
    ("|a||b|", "'|' is not expected here"),
    ("||x||", "'|' is not expected here"),
    ("|a| - b|c|", "'|' is not expected here"),
    ("|a + b", "'|' is not expected here"),
    (r"\lVert x \rVert", "'‖' is not expected here"),
    (r"\lvert x", "a bracket that is not closed"),
    ("[x > 1]", "'>' is not expected here"),
    ("(x > 0)", "'>' is not expected here"),
    ("P[x > 0]", "a condition in brackets right behind a name: a factor, or an argument"),
    ("n!", "the character '!' is not mathematics that is read"),
    ("%5Cfrac%7B1%7D", "the character '%' is not mathematics that is read"),
    ("(1 - 0.4", "a bracket that is not closed"),
    ("1 - 0.4)", "')' is not expected here"),
    (r"\frac{1}", "an argument of a fraction is missing"),
    ("x_", "a subscript is missing"),
    (r"\hat{a+b}", "an accent over more than a name"),
    ("", "the end is not expected here"),
    ("a +", "the end is not expected here"),
    ("1e99999", "the value has an exponent beyond 9999: 1e99999"),
    ("1/0", 'the value divides by zero: "1/0"'),
    ("__import__('os').system('id')", "'_' is not expected here"),
]


@pytest.mark.parametrize(("text", "reason"), UNREAD)
def test_what_may_mean_two_things_or_nothing_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_formula(text)
    assert (caught.value.code, caught.value.message) == ("D701", f"the formula cannot be read: {reason}")


def test_a_decimal_comma_is_read_where_the_document_uses_it_but_not_in_an_index() -> None:
    assert shape(read_formula("0,75(1-0,75) + w_{1,2}", decimal_comma=True)) == "(+ (* 0.75 (+ 1 (- 0.75))) w1,2)"


def test_a_fraction_of_whole_numbers_is_the_coefficient_that_tables_of_formulas_use() -> None:
    assert read_formula(r"\frac{1}{2}") == fraction(1, 2)


def test_an_error_tells_line_and_column_of_the_place() -> None:
    with pytest.raises(ReadingError) as caught:
        read_formula("a +\n b + !")
    assert str(caught.value).startswith("formula:2:6: error[D701]: ")


CHAINS = [
    (
        r"\begin{aligned}net_{h1} &= w_1 * i_1 + b_1 * 1 \\net_{h1} &= 0.15 * 0.05 + 0.35 * 1 = 0.3575\end{aligned}",
        ["net_h1 = (+ (* w1 i1) (* b1 1))", "net_h1 = (+ (* 0.15 0.05) (* 0.35 1)) = 0.3575"],
    ),
    (
        r"out_{h1} = \frac{1}{1+e^{-net_{h1}}} = \frac{1}{1+e^{-0.3575}} = 0.588",
        ["out_h1 = (/ 1 (+ 1 (exp (- net_h1)))) = (/ 1 (+ 1 (exp -0.3575))) = 0.588"],
    ),
    (r"\begin{aligned} a &= b \\ &\approx c \end{aligned}", ["a = b ≈ c"]),
    (r"\begin{align*} a & = b \\[2pt] & \quad + c \\ & = 0.5. \end{align*}", ["a = (+ b c) = 0.5"]),
    (r"x = 1 \\ + 2 \\ - 3 \\ = 0", ["x = (+ 1 2 (- 3)) = 0"]),
    (r"x = 1 + \\ 2", ["x = (+ 1 2)"]),
    (r"a &= 1 & b &= 2", ["a = 1", "b = 2"]),
    (r"a &=& 1", ["a = 1"]),
    (r"E_{total} = \sum \frac{1}{2}(target - output)^2 = 0.2", ["E_total = ? = 0.2"]),
    (
        r"w_5^+ = w_5 - \eta * \frac{\partial E_{total}}{\partial w_5} = 0.4 - 0.5 * 0.08 = 0.36",
        ["w5+ = (+ w5 (- (* eta (d E_total w5)))) = (+ 0.4 (- (* 0.5 0.08))) = 0.36"],
    ),
    ("w5+ = w5 - 0.5*g", ["w5+ = (+ w5 (- (* 0.5 g)))"]),
    (r"z_1 = 0{,}5(1) + 0 = 0{,}5 \qquad h_1 = \sigma(0{,}5)", ["z1 = (+ (* 0.5 1) 0) = 0.5", "h1 = (sigmoid 0.5)"]),
    ("= 0.67(1−0.67)(−0.17)=−0.0376", ["? = (* 0.67 (+ 1 (- 0.67)) -0.17) = -0.0376"]),
    ("new = old + eo*Ar = -1.6 + (1)*(1) = -0.6", ["new = (+ old (* eo Ar)) = (+ -1.6 (* 1 1)) = -0.6"]),
    (r"\boxed{a = b} \approx 0.5", ["a = b ≈ 0.5"]),
    ("a = 1, b = 2; c = 3", ["a = 1", "b = 2", "c = 3"]),
    ("a = 1    b = 2", ["a = 1", "b = 2"]),
    ("a = 1\nb = 2", ["a = 1", "b = 2"]),
    ("w_1, w_2 = 0.15, 0.20", ["[w1 w2] = [0.15 0.20]"]),
    ("f(x, y) = 2", ["? = 2"]),
    ("i = 1, 2", ["i = ?"]),
    (r"w \to 0.5 - 0.1 = 0.4", ["w → (+ 0.5 (- 0.1)) = 0.4"]),
    ("w <- w - 0.1", ["w ← (+ w (- 0.1))"]),
    ("x <-0.5", ["x < -0.5"]),
    ("x = 0,5", ["x = ?"]),
    (r"x = 5 \text{ where } y = 6", ["x = 5", "y = 6"]),
    (r"x = 5 \text{ (rounded)}", ["x = 5"]),
    (r"x = 5 \Rightarrow y = 6", ["x = 5", "y = 6"]),
    (r"w \leftarrow w - \eta g", ["w ← (+ w (- (* eta g)))"]),
    ("w += 0.5", ["w += 0.5"]),
    (r"w \mathrel{+}= 0.5", ["w += 0.5"]),
    ("x ~ 0.5", ["x ≈ 0.5"]),
    ("x ~= 0.5", ["x ≈ 0.5"]),
    ("x~=~0.5", ["x = 0.5"]),
    (r"x~=~\frac12", ["x = 1/2"]),
    (r"x \simeq 0.5 \leq 1", ["x ≈ 0.5 ≤ 1"]),
    ("$$x = 0.5$$", ["x = 0.5"]),
    (r"E_{o1} = \textcolor{red}{0.27}, \quad E_{o2} = 0.02", ["E_o1 = 0.27", "E_o2 = 0.02"]),
    (
        r"w = a - b \approx 0.5 \\ &\quad - 0.1 d \approx 0.2 \\ v = 3",
        ["w = (+ a (- b)) ≈ (+ 0.5 (- (* 0.1 d))) ≈ 0.2", "v = 3"],
    ),
    ("a =", ["a = ?"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CHAINS)
def test_a_display_reads_statement_by_statement(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_a_display_that_begins_with_a_relation_says_that_it_continues() -> None:
    assert [chain.continues for text in ("= 0.5", "x = 0.5") for chain in read_chains(text)] == [True, False]


def test_an_unread_form_keeps_its_text_and_the_rest_of_its_chain() -> None:
    (chain,) = read_chains(r"E = \sum_i E_i \approx 0.3")
    assert chain.links == (
        Link("=", Unread(r"\sum_i E_i", "a sum or product over an index")),
        Link("≈", Number(read_number("0.3"))),
    )


def test_every_form_knows_its_place_in_the_text() -> None:
    text = r"\begin{aligned} x &= \frac{a}{b} \\ &\approx 0{,}50. \end{aligned}"
    (chain,) = read_chains(text)
    assert [text[span.start : span.end] for span in chain.spans] == ["x", r"\frac{a}{b}", "0{,}50"]


def test_every_number_knows_its_place_in_the_text() -> None:
    text = r"\tanh^2(0.3) - 0.5x_1 \cdot 1.5\times10^{-3} = -0.25 \approx \frac{1}{4}(\sqrt{2})^3"
    (chain,) = read_chains(text)
    assert [[text[span.start : span.end] for span in spans] for spans in chain.literals] == [
        ["0.3", "2", "0.5", r"1.5\times10^{-3}"],
        ["-0.25"],
        [r"\frac{1}{4}", "2", r"\sqrt", "3"],
    ]


@pytest.mark.parametrize("text", [text for text, _ in (*NUMBERS, *SUMS_AND_PRODUCTS, *FRACTIONS_AND_POWERS, *CALLS)])
def test_places_and_numbers_come_in_the_same_order(text: str) -> None:
    (chain,) = read_chains(text)
    numbers = [node.numeral.text for node in walk(read_formula(text)) if isinstance(node, Number)]
    assert len(chain.literals[0]) == len(numbers)


WITHIN_THE_LIMITS = {
    "brackets": "(" * 63 + "x" + ")" * 63,
    "sum": "+".join("x" * 10_000)[:-1],
    "power tower": "9^{9^{9^9}}",
    "thousand digits": "1" * 1_000,
}
HOSTILE = {
    "1 MB of sums": "x+" * 500_000 + "x",
    "1 MB of digits": "1" * 1_000_000,
    "10,000 nested brackets": "(" * 10_000 + ")" * 10_000,
    "10,000 nested braces": "{" * 10_000 + "}" * 10_000,
    "open brackets": "([{" * 6_000,
    "deep brackets": "(" * 65 + "x" + ")" * 65,
    "fractions": "\\frac" * 3_000,
    "fractions of one digit": "\\frac1" * 3_000,
    "divisions": "a/" * 9_999 + "a",
    "signs": "-" * 19_999,
    "powers": "2**" * 6_000 + "2",
    "exponentials": "e^" * 9_999,
    "carets": "x^" * 9_999,
    "functions": "\\ln " * 4_000,
    "roots": "\\sqrt" * 3_900,
    "accents": "\\hat" * 4_900,
    "differentials": "∂" * 19_999,
    "slashed differentials": "d_1_1/" * 3_000,
    "boxes": "\\boxed{" * 2_000 + "}" * 2_000,
    "captions": "\\underbrace{a}_{" * 1_000 + "}" * 1_000 + "(",
    "remarks": "\\text{" * 3_000,
    "environments": "\\begin{x}" * 2_000,
    "matrices": "\\begin{matrix}" * 1_000 + "1" + "\\end{matrix}" * 500,
    "commas": "a," * 9_999,
    "small digits": "₁" * 19_999,
    "too many digits": "1" * 1_001,
}


@pytest.mark.parametrize("text", WITHIN_THE_LIMITS.values(), ids=WITHIN_THE_LIMITS.keys())
def test_a_large_formula_within_the_limits_is_read(text: str) -> None:
    assert read_chains(text)[0].forms[0] == read_formula(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_in_good_time_by_either_entrance(text: str) -> None:
    start = time.process_time()
    chains = read_chains(text)
    with pytest.raises(ReadingError):
        read_formula(text)
    assert all(isinstance(form, Unread) for chain in chains for form in chain.forms)
    assert time.process_time() - start < 10


@pytest.mark.parametrize("text", ["x" * (MAX_CHARACTERS + 1), "(" * 65 + "x" + ")" * 65, "1/" * 70 + "1"])
def test_a_limit_is_named_in_its_error(text: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_formula(text)
    assert caught.value.code == "D702"
    assert "over a limit" in caught.value.message


@given(st.text(alphabet="ab1. (){}[]^_+-*/=,&\\'|~∂½₁²frac\n", max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    for chain in read_chains(text):
        assert len(chain.forms) == len(chain.spans) == len(chain.literals) == len(chain.relations) + 1


IDS = ("w5", "w12", "net_h1", "out_o1", "eta", "E_total", "w5+", "target_o1", "b2", "x", "delta_o1")
NUMERALS = ("0.40", "3", "1", "12.5", "1.5e-12", "1/2", "-0.5", "-3")
leaves = st.one_of(
    st.sampled_from(IDS).map(Name), st.sampled_from(NUMERALS).map(lambda text: Number(read_number(text)))
)


def _grow(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    """One more level; exponents are sums or numbers, since a name up there may be a label."""
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    compound = parts.filter(lambda part: not isinstance(part, Number))
    bases = parts.filter(lambda part: not isinstance(part, Call | Partial))
    exponents = parts.filter(lambda part: not isinstance(part, Name))
    ids = st.sampled_from(IDS[:6]).map(Name)
    return st.one_of(
        several.map(Sum),
        several.map(Product),
        st.builds(Quotient, compound, parts),
        st.builds(Power, bases, exponents),
        compound.map(Negative),
        st.builds(lambda name, part: Call(name, (part,)), st.sampled_from(("exp", "ln", "tanh", "sigmoid")), parts),
        st.builds(Partial, ids, ids),
    )


trees = st.recursive(leaves, _grow, max_leaves=10)


JOINTS: dict[type[Formula], str] = {Sum: " + ", Product: " * ", Quotient: " / ", Power: "^"}


def plain(node: Formula) -> str:
    """A printer of its own for the property: ASCII, and a bracket around every part of a part."""
    match node:
        case Name(identifier):
            return identifier
        case Number(numeral):
            return numeral.text
        case Negative(operand):
            return f"-{_inner(operand)}"
        case Call(function, (argument,)):
            return f"{function}({plain(argument)})"
        case Partial(of, wrt):
            return f"∂{plain(of)}/∂{plain(wrt)}"
    return JOINTS[type(node)].join(_inner(part) for part in children(node))


def _inner(part: Formula) -> str:
    digits = isinstance(part, Number) and part.numeral.text.replace(".", "").isdigit()
    return plain(part) if digits or isinstance(part, Name | Call) else f"({plain(part)})"


@given(trees)
@settings(max_examples=400, deadline=None)
def test_a_printed_tree_reads_back_as_itself(tree: Formula) -> None:
    assert read_formula(plain(tree)) == tree


@pytest.mark.parametrize(
    "printer",
    [PLAIN.latex_printer, PLAIN.text_printer],
    ids=["latex", "text"],
)
def test_what_our_own_printers_print_reads_back_as_itself(printer: LatexPrinter | TextPrinter) -> None:
    @given(trees)
    @settings(max_examples=300, deadline=None)
    def reads_back(tree: Formula) -> None:
        assert read_formula(printer(tree)) == tree

    reads_back()
