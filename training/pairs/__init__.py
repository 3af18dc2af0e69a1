"""Documents with summaries, and with sentences that are true of them or not."""
