"""How good the program is, measured on labelled texts: suites, metrics, plots."""
