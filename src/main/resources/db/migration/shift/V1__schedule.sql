-- A schedule is a job first and a roster later. The row is the queue: a node claims a job by
-- writing its name and the end of its lease; the attempt number fences a node that overslept.

CREATE TABLE schedule (
  tenant             text        NOT NULL,
  id                 text        COLLATE "C" NOT NULL,
  staff_group_id     text        NOT NULL,
  period_begin_date  date        NOT NULL,
  status             text        NOT NULL
    CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
  created_at         timestamptz NOT NULL,
  started_at         timestamptz,
  finished_at        timestamptz,
  failure_code       text,
  failure_detail     text,
  -- Not to be claimed before this instant: a job that waits for the Data Service.
  due_at             timestamptz NOT NULL,
  attempt            integer     NOT NULL DEFAULT 0,
  lease_owner        text,
  lease_until        timestamptz,
  PRIMARY KEY (tenant, id)
);

-- The queue itself: small, whatever the history.
CREATE INDEX schedule_queue ON schedule (due_at) WHERE status IN ('PENDING', 'PROCESSING');

-- Newest first, as lists are read.
CREATE INDEX schedule_newest ON schedule (tenant, created_at DESC, id DESC);

CREATE TABLE assignment (
  tenant       text NOT NULL,
  schedule_id  text COLLATE "C" NOT NULL,
  staff_id     text COLLATE "C" NOT NULL,
  date         date NOT NULL,
  -- MORNING, EVENING or DAY_OFF by its initial.
  shift        "char" NOT NULL CHECK (shift IN ('M', 'E', 'D')),
  PRIMARY KEY (tenant, schedule_id, staff_id, date)
);
