"""Charts of the record, drawn on the server: tables with shaded cells, and SVG.

Each number is counted by the index of lists, and each mark is a link to the list that has as many items.
"""
