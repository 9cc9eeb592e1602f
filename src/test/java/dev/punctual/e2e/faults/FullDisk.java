package dev.punctual.e2e.faults;

import dev.punctual.testkit.SmallDisk;
import dev.punctual.testkit.TestDatabase;
import java.util.Optional;

/** The database finds no room for what is to be stored. */
interface FullDisk {
  void fill();

  void free();

  /** The disk itself where there is one to fill; what the database says of it anywhere else. */
  static FullDisk of(Optional<SmallDisk> disk, TestDatabase database) {
    return disk.<FullDisk>map(Filled::new).orElseGet(() -> new Refusing(database));
  }

  /** A real disk. */
  record Filled(SmallDisk disk) implements FullDisk {
    @Override
    public void fill() {
      disk.fill();
    }

    @Override
    public void free() {
      disk.free();
    }
  }

  /** Every table that grows refuses to, with PostgreSQL's own code (53100). */
  record Refusing(TestDatabase database) implements FullDisk {
    private static final String TABLES = "ARRAY['occurrence', 'event_active', 'hook_key']";

    @Override
    public void fill() {
      database.execute(
          """
          CREATE FUNCTION trigger.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            RAISE EXCEPTION 'could not extend file: No space left on device'
              USING ERRCODE = 'disk_full';
          END $$;
          """);
      eachTable(
          "CREATE TRIGGER full_disk BEFORE INSERT ON trigger.%I EXECUTE FUNCTION"
              + " trigger.full_disk()");
    }

    @Override
    public void free() {
      database.execute("DROP FUNCTION trigger.full_disk() CASCADE");
    }

    private void eachTable(String statement) {
      database.execute(
          """
          DO $$
          DECLARE name text;
          BEGIN
            FOREACH name IN ARRAY %s LOOP
              EXECUTE format('%s', name);
            END LOOP;
          END $$
          """
              .formatted(TABLES, statement));
    }
  }
}
