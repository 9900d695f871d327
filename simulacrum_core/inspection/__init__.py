"""What a source holds, summed up."""
