"""LiveJournal and Dreamwidth: entries of a journal, and the comments below them."""
