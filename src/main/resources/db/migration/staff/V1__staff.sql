-- People, nested groups and who belongs to which. Ids are compared byte by byte (COLLATE "C"), so
-- that their order is the same on every server and in every client.

CREATE TABLE staff (
  tenant      text        NOT NULL,
  id          text        COLLATE "C" NOT NULL,
  name        text        NOT NULL,
  email       text        NOT NULL,
  -- The address in lower case: what makes two addresses the same.
  email_key   text        COLLATE "C" NOT NULL,
  position    text,
  status      text        NOT NULL CHECK (status IN ('ACTIVE', 'INACTIVE')),
  version     bigint      NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant, id),
  -- Deferrable, because it is then checked at the end of a statement: an import may swap addresses.
  CONSTRAINT staff_email UNIQUE (tenant, email_key) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE staff_group (
  tenant           text        NOT NULL,
  id               text        COLLATE "C" NOT NULL,
  name             text        NOT NULL,
  parent_group_id  text        COLLATE "C",
  version          bigint      NOT NULL DEFAULT 1,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant, id),
  CONSTRAINT staff_group_parent FOREIGN KEY (tenant, parent_group_id)
    REFERENCES staff_group (tenant, id)
);

-- Walking down the tree, and refusing to delete a group with children.
CREATE INDEX staff_group_children ON staff_group (tenant, parent_group_id);

CREATE TABLE membership (
  tenant    text NOT NULL,
  group_id  text COLLATE "C" NOT NULL,
  staff_id  text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, group_id, staff_id),
  CONSTRAINT membership_group FOREIGN KEY (tenant, group_id)
    REFERENCES staff_group (tenant, id) ON DELETE CASCADE,
  CONSTRAINT membership_staff FOREIGN KEY (tenant, staff_id)
    REFERENCES staff (tenant, id) ON DELETE CASCADE
);

-- Which groups somebody is in, and the cascade when somebody leaves.
CREATE INDEX membership_by_staff ON membership (tenant, staff_id);
