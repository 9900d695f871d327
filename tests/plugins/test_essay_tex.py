"""LaTeX: what is set is read, what is none of the words is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Message, Source
from simulacrum_essays import EssaysImporter

PROSE = "It rained all morning, so we stayed in and read a long book about the sea and its boats.\n\n"


def read(path: Path) -> tuple[list[Message], Source]:
    source = Source([path])
    return [message for chat in EssaysImporter().read(source) for message in chat.messages], source


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (r"Fran\c{c}ois, na\"{\i}ve, caf\'e, \v{S}koda, \o re, Stra\ss e", "François, naïve, café, Škoda, øre, Straße"),
        (r"he said ``no'' -- twice --- and 5\,\% more", "he said “no” – twice — and 5 % more"),
        (r"see~\cite[p.~5]{knuth} and \ref{a}the \textbf{bold \emph{word}}", "see and the bold word"),
        (r"it was seen~\cite{a}. He \cite{b}, too: (\citep[p.~3]{c}) yes \parencite{d}!", "it was seen. He, too: yes!"),
        (r"(see~\cite{a}) in Section~\ref{x} and \autocite{q} there", "(see) in Section and there"),
        (r"it is $x^2$ long, and costs 5\$", "it is long, and costs 5$"),
        (r"one\footnote{a note} two\todo{mend} three", "one two three"),
        (r"\begin{itemize}\item rope \item[two] glue\end{itemize}", "- rope\n- two glue"),
        (r"a \unknown{macro} stays, its \href{https://x.example}{link} too", "a macro stays, its link too"),
        (r"a \verb|b_c| \url{https://x.example/a_b}", "a b_c https://x.example/a_b"),
        (r"one line\\[2mm] and another", "one line\nand another"),
        (r"\def\twice#1{#1#1}\begin{minipage}{3cm}in a box\end{minipage} and out", "in a box and out"),
        (r"before \iffalse gone \fi after % and this", "before after"),
    ],
)
def test_a_text_is_read_as_it_is_set(written: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "text.tex"
    path.write_text(f"\\documentclass{{article}}\n\\begin{{document}}\n{PROSE}{written}\n\\end{{document}}\nnothing\n")
    message, *apart = read(path)[0]
    assert message.text == f"{PROSE}{words}".strip()
    assert [other.text for other in apart] == (["a note"] if "footnote" in written else [])


def test_what_is_no_word_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "text.tex"
    rest = r"\begin{equation}x\end{equation}\begin{figure}\begin{tikzpicture}\node{y};\end{tikzpicture}\end{figure}"
    path.write_text(f"\\begin{{document}}{PROSE}{rest}")
    messages, source = read(path)
    assert [message.text for message in messages] == [PROSE.strip()]
    told = {decision.subject: decision.evidence for decision in source.findings.decisions}
    assert told["marks of apps"] == "1 figures, 1 formulas"


def test_captions_notes_and_lists_of_books_are_counted_and_tables_are_text(tmp_path: Path) -> None:
    path = tmp_path / "text.tex"
    figure = r"\begin{figure}[h]\centering\caption[Boat]{A boat in \emph{spring}.}\label{f}Own drawing.\end{figure}"
    rows = r"\toprule Herring & \multicolumn{2}{c}{seven crowns} \\ \cline{1-2} Cod & 9 \\"
    table = rf"\begin{{table*}}\caption{{Prices.}}\begin{{tabular}}{{l@{{}}l}}{rows}\end{{tabular}}\end{{table*}}"
    books = r"\begin{thebibliography}{9}\bibitem[A]{a} Ek: Ropes.\end{thebibliography}"
    path.write_text(f"\\begin{{document}}{PROSE}Salt\\footnote{{My aunt said so.}} \\& fish.\n\n{figure}{table}{books}")
    own, apart = read(path)[0]
    assert (own.kind, own.text) == ("text", f"{PROSE}Salt & fish.\n\nHerring\tseven crowns\nCod\t9")
    assert apart.kind == "boilerplate"
    assert apart.text.split("\n\n") == [
        "A boat in spring.\nOwn drawing.", "Prices.", "Ek: Ropes.", "My aunt said so."
    ]  # fmt: skip


def test_a_macro_that_calls_itself_is_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "text.tex"
    bomb = "".join(f"\\newcommand{{\\{chr(98 + n)}}}{{\\{chr(97 + n)}\\{chr(97 + n)}}}" for n in range(20))
    path.write_text(
        f"\\newcommand{{\\a}}{{ha}}{bomb}\\newcommand{{\\yard}}{{the yard}}\\begin{{document}}{PROSE}\\yard\\ \\u x"
    )
    assert read(path)[0][0].text.startswith(f"{PROSE}the yard".strip()[:60])
    assert "haha" not in read(path)[0][0].text


def test_words_with_a_name_are_known_and_an_author_is_no_address(tmp_path: Path) -> None:
    path = tmp_path / "text.tex"
    preamble = (
        r"\usepackage[ngerman]{babel}\newcommand{\zb}{z.\,B.}\author{Ada Lind\\ \small Werft \and Bo Ek}"
        r'\title{Das \"Ubel "uber uns}'
    )
    path.write_text(f"{preamble}\\begin{{document}}{PROSE}So \\zb{{}} heute.\\end{{document}}")
    (chat,) = EssaysImporter().read(Source([path]))
    assert chat.title == "Das Übel über uns"
    assert [person.name for person in chat.participants] == ["Ada Lind, Bo Ek"]
    assert [message.text for message in chat.messages] == [f"{PROSE}So z. B. heute."]
