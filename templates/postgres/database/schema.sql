-- The table that the service follows. wal_level has to be logical; see compose.yaml.
CREATE TABLE votes (
  voter text PRIMARY KEY,
  choice text NOT NULL
);

INSERT INTO votes VALUES ('ann', 'tea'), ('bob', 'coffee');

CREATE PUBLICATION skip FOR TABLE votes;
