"""The public pages: what was promised, what became of it, who says so. One address a page and language.

    views       the addresses, and what stands at each: the only part that Datasette calls
    public      one edition in all its languages; answers an address, keeps answers, knows no HTTP framework
    pages/      what each kind of page shows: one module a kind, with one function that makes it
    parts/      what several kinds show: SQL in, plain values out
    edition     what all pages of an edition share: code lists, translations, dates
    words       one language: its words, dates, numbers, order, and the texts of records in it
    reader      rows of the database
    finding     what a reader typed, as questions for the full-text index
    negotiation the language of a visitor, from one header, kept nowhere

HTML is in ``templates/site``, pictures come from ``web.pictures``. Imports go downward only.
"""
