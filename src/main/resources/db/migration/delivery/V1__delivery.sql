-- The day's lists, as the last import left them.

CREATE TABLE driver (
  tenant     text  NOT NULL,
  driver_id  text  COLLATE "C" NOT NULL,
  -- An array of {rule_id, code, params}, checked when it was imported.
  rules      jsonb NOT NULL,
  PRIMARY KEY (tenant, driver_id)
);

CREATE TABLE package (
  tenant               text             NOT NULL,
  package_id           text             COLLATE "C" NOT NULL,
  weight_kg            double precision NOT NULL,
  is_perishable        boolean          NOT NULL,
  region               text             NOT NULL,
  distance_km          double precision NOT NULL,
  is_express           boolean          NOT NULL,
  is_fragile           boolean          NOT NULL,
  hazmat_class         integer,
  temperature_c        double precision NOT NULL,
  delivery_hour        integer          NOT NULL,
  volume_m3            double precision NOT NULL,
  destination_address  text,
  PRIMARY KEY (tenant, package_id)
);

-- How many rounds of assignments a tenant has had. A round is stored only if nobody else's came
-- between it and what it was computed from.
CREATE TABLE round (
  tenant  text   PRIMARY KEY,
  number  bigint NOT NULL
);

-- Outlives the day: what became of every package. Carries what the driver needs to know, because
-- the lists that it was made from are replaced.
CREATE TABLE assignment (
  tenant               text             NOT NULL,
  driver_id            text             COLLATE "C" NOT NULL,
  package_id           text             COLLATE "C" NOT NULL,
  status               text             NOT NULL
    CHECK (status IN ('assigned', 'accepted', 'in_progress', 'delivered', 'failed_to_deliver')),
  destination_address  text,
  weight_kg            double precision NOT NULL,
  volume_m3            double precision NOT NULL,
  assigned_at          timestamptz      NOT NULL,
  updated_at           timestamptz      NOT NULL,
  PRIMARY KEY (tenant, driver_id, package_id)
);

-- The rounds alone keep a package from going out twice; this holds even if they had a fault.
CREATE UNIQUE INDEX assignment_out ON assignment (tenant, package_id)
  WHERE status <> 'failed_to_deliver';

CREATE INDEX assignment_status ON assignment (tenant, status, driver_id, package_id);
