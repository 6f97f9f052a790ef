"""The formulas in a Markdown cell."""

from __future__ import annotations

import re

FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.S | re.M)
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
DISPLAY = re.compile(r"\$\$(.+?)\$\$|\\begin\{(align\*?|equation\*?|gather\*?)\}(.+?)\\end\{\2\}", re.S)
INLINE = re.compile(r"(?<![\\$\w])\$(?!\s)([^$\n]+?(?:\n[^$\n]+?)?)(?<![\s\\])\$(?![\d$])")
TAG = re.compile(r"\\tag\{([^}]*)\}")
WORDS = re.compile(r"\\(?:text|textrm|textbf|textit|mbox)\{[^{}]*\}")
MACRO = re.compile(r"\\([A-Za-z]+)")
# The macros that the book uses, all of which MathJax, KaTeX and LaTeX know; an unknown one shows in red, and is mostly a missing blank.
MACROS = frozenset("""
    Big Bigl Bigr Delta Gamma Lambda Leftrightarrow Longrightarrow Phi Pi Rightarrow Sigma Vert alpha approx arg argmax ast bar begin beta big
    bigl bigr binom bmod boldsymbol cdot cdots cos dots delta det dfrac dim ell end epsilon equiv eta exp forall frac gamma ge geq hat iff in
    infty int kappa lVert lambda langle ldots le left leq lfloor lim ln log lvert mapsto mathbb mathbf mathcal mathrm max mid min mp mu
    nabla ne neq not notin nu odot omega operatorname partial perp phi pi pm prod propto psi qquad quad rVert rangle rfloor rho right rvert
    sigma sim sin sqrt star sum sup tag tan tanh tau text textbf tfrac theta tilde times to top underbrace underset varepsilon varphi vec
    widehat widetilde xi zeta
""".split())
# What makes a piece of mathematics more than a name: a relation, an operation, an application, a macro with an argument.
STATEMENT = re.compile(r"[=<>+/|,(]|(?<=\S)[-*]|\\(?:leq?|geq?|neq?|approx|sim|propto|to|in|cdot|times|frac|sum|int|log|exp|mid|sqrt)(?![a-z])")


def prose(source: str) -> str:
    """A cell's text without code, which may hold dollar signs."""
    return CODE_SPAN.sub("", FENCE.sub("", source))


def display(source: str) -> list[str]:
    """The displayed formulas of a cell, in order, as written."""
    return [(first or third).strip() for first, _, third in DISPLAY.findall(prose(source))]


def inline(source: str) -> list[str]:
    """The formulas inside the sentences of a cell, in order, as written."""
    return [found.strip() for found in INLINE.findall(DISPLAY.sub(" ", prose(source)))]


def same(formula: str) -> str:
    """A formula as the editions are compared by it: blanks do not count, and words inside \\text may be translated."""
    return re.sub(r"\s+", "", WORDS.sub(r"\\text{}", formula))


def statements(source: str) -> list[str]:
    """The inline formulas that say something, sorted; a mere name may stand more or less often in a translation."""
    return sorted(same(f) for f in inline(source) if STATEMENT.search(f))


def names(source: str) -> set[str]:
    """The inline formulas that are mere names."""
    return {same(f) for f in inline(source) if not STATEMENT.search(f)}


def tags(source: str) -> list[str]:
    """The tags of the displayed formulas of a cell."""
    return [tag for formula in display(source) for tag in TAG.findall(formula)]


def strange(source: str) -> list[str]:
    """The macros of a cell's formulas that the book does not use elsewhere, sorted."""
    return sorted({name for formula in display(source) + inline(source) for name in MACRO.findall(formula)} - MACROS)
