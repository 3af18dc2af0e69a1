"""Which cut sentences an editor would print: data and training."""
