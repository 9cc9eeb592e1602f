-- Triggers, the occurrences that are planned or under way, and the log of those that ended.

CREATE TABLE definition (
  tenant                text        NOT NULL,
  id                    text        COLLATE "C" NOT NULL,
  kind                  text        NOT NULL CHECK (kind IN ('scheduled', 'api')),
  name                  text        NOT NULL,
  enabled               boolean     NOT NULL,
  labels                jsonb       NOT NULL,
  -- The whole definition as JSON; the columns above repeat what lists filter by.
  spec                  text        NOT NULL,
  -- The secret part of a webhook's address.
  hook_token            text        COLLATE "C",
  -- What calls are signed with. After a rotation both sign for a while.
  signing_secret        text,
  previous_secret       text,
  previous_secret_until timestamptz,
  version               bigint      NOT NULL DEFAULT 1,
  created_at            timestamptz NOT NULL,
  updated_at            timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE UNIQUE INDEX definition_hook ON definition (hook_token) WHERE hook_token IS NOT NULL;
CREATE INDEX definition_labels ON definition USING gin (labels jsonb_path_ops);

-- How far a scheduled trigger is planned: a narrow row, because it is rewritten with every firing.
-- next_at is the first instant that has no occurrence yet; null: nothing to plan (paused, ended).
CREATE TABLE cursor (
  tenant      text        NOT NULL,
  trigger_id  text        COLLATE "C" NOT NULL,
  shard       smallint    NOT NULL,
  version     bigint      NOT NULL,
  next_at     timestamptz,
  PRIMARY KEY (tenant, trigger_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- The planner looks only a few seconds ahead: few rows, whoever owns them.
CREATE INDEX cursor_due ON cursor (next_at) WHERE next_at IS NOT NULL;

-- Who plans and times which triggers. The epoch rises with every change of owner: a write that
-- carries an older one writes nothing. Leases run on this server's clock.
CREATE TABLE shard (
  shard         smallint    PRIMARY KEY,
  owner         text,
  epoch         bigint      NOT NULL DEFAULT 0,
  lease_until   timestamptz,
  -- When the owner was last known to be alive: what was due before was handed off by it.
  heartbeat_at  timestamptz
) WITH (fillfactor = 50);

INSERT INTO shard (shard) SELECT generate_series(0, 63);

-- The nodes that could own shards: each takes its fair part.
CREATE TABLE node (
  id           text        COLLATE "C" PRIMARY KEY,
  lease_until  timestamptz NOT NULL
);

-- Occurrences that are planned or under way. Whoever logs an occurrence deletes its row in the same
-- statement: a row can be deleted once, so an occurrence is logged once.
CREATE TABLE occurrence (
  id               uuid        PRIMARY KEY,
  tenant           text        NOT NULL,
  -- Null: the test run of a definition that is not stored.
  trigger_id       text        COLLATE "C",
  trigger_kind     text        NOT NULL,
  shard            smallint    NOT NULL,
  -- The definition's version that planned it.
  version          bigint      NOT NULL,
  source           text        NOT NULL,
  scheduled_for    timestamptz NOT NULL,
  -- Null: the definition's own.
  payload          text,
  -- The definition, where it is not stored.
  definition       text,
  note             text,
  -- Whether the shard's present owner knows of it.
  loaded           boolean     NOT NULL,
  -- Noted only of runs that take their time.
  fired_at         timestamptz,
  attempts         smallint    NOT NULL DEFAULT 0,
  attempt_log      text,
  next_attempt_at  timestamptz
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX occurrence_unloaded ON occurrence (shard) WHERE NOT loaded;
CREATE INDEX occurrence_running ON occurrence (tenant, fired_at DESC, id DESC)
  WHERE fired_at IS NOT NULL;
CREATE INDEX occurrence_planned ON occurrence (tenant, trigger_id, scheduled_for)
  WHERE source = 'scheduled';

-- What an Idempotency-Key of a webhook became.
CREATE TABLE hook_key (
  tenant       text        NOT NULL,
  trigger_id   text        COLLATE "C" NOT NULL,
  key          text        NOT NULL,
  fingerprint  text        NOT NULL,
  event_id     uuid        NOT NULL,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant, trigger_id, key)
);

CREATE INDEX hook_key_created_at ON hook_key (created_at);

CREATE TABLE counter (
  tenant      text        NOT NULL,
  name        text        COLLATE "C" NOT NULL,
  value       bigint      NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant, name)
) WITH (fillfactor = 50);

-- The log. A row lies in the partition of the instant it was logged at, which is never in the past:
-- so a partition is complete when its time is over, and ages as a whole. It moves from one parent
-- to the other and is dropped; no row of the log is ever copied or deleted.
CREATE TABLE event_active (
  id             uuid        NOT NULL,
  tenant         text        NOT NULL,
  trigger_id     text        COLLATE "C",
  trigger_kind   text        NOT NULL,
  source         text        NOT NULL,
  status         text        NOT NULL,
  scheduled_for  timestamptz NOT NULL,
  fired_at       timestamptz NOT NULL,
  finished_at    timestamptz NOT NULL,
  logged_at      timestamptz NOT NULL,
  attempts       smallint    NOT NULL,
  -- JSON texts, given back as they came.
  payload        text,
  result         text,
  note           text,
  -- Null where the only attempt succeeded and called nobody: it says no more than the event.
  attempt_log    text,
  PRIMARY KEY (id, logged_at)
) PARTITION BY RANGE (logged_at);

CREATE INDEX event_active_newest ON event_active (tenant, fired_at DESC, id DESC);
CREATE INDEX event_active_by_trigger ON event_active (tenant, trigger_id, fired_at DESC, id DESC);
-- Most events are scheduled successes: the others are found by indexes that hold only them.
CREATE INDEX event_active_by_status ON event_active (tenant, status, fired_at DESC, id DESC)
  WHERE status <> 'success';
CREATE INDEX event_active_by_source ON event_active (tenant, source, fired_at DESC, id DESC)
  WHERE source <> 'scheduled';
-- In the order of logging. No block range index: what was added since the last vacuum is not in
-- one, and that is what a tail reads.
CREATE INDEX event_active_logged ON event_active (tenant, logged_at, id);

CREATE TABLE event_archive (LIKE event_active INCLUDING ALL) PARTITION BY RANGE (logged_at);

-- The log as a whole, wherever a partition is just now.
CREATE VIEW event AS SELECT * FROM event_active UNION ALL SELECT * FROM event_archive;

-- What the log adds up to, kept beside it so that a count does not scan it: one row a trigger,
-- half hour and status, for everything that was logged before rolled_up_until.
CREATE TABLE tally (
  tenant      text        NOT NULL,
  trigger_id  text        COLLATE "C" NOT NULL,
  -- See tally_bucket.
  bucket      timestamptz NOT NULL,
  status      text        NOT NULL,
  count       bigint      NOT NULL,
  -- Events by lateness and by latency: see Histogram.
  lateness    bigint[]    NOT NULL,
  latency     bigint[]    NOT NULL,
  PRIMARY KEY (tenant, trigger_id, bucket, status)
) WITH (fillfactor = 70);

CREATE INDEX tally_bucket ON tally (bucket);

-- The same of all triggers and tenants, of events without a trigger too.
CREATE TABLE tally_total (
  bucket  timestamptz PRIMARY KEY,
  count   bigint      NOT NULL
);

CREATE TABLE tally_progress (
  single           boolean     PRIMARY KEY DEFAULT true CHECK (single),
  rolled_up_until  timestamptz NOT NULL
);

INSERT INTO tally_progress (rolled_up_until) VALUES ('2000-01-01T00:00:00Z');

-- The half hour an instant lies in: its begin, and its end.
CREATE FUNCTION tally_bucket(instant timestamptz) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN date_bin(interval '30 minutes', instant, timestamptz '2000-01-01T00:00:00Z');

CREATE FUNCTION tally_bucket_end(instant timestamptz) RETURNS timestamptz
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN tally_bucket(instant) + interval '30 minutes';

-- The bin of a histogram that a duration belongs to, counted from 0: see Histogram.
CREATE FUNCTION histogram_bin(duration interval) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN width_bucket(duration, '{1 ms, 2 ms, 5 ms, 10 ms, 20 ms, 50 ms, 100 ms, 200 ms, 500 ms,
    1 s, 2 s, 5 s, 10 s, 30 s, 1 min, 5 min, 30 min, 1 h}'::interval[]);

CREATE FUNCTION histogram_add(bins bigint[], bin integer, n bigint) RETURNS bigint[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN bins[:bin] || (bins[bin + 1] + n) || bins[bin + 2:];

-- The histogram of so many durations a bin.
CREATE AGGREGATE histogram(bin integer, n bigint) (
  SFUNC = histogram_add,
  STYPE = bigint[],
  INITCOND = '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}'
);

-- Adds two histograms, bin by bin.
CREATE FUNCTION add_bins(a bigint[], b bigint[]) RETURNS bigint[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT array_agg(COALESCE(x, 0) + COALESCE(y, 0) ORDER BY n)
        FROM unnest(a, b) WITH ORDINALITY AS t(x, y, n) $$;
