CREATE TABLE IF NOT EXISTS lots (
  id bigint PRIMARY KEY,
  title text NOT NULL,
  about text NOT NULL,
  least bigint NOT NULL,
  is_closed boolean NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS bids (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lot bigint NOT NULL REFERENCES lots,
  bidder text NOT NULL,
  amount bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS bids_of_lots ON bids (lot, amount DESC);
CREATE INDEX IF NOT EXISTS bids_of_bidders ON bids (bidder);
