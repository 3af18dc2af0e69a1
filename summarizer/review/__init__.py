"""The Streamlit pages: the review desk and what belongs to it.

``main`` is the frame; each page is a module ``<name>_page`` with ``show(context)``.
"""
