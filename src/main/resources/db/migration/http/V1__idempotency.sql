-- The answer to a request that carried an Idempotency-Key, so that a client that lost it may ask
-- again. answered_at is null while the first request is still running.
CREATE TABLE idempotency (
  tenant       text        NOT NULL,
  key          text        NOT NULL,
  fingerprint  text        NOT NULL,
  created_at   timestamptz NOT NULL,
  answered_at  timestamptz,
  status       integer,
  headers      text,
  body         text,
  PRIMARY KEY (tenant, key)
);

-- Expired answers are removed by age.
CREATE INDEX idempotency_created_at ON idempotency (created_at);
