"""X (Twitter): posts, answers, reposts and direct messages of an archive."""
