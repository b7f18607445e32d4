"""The same meeting elsewhere: as text, data, document and notice, with one rule for all.

Before the minutes are public an export tells the agenda, after that the minutes as well; an item
that is not public is a number and a time, nothing else of it leaves the site.
"""
