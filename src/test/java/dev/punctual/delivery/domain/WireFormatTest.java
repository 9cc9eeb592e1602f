package dev.punctual.delivery.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.punctual.bus.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The day's lists are written as they are read: values and contract have the same names. */
class WireFormatTest {

  @Test
  void aPackageReadsAsItIsWritten() throws JsonProcessingException {
    String json =
        "{\"package_id\":\"p1\",\"weight_kg\":3.84,\"is_perishable\":true,\"region\":\"west\","
            + "\"distance_km\":97.65,\"is_express\":true,\"is_fragile\":false,\"hazmat_class\":3,"
            + "\"temperature_c\":-0.85,\"delivery_hour\":4,\"volume_m3\":0.5,"
            + "\"destination_address\":\"1 Main Street\"}";
    Parcel parcel =
        new Parcel(
            "p1",
            3.84,
            true,
            "west",
            97.65,
            true,
            false,
            OptionalInt.of(3),
            -0.85,
            4,
            0.5,
            Optional.of("1 Main Street"));

    assertThat(Json.MAPPER.readValue(json, Parcel.class)).isEqualTo(parcel);
    assertThat(Json.MAPPER.writeValueAsString(parcel)).isEqualTo(json);
  }

  @Test
  void whatIsLeftOutOrNullIsAbsent() throws JsonProcessingException {
    String json =
        "{\"package_id\":\"p1\",\"weight_kg\":1,\"is_perishable\":false,\"region\":\"west\","
            + "\"distance_km\":1,\"is_express\":false,\"is_fragile\":false,\"hazmat_class\":null,"
            + "\"temperature_c\":1,\"delivery_hour\":4,\"volume_m3\":0.5}";

    Parcel parcel = Json.MAPPER.readValue(json, Parcel.class);

    assertThat(parcel.hazmatClass()).isEmpty();
    assertThat(parcel.destinationAddress()).isEmpty();
  }

  @Test
  void aDriverReadsAsItIsWritten() throws JsonProcessingException {
    String json =
        "{\"driver_id\":\"d1\",\"rules\":[{\"rule_id\":\"r1\",\"code\":\"REGION_ONLY\","
            + "\"params\":{\"allowed_regions\":[\"west\",\"south\"]}}]}";
    Driver driver =
        new Driver(
            "d1",
            List.of(
                new DriverRule(
                    "r1", "REGION_ONLY", Map.of("allowed_regions", List.of("west", "south")))));

    assertThat(Json.MAPPER.readValue(json, Driver.class)).isEqualTo(driver);
    assertThat(Json.MAPPER.writeValueAsString(driver)).isEqualTo(json);
  }
}
