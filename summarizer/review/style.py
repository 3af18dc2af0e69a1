"""The looks of the page that Streamlit's theme does not cover, and what each person chose of them.

Colours come in pairs, light and dark; the browser takes the one of the theme in use. Nothing is
told by colour alone, and nothing is red.
"""

from __future__ import annotations

from collections.abc import Mapping

from summarizer.store.values import Preferences

__all__ = ["MARKS", "css"]

MARKS: Mapping[str, tuple[str, str, str]] = {
    # group: tint in light, tint in dark, pattern of the line below
    "sx": ("#e6dfe8", "#40394a", "solid"),
    "vl": ("#e2e2ea", "#373b4b", "double"),
    "mv": ("#dde4ea", "#33414d", "dashed"),
    "ab": ("#e9e2d8", "#463f34", "dotted"),
    "sh": ("#dce6e4", "#324341", "wavy"),
    "dm": ("#e5e7d8", "#3f4334", "solid"),
    "hd": ("#ebe3dc", "#463d37", "dashed"),
    "ot": ("#e3e3df", "#3c4044", "dotted"),
    "removed": ("#d9dcde", "#40464d", "double"),
}
"""How places are marked, by group of the taxonomy; ``removed`` = what redaction took out."""

_FRAME = """
.stMainBlockContainer {
  container: page / inline-size; max-width: 76rem; padding-top: 3.5rem;
  padding-left: min(5rem, 5vw); padding-right: min(5rem, 5vw);
}
:focus-visible, .stSelectbox:has(input:focus-visible), .stMultiSelect:has(input:focus-visible),
.stCheckbox:has(input:focus-visible), .stRadio label:has(input:focus-visible) {
  outline: 0.2rem solid light-dark(#2f5573, #b5d0e4) !important; outline-offset: 0.15rem;
}
/* Inside these the field itself is a sliver, or not to be seen at all. */
.stSelectbox input, .stMultiSelect input { outline: none !important; }
/* Streamlit's are so large that, in large text, a heading fills the window. */
.stHeading h1 { font-size: 2.25rem; }
.stHeading h2 { font-size: 1.6rem; }
.stHeading h3 { font-size: 1.3rem; }
/* Seen only under the mouse otherwise. */
[data-testid="stSidebarCollapseButton"] { visibility: visible !important; }
/* All that is chosen, in as many lines as it takes, and large enough to hit. */
.stMultiSelect [role="group"]:has(> [data-testid="stMultiSelectTagsContainer"]) {
  height: auto !important; max-height: none !important;
}
[data-testid="stMultiSelectTagsContainer"] {
  flex-wrap: wrap !important; height: auto !important; min-height: 2.4rem;
  overflow: visible !important; mask-image: none !important;
}
[data-testid="stMultiSelectTagsContainer"] > [role="group"] { flex-wrap: wrap; }
[data-testid="stMultiSelectTagsContainer"] [data-tag] { height: auto; max-width: 100%; }
[data-testid="stMultiSelectTagsContainer"] [data-tag] > span {
  max-width: none; overflow: visible; white-space: normal;
}
.stMultiSelect [data-tag] button { min-width: 24px; min-height: 24px; }
.stMultiSelect button[aria-haspopup], .stSelectbox button[aria-haspopup] { min-height: 24px; }
button:disabled, button:disabled p { color: light-dark(#6b675c, #9aa2aa) !important; }
button:disabled { border-style: dashed !important; }
/* A link on every heading, seen only under the mouse: one more stop for who uses the keyboard. */
[data-testid="stHeaderActionElements"] { display: none; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {
  color: inherit !important; opacity: 1 !important;
}
.summarizer-hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.summarizer-warning {
  border-left: 0.4rem solid light-dark(#5d7285, #8ba3b5); padding: 0.2rem 0 0.2rem 1rem;
}
.summarizer-warning h2 { padding-top: 0; }
.summarizer-warning p { margin-bottom: 0.5rem; }
.summarizer-scroll { overflow-x: auto; }
.summarizer-table { border-collapse: collapse; margin-bottom: 1rem; }
.summarizer-table caption { text-align: left; padding-bottom: 0.3rem; }
.summarizer-table th { text-align: left; }
/* Wide enough that the number of a rule is not broken. */
.summarizer-table th:first-child, .summarizer-table td:first-child { min-width: 4.2rem; }
.summarizer-table td:last-child { overflow-wrap: anywhere; }
.summarizer-table th, .summarizer-table td {
  border-bottom: 1px solid light-dark(#837d70, #78818b); padding: 0.3rem 1rem 0.3rem 0;
  vertical-align: top;
}
.summarizer-mark {
  color: inherit; background: light-dark(#e3e3df, #3c4044); padding: 0 0.1em;
  text-decoration: underline solid light-dark(#5d6b78, #a3b1bd); text-underline-offset: 0.2em;
}
.summarizer-facts { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; }
.summarizer-facts dt { font-weight: 600; padding-right: 1rem; }
.summarizer-facts dd { margin: 0 0 0.5rem 0; }
.summarizer-wrap { overflow-wrap: anywhere; }
/* Little room for the size of the letters: a small window, a zoomed page, large text. */
@container page (max-width: 42rem) {
  .stHorizontalBlock:has(> .stColumn) { flex-wrap: wrap; }
  .stHorizontalBlock > .stColumn { min-width: 100%; }
  .summarizer-table th, .summarizer-table td { padding-right: 0.5rem; }
  .stHtml dl.summarizer-facts { display: block; margin-left: 0; padding-left: 0; }
}
kbd {
  font: inherit; border: 1px solid light-dark(#7d7767, #848d97); border-radius: 0.25rem;
  padding: 0 0.4rem; white-space: nowrap;
  opacity: 1 !important; /* Streamlit's 0.6 leaves too little contrast. */
}
:root { color-scheme: light dark; }
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after {
    animation-duration: 0.01ms !important; animation-iteration-count: 1 !important;
    transition-duration: 0.01ms !important; scroll-behavior: auto !important;
  }
}
"""


def css(preferences: Preferences) -> str:
    """The style of the page for who chose these preferences, as an element of HTML."""
    chosen = f"html {{ font-size: {preferences.text_percent}% !important; }}\n"
    if preferences.greyscale:
        # On the root: anywhere else it would carry what is fixed to the window along.
        chosen += "html { filter: grayscale(1); }\n"
    marks = "".join(
        f".summarizer-mark-{name} {{ background: light-dark({light}, {dark}); "
        f"text-decoration-style: {line}; }}\n"
        for name, (light, dark, line) in MARKS.items()
    )
    return f"<style>{_FRAME}{marks}{chosen}</style>"
