"""Commands and environments of LaTeX by what becomes of what is in them."""

from __future__ import annotations

from simulacrum_core.sources import BlockKind

HEADINGS = frozenset(
    "part chapter section subsection subsubsection paragraph subparagraph minisec addsec addchap frametitle framesubtitle".split()
)
NOTES = frozenset("footnote footnotetext endnote sidenote marginpar marginnote thanks".split())
QUOTED = frozenset("enquote textquote foreignquote".split())
SIGNED = frozenset("epigraph qitem".split())
"""Commands of two arguments: what somebody else said, and who that is."""
BLOCKS: dict[str, BlockKind] = dict.fromkeys(("blockquote", "blockcquote", "dictum"), "quote")
CAPTIONS = {"caption": 0, "subcaption": 0, "captionof": 1, "captionbox": 0, "subcaptionbox": 0}
"""Commands that write below a figure or a table, by how many arguments stand before the words."""
SKIPPED = {
    name: count
    for count, names in {
        0: "maketitle tableofcontents listoffigures listoftables newpage clearpage cleardoublepage pagebreak noindent indent"
        " centering raggedright raggedleft bigskip medskip smallskip tiny scriptsize footnotesize small normalsize large Large LARGE"
        " huge Huge bfseries itshape scshape ttfamily sffamily rmfamily upshape mdseries em bf it tt sc rm sf appendix frontmatter"
        " mainmatter backmatter onehalfspacing doublespacing singlespacing printbibliography printindex protect relax sloppy fussy"
        " vfill hrule selectfont makeatletter makeatother item",
        1: "label ref eqref pageref autoref cref Cref nameref vref cite citep citet citeauthor citeyear parencite textcite"
        " footcite autocite nocite bibliography bibliographystyle addbibresource usepackage RequirePackage documentclass"
        " includegraphics vspace hspace index glsadd pagestyle thispagestyle pagenumbering geometry graphicspath hyphenation"
        " input include subfile includeonly todo missingfigure hypersetup selectlanguage phantom vphantom hphantom"
        " bibitem title author date institute listoftodos lstset tikzset captionsetup addtocounter cline cmidrule arraystretch",
        2: "setlength addtolength setcounter newcommand* renewcommand* fontsize rule",
    }.items()
    for name in names.split()
}
"""How many arguments go with a command that sets no words."""
REFERENCES = frozenset(
    "ref eqref pageref autoref cref Cref nameref vref cite citep citet citeauthor citeyear parencite textcite footcite autocite"
    " glsadd".split()
)
"""Those that set a number or a name of a program's in the middle of a sentence."""
FIRST_SKIPPED = {
    **dict.fromkeys("href textcolor colorbox hyperref foreignlanguage parbox raisebox scalebox rotatebox".split(), 1),
    **dict.fromkeys("resizebox multicolumn multirow".split(), 2),
}
"""Commands whose first arguments are no text, by how many these are, and whose last is."""
DEFINITIONS = frozenset(
    "newcommand renewcommand providecommand DeclareMathOperator newenvironment renewenvironment DeclareRobustCommand newtheorem"
    " definecolor".split()
)
ENVIRONMENTS: dict[str, BlockKind] = {
    **dict.fromkeys("quote quotation displayquote displaycquote".split(), "quote"),
    **dict.fromkeys("figure wrapfigure sidewaysfigure subfigure thebibliography".split(), "boilerplate"),
}
"""What is in an environment; what is written in a figure, and the list of books, is in the ledger."""
LEFT_OUT = {
    name: what
    for what, names in {
        "formulas": "equation align gather multline eqnarray math displaymath flalign alignat subequations array cases matrix",
        "figures": "tikzpicture picture pgfpicture pspicture circuitikz",
        "files": "filecontents",
    }.items()
    for name in names.split()
}
THEOREMS = frozenset(
    "theorem thm lemma proposition prop corollary definition defn remark example conjecture claim proof problem exercise"
    " satz hilfssatz folgerung korollar bemerkung beispiel beweis aufgabe".split()
)
"""Environments in whose brackets stands a name; others of an author's own are known by their definitions."""
TABLES = frozenset("tabular tabularx longtable tabulary supertabular tabbing xltabular tblr".split())
"""Environments whose words are the author's, in rows and cells."""
VERBATIM = frozenset("verbatim Verbatim lstlisting minted alltt BVerbatim".split())
COMMENTS = frozenset("comment".split())
ARGUMENTS = {
    **dict.fromkeys("minipage multicols spacing otherlanguage textblock columns column subtable".split(), 1),
    **dict.fromkeys("tabular longtable supertabular subfigure thebibliography tblr".split(), 1),
    **dict.fromkeys("adjustwidth list addmargin tabularx tabulary xltabular wrapfigure wraptable".split(), 2),
}
"""How many arguments of an environment are no words."""
