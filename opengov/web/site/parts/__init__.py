"""What several kinds of pages show: SQL in, plain values out. A part knows no page."""
