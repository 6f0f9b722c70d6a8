"""The citizens' page of the pilot authority: my code, my family, my declaration, my paper."""
