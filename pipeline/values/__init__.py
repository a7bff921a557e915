"""Values as people print them: numbers, scales, hedges and periods, read strictly or not at all."""
