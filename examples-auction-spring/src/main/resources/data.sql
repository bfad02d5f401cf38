INSERT INTO lots (id, title, about, least) VALUES
  (1, 'Brass sextant', 'Made in Bergen in 1868, with its case', 120),
  (2, 'Blue glass vase', 'Blown in one piece; a chip at the foot', 40),
  (3, 'Field telephone', 'Two sets and 200 metres of wire', 65),
  (4, 'Map of the delta', 'Hand coloured; folded twice', 90),
  (5, 'Chess set', 'Boxwood and ebony, one knight mended', 75),
  (6, 'Ship''s clock', 'Runs for eight days, strikes the watches', 150)
ON CONFLICT DO NOTHING;
