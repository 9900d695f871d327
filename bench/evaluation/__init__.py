"""Whether the metrics of `evaluate` measure what they say: models of which it is known what they learnt."""
