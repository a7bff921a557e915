"""One module a chart, over a shared canvas; `reports.charts` lists them."""
