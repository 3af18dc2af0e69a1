"""Speed and quality, measured by hand: nothing here runs in the tests."""
