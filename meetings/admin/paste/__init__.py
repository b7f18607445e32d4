"""The page "Protokoll einfügen": paste or upload, check and correct beside the source, save as drafts.

One form carries everything, so that each button, also without JavaScript, keeps what was typed:

source    the text or the file that everything comes from
files     a file as text: encodings, Word
draft     what was read from the text, as the fields of the preview
preview   all forms over those fields (facts, rows), what is doubtful in them (doubts), what they make
asking    words that were a link ("in diesem Blog-Beitrag", found by links) and where they led
left_out  lines of the page frame, brought back one by one
target    the planned meeting that the text belongs to, and what differs from its plan
views     which button does what
after     what to do once it is saved: publish, plan the next meeting
"""

from meetings.admin.paste.views import urls_of

__all__ = ["urls_of"]
