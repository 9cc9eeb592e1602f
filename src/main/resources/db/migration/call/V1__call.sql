-- Calls that are planned. Names and phone numbers are personal health data: they are in sealed
-- columns only, encrypted by the node (AES-256-GCM) before they come here.

CREATE TABLE call_policy (
  tenant          text        NOT NULL,
  customer        text        COLLATE "C" NOT NULL,
  -- JSON.
  policy          text        NOT NULL,
  -- What calls to the policy's endpoint are signed with.
  signing_secret  text,
  updated_at      timestamptz NOT NULL,
  PRIMARY KEY (tenant, customer)
);

-- Rises with every change of what a customer has planned: a plan that was made next to another
-- state is refused and made again, so that all share the capacity.
CREATE TABLE agenda (
  tenant    text    NOT NULL,
  customer  text    COLLATE "C" NOT NULL,
  number    bigint  NOT NULL,
  PRIMARY KEY (tenant, customer)
) WITH (fillfactor = 50);

CREATE TABLE batch (
  tenant           text        NOT NULL,
  id               uuid        NOT NULL,
  -- Whether all of its calls have their triggers. Nobody is told of a batch before.
  placed           boolean     NOT NULL,
  idempotency_key  text,
  -- Sealed: what was answered to the key, and to what.
  answer           bytea,
  created_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE UNIQUE INDEX batch_key ON batch (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX batch_unplaced ON batch (created_at) WHERE NOT placed;
CREATE INDEX batch_created_at ON batch (created_at);

CREATE TABLE call (
  tenant      text        NOT NULL,
  -- Also its trigger's.
  id          uuid        NOT NULL,
  customer    text        COLLATE "C" NOT NULL,
  batch       uuid        NOT NULL,
  -- Sealed: the name and the number.
  person      bytea       NOT NULL,
  zones       text[]      NOT NULL,
  scheduled   timestamptz NOT NULL,
  status      text        NOT NULL CHECK (status IN ('scheduled', 'rolled_over')),
  reason      text,
  -- What its trigger has yet to follow.
  change      text        CHECK (change IN ('moved', 'cancelled')),
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE INDEX call_planned ON call (tenant, customer, scheduled);
-- What has aged, whoever's it is.
CREATE INDEX call_scheduled ON call (scheduled);
CREATE INDEX call_changed ON call (change) WHERE change IS NOT NULL;
