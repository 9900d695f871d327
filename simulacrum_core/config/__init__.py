"""What a person writes: the persona, the recipe, what is excluded."""
