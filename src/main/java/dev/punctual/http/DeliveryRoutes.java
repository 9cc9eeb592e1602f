package dev.punctual.http;

import dev.punctual.bus.Bus;
import dev.punctual.delivery.api.DeliveryApi;
import dev.punctual.delivery.api.DeliveryApi.AssignPackages;
import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.api.DeliveryApi.ListDay;
import dev.punctual.delivery.api.DeliveryApi.ListDeliveries;
import dev.punctual.delivery.api.DeliveryApi.Position;
import dev.punctual.delivery.domain.DeliveryStatus;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.delivery.domain.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The day's lists, {@code /assign}, {@code /update} and {@code /api/v1/deliveries}. */
final class DeliveryRoutes implements Routes {
  private final Vertx vertx;
  private final Bus bus;

  DeliveryRoutes(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "listDrivers", this::drivers,
        "listPackages", this::packages,
        "assignPackages", this::assign,
        "updateDelivery", this::update,
        "listDeliveries", this::deliveries);
  }

  private Future<ApiResponse> drivers(ApiRequest request) {
    return bus.request(DeliveryApi.LIST_DRIVERS, day(request))
        .map(
            found ->
                Page.of(found.drivers(), request.limit(), Driver::driverId, Function.identity()))
        .map(page -> ApiResponse.json(200, page));
  }

  private Future<ApiResponse> packages(ApiRequest request) {
    return bus.request(DeliveryApi.LIST_PACKAGES, day(request))
        .map(
            found ->
                Page.of(found.packages(), request.limit(), Parcel::packageId, Function.identity()))
        .map(page -> ApiResponse.json(200, page));
  }

  private static ListDay day(ApiRequest request) {
    return new ListDay(request.tenant(), request.cursor(), request.limit() + 1);
  }

  /** The answer may name a hundred thousand packages, so it is not written on the event loop. */
  private Future<ApiResponse> assign(ApiRequest request) {
    List<String> driverIds = new ArrayList<>();
    request.json().path("driver_ids").forEach(id -> driverIds.add(id.asText()));
    AssignPackages command =
        new AssignPackages(
            request.tenant(),
            driverIds,
            request.json().path("max_per_driver").asInt(),
            request.flag("explain"));
    return bus.request(DeliveryApi.ASSIGN, command)
        .compose(
            result ->
                vertx.executeBlocking(
                    () -> ApiResponse.json(200, DeliveryViews.view(result)), false));
  }

  private Future<ApiResponse> update(ApiRequest request) {
    ChangeStatus command =
        new ChangeStatus(
            request.tenant(),
            request.json().path("driver_id").asText(),
            request.json().path("package_id").asText(),
            status(request.json().path("status").asText()));
    return bus.request(DeliveryApi.CHANGE_STATUS, command)
        .map(delivery -> ApiResponse.json(200, DeliveryViews.view(delivery)));
  }

  private Future<ApiResponse> deliveries(ApiRequest request) {
    ListDeliveries query =
        new ListDeliveries(
            request.tenant(),
            request.find("driver_id"),
            request.find("status").map(DeliveryRoutes::status),
            request.cursor().map(DeliveryRoutes::position),
            request.limit() + 1);
    return bus.request(DeliveryApi.LIST_DELIVERIES, query)
        .map(
            found ->
                Page.of(
                    found.deliveries(),
                    request.limit(),
                    delivery -> delivery.driverId() + " " + delivery.packageId(),
                    DeliveryViews::view))
        .map(page -> ApiResponse.json(200, page));
  }

  private static DeliveryStatus status(String label) {
    return DeliveryStatus.of(label)
        .orElseThrow(() -> new IllegalStateException("the contract lets no other status in"));
  }

  private static Position position(String cursor) {
    String[] parts = cursor.split(" ", 2);
    if (parts.length < 2) {
      throw Cursor.unknown();
    }
    return new Position(parts[0], parts[1]);
  }
}
