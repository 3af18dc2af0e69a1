"""What to do about documents that failed, by the kind of failure."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ADVICE", "advice"]

ADVICE: Mapping[str, str] = {
    "binary": "Not a text. Leave such files out of the source.",
    "bomb": "Unpacks to far more than it should. Find out where it came from before opening it.",
    "crashed": "Ended or outlasted its worker. Look at each document by itself.",
    "damaged": "Get the file again from where it came from.",
    "empty": "Holds no words. Check the export that made it.",
    "encrypted": "Locked with a password or key. Unlock it, then run again.",
    "folder": "Name the files in the folder.",
    "in_use": "Another program writes to the database. Close it or work on a copy.",
    "internal": "A fault of this program. Report it with the kind and the version, not the text.",
    "link": "Links are not followed. Put the file itself into the source.",
    "many_tables": "Name the table of the database that holds the documents.",
    "mislabelled": "The file is not what its name says. Correct the suffix, then run again.",
    "missing": "Was gone when its turn came. Check the path, then run again.",
    "no_text": "The row has no text. Check the export, or leave such rows out.",
    "no_text_column": "Name the column that holds the text.",
    "not_an_object": "Each line has to be a JSON object.",
    "not_json": "The line or file is not JSON. Check the export that made it.",
    "ragged": "The row does not fit its header. Check quotes and separators.",
    "scanned": "Pictures of pages, without text. Recognise the text (OCR), then run again.",
    "special": "A device, pipe or socket. Leave it out of the source.",
    "too_deep": "Archives inside archives inside archives. Unpack them first.",
    "too_large": "Longer than a document may be. Raise max_bytes, or split it.",
    "too_many": "More files than an archive may hold. Unpack it, or split it.",
    "undecodable": "The encoding cannot be recognised. Save it as UTF-8.",
    "unreadable": "Check access rights and the disk, then run again.",
    "unsafe_path": "The name leads out of the archive. Find out where it came from.",
    "unsupported": "A format that is not read. Export it as text, HTML, PDF or DOCX.",
    "writer": "The model server did not answer well. Check it, then run again.",
}
"""By kind: the second part of ``read: encrypted``."""

_OTHER = "Look at the checks in the report."


def advice(failure: str) -> str:
    """What to do about a failure such as ``read: encrypted``."""
    return ADVICE.get(failure.rpartition(": ")[2], _OTHER)
