"""Figures: Plotly drawings of accounts, balances, changes and loads, for pages and notebooks."""
