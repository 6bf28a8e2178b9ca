"""OGP's own commitments as a sheet: what it would add to our record, and where it contradicts it.

    sheet      a file that somebody else has made, read without trust
    columns    the names of its columns, and what is wrong with a header
    wording    what stands in a cell, as one of our codes, or in the sheet's own words why there is none
    places     our governments, as OGP names them
    record     what stands in our tables on the commitments that carry OGP's ids
    fit        whether a row of the sheet speaks of the commitment whose id it carries
    claims     the rows of the sheet, sorted by what can be done with them
    proposal   the very rows that would be written beside ours; what is printed and written is this
    outcome    whether it was written, and why it cannot be
    brevity    how much of it people are shown
    report     the words: text and Markdown
    plain      the same as JSON

Nothing that stands in the record is ever overwritten: a claim of the sheet is a row of its own, that cites
the sheet with its date. The sheet's own earlier rows confirm nothing.
"""
