"""The pages kit: base templates, components, words in templates, lists, refusals, and the guard on every view."""
