"""From sources to conversations: which importer reads what, who takes part, what is there twice."""
