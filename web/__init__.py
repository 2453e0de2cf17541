"""HTTP: the widget, the pages and the webhooks."""
