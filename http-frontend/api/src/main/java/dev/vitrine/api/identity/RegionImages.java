package dev.vitrine.api.identity;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.FetchRequest;
import dev.vitrine.fetch.Fetched;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.images.RemoteImages;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Images of the regions that the caller's catalog names, asked for with the caller's token. The
/// endpoints are fetched from as whatever callers name: only where imports may fetch from.
/// Thread-safe.
public final class RegionImages implements RemoteImages {
  private static final int MOST_RECORD_BYTES = 4 << 20;

  /// What a record has besides custom properties.
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "id",
          "name",
          "status",
          "visibility",
          "protected",
          "os_hidden",
          "owner",
          "checksum",
          "container_format",
          "disk_format",
          "min_disk",
          "min_ram",
          "size",
          "virtual_size",
          "self",
          "file",
          "schema",
          "created_at",
          "updated_at",
          "tags",
          "stores",
          "direct_url",
          "locations",
          "os_hash_algo",
          "os_hash_value");

  private final CallerEndpoints endpoints;
  private final GuardedClient records;
  private final GuardedClient data;

  /// Takes over none of them.
  ///
  /// @param records what asks for records, which come within a request's time
  /// @param data what asks for data, which may take as long as imports may
  public RegionImages(CallerEndpoints endpoints, GuardedClient records, GuardedClient data) {
    this.endpoints = endpoints;
    this.records = records;
    this.data = data;
  }

  @Override
  public Remote find(Proof proof, ImportSource.Region wanted) throws Refusal, InterruptedException {
    String token = proof.token();
    if (token == null) {
      throw new Refusal.Unavailable(
          "The token that the other region is asked with is not known any more; import again.");
    }
    FetchRequest image =
        FetchRequest.get(endpoint(proof, wanted) + "/v2/images/" + wanted.imageId())
            .withToken(token);
    Json record;
    try (Fetched answer = ask(records, image, wanted)) {
      record = new Json(JsonReader.parse(answer.body().readNBytes(MOST_RECORD_BYTES)));
    } catch (IOException | MalformedJson e) {
      throw new Refusal.Unavailable("Region " + wanted.name() + " gives no sensible answer.");
    }
    FetchRequest file = FetchRequest.get(image.address() + "/file").withToken(token);
    return new Remote(
        String.valueOf(record.at("status").text()),
        record.at("disk_format").text(),
        record.at("container_format").text(),
        record.at("size").integer(),
        properties(record),
        () -> ask(data, file, wanted));
  }

  private String endpoint(Proof proof, ImportSource.Region wanted)
      throws Refusal, InterruptedException {
    try {
      URI url =
          endpoints
              .find(
                  proof,
                  new CallerEndpoints.Wanted("image", wanted.endpointInterface(), wanted.name()))
              .orElseThrow(() ->
                  new Refusal.Invalid(
                      "The catalog has no image service in region %s, interface %s."
                          .formatted(wanted.name(), wanted.endpointInterface())));
      String text = url.toString();
      return text.endsWith("/v2") ? text.substring(0, text.length() - "/v2".length()) : text;
    } catch (AuthorityUnavailable e) {
      throw new Refusal.Unavailable("The catalog cannot be asked for at present.");
    }
  }

  private static Fetched ask(GuardedClient client, FetchRequest request, ImportSource.Region wanted)
      throws Refusal, InterruptedException {
    Fetched answer;
    try {
      answer = client.ask(request);
    } catch (FetchException e) {
      throw new Refusal.Invalid("Region " + wanted.name() + ": " + e.getMessage());
    }
    if (answer.status() == 200) {
      return answer;
    }
    answer.close();
    throw new Refusal.Invalid(
        "Region %s answers %d when asked for image %s."
            .formatted(wanted.name(), answer.status(), wanted.imageId()));
  }

  private static SequencedMap<String, String> properties(Json record) {
    SequencedMap<String, String> properties = new LinkedHashMap<>();
    if (record.value() instanceof JsonObject object) {
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        if (member.getValue() instanceof JsonText(String text)
            && !ATTRIBUTES.contains(member.getKey())) {
          properties.put(member.getKey(), text);
        }
      }
    }
    return properties;
  }
}
