"""What a visitor may ask at once and how fast: the numbers that are obeyed are those that pages tell.

Nobody is counted by name or address: whoever asks waits in a lane with the others (see ``guard``).
"""

# How many requests of a kind are worked on at once: pages that cost what we made them cost, what strangers
# ask with a query, and downloads. The rest wait, so that what 30 answers hold is never held at once.
SLOTS = {"page": 8, "open": 2, "sql": 2, "stream": 3}
WAITING = 100  # in one lane
PATIENCE = 10.0  # seconds in the queue before "too many at once"
RETRY_AFTER = 5  # seconds, told to whoever was sent away
PAGE_ROWS = 50  # of a table as a page
MOST_ROWS = 1500  # every table of the edition whole as JSON; a visit's budget bounds it
MOST_QUERY = 8_000  # bytes of an address after the question mark; a long SQL query is 2,000
SQL_SECONDS = 1.0  # for one query
