TITLE = ""
HEADER = ()
