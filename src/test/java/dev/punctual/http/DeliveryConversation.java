package dev.punctual.http;

import dev.punctual.testkit.Api;

/** Asks every operation of deliveries, on a day of its own. */
final class DeliveryConversation {
  private static final String DRIVERS =
      """
      [{"driver_id":"d1","rules":[{"rule_id":"r1","code":"MAX_WEIGHT","params":{"limit_kg":10}}]},
       {"driver_id":"d2","rules":[{"rule_id":"r2","code":"EXPRESS_ONLY","params":{}}]}]""";

  private final Api api;
  private final ContractCheck check;

  DeliveryConversation(Api api, ContractCheck check) {
    this.api = api;
    this.check = check;
  }

  void hold() {
    check.ask("importDrivers", api.post("/api/v1/drivers/import", DRIVERS), 200);
    check.ask("importDrivers", api.post("/api/v1/drivers/import", "[{}]"), 422);
    String packages = "[" + parcel("p1", 3) + "," + parcel("p2", 30) + "]";
    check.ask("importPackages", api.post("/api/v1/packages/import", packages), 200);
    check.ask("importPackages", api.post("/api/v1/packages/import", "[{}]"), 422);
    check.ask("listDrivers", api.get("/api/v1/drivers?limit=1"), 200);
    check.ask("listPackages", api.get("/api/v1/packages?limit=1"), 200);
    String both = "{\"driver_ids\":[\"d1\",\"d2\"],\"max_per_driver\":1}";
    check.ask("assign", api.post("/assign?explain=true", both), 200);
    check.ask("assign", api.post("/assign", "{\"driver_ids\":[],\"max_per_driver\":0}"), 422);
    check.ask("assignPackages", api.post("/api/v1/deliveries/assign", both), 200);
    check.ask("update", api.post("/update", update("accepted")), 200);
    check.ask("update", api.post("/update", update("accepted")), 409);
    check.ask("updateDelivery", api.post("/api/v1/deliveries/update", update("in_progress")), 200);
    check.ask("updateDelivery", api.post("/api/v1/deliveries/update", update("lost")), 422);
    check.ask("listDeliveries", api.get("/api/v1/deliveries?driver_id=d1"), 200);
    check.ask("listDeliveries", api.get("/api/v1/deliveries?status=lost"), 400);
  }

  private static String parcel(String id, int weight) {
    return """
        {"package_id":"%s","weight_kg":%d,"is_perishable":false,"region":"north","distance_km":5,
         "is_express":false,"is_fragile":false,"hazmat_class":null,"temperature_c":10,
         "delivery_hour":9,"volume_m3":0.5,"destination_address":"1 Depot Road"}"""
        .formatted(id, weight);
  }

  private static String update(String status) {
    return "{\"driver_id\":\"d1\",\"package_id\":\"p1\",\"status\":\"%s\"}".formatted(status);
  }
}
