"""OGP's own commitments as a sheet: what it would add to our record, and where it contradicts it.

    sheet      a file that somebody else has made, read without trust
    wording    what stands in a cell, as one of our codes or as a reason why there is none
    claims     the sheet against the record
    proposal   the rows that would be written beside ours
    report     the words: text, Markdown, JSON

Nothing that stands in the record is ever overwritten: a claim of the sheet is a row of its own, that cites
the sheet with its date.
"""
