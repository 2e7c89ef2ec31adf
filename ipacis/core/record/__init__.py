"""Record, the base class of models, and what it does for them: publication, dates, addresses, corrections, trees."""
