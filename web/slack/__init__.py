"""What the Slack channel is made of: signatures, events, Block Kit, delivery."""
