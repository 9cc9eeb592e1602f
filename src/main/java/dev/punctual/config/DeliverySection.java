package dev.punctual.config;

import java.util.Locale;

/** Reads the section {@code delivery}. */
final class DeliverySection {
  private DeliverySection() {}

  static Config.Delivery read(ConfigNode node) {
    return new Config.Delivery(
        node.at("parallel_assignments").integer(1, 64),
        store(node.at("store")),
        dynamoDb(node.at("dynamodb")),
        auditBucket(node.at("audit").at("s3")));
  }

  private static Config.Delivery.Store store(ConfigNode node) {
    return switch (node.text().toLowerCase(Locale.ROOT)) {
      case "postgres" -> Config.Delivery.Store.POSTGRES;
      case "dynamodb" -> Config.Delivery.Store.DYNAMODB;
      default -> throw node.wrong("postgres or dynamodb");
    };
  }

  private static Config.Delivery.DynamoDb dynamoDb(ConfigNode node) {
    Config.Delivery.DynamoDb dynamoDb =
        new Config.Delivery.DynamoDb(
            node.at("region").optionalText(),
            node.at("endpoint").url("http", "https"),
            node.at("table").text(),
            node.at("create_table").flag(),
            node.at("attempt_timeout").duration(),
            node.at("time_limit").duration());
    if (dynamoDb.timeLimit().compareTo(dynamoDb.attemptTimeout()) < 0) {
      throw node.at("time_limit").wrong("at least delivery.dynamodb.attempt_timeout");
    }
    return dynamoDb;
  }

  private static Config.Delivery.AuditBucket auditBucket(ConfigNode node) {
    return new Config.Delivery.AuditBucket(
        node.at("bucket").optionalText(),
        node.at("region").optionalText(),
        node.at("endpoint").url("http", "https"),
        node.at("prefix").text(),
        node.at("flush_interval").duration(),
        node.at("queue_limit").integer(1_000, 10_000_000));
  }
}
