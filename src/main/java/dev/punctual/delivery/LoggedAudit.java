package dev.punctual.delivery;

import io.vertx.core.WorkerExecutor;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operational log as lines of the node's own log, under a name of its own. */
final class LoggedAudit implements AuditLog {
  static final String LOGGER = "dev.punctual.delivery.audit";
  private static final Logger LOG = LoggerFactory.getLogger(LoggedAudit.class);
  private static final Logger AUDIT = LoggerFactory.getLogger(LOGGER);

  private final WorkerExecutor writer;

  /**
   * Writes on another thread.
   *
   * @param writer with one thread, so that lines stay in their order
   */
  LoggedAudit(WorkerExecutor writer) {
    this.writer = writer;
  }

  @Override
  public void append(List<AuditRecord> records) {
    writer
        .executeBlocking(
            () -> {
              records.forEach(record -> AUDIT.info(AuditLine.of(record)));
              return records.size();
            })
        .onFailure(failure -> LOG.error("Records of the operational log are lost", failure));
  }
}
