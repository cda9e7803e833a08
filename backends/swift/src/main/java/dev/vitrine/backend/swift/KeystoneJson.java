package dev.vitrine.backend.swift;

import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What is said to a Keystone, and what its answer says about the object store.
final class KeystoneJson {
  private static final JsonFactory JSON = new JsonFactory();

  /// What a token's document says.
  ///
  /// @param storageUrl the first address that fits; empty when there is none
  /// @param expiresAt empty when it does not say
  /// @param project the id of the one that the token is good for
  record Granted(
      Optional<String> storageUrl, Optional<Instant> expiresAt, Optional<String> project) {}

  private KeystoneJson() {}

  static String login(SwiftAccount.Proof proof) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("auth");
      json.writeObjectPropertyStart("identity");
      json.writeArrayPropertyStart("methods");
      switch (proof) {
        case SwiftAccount.Password password -> {
          json.writeString("password");
          json.writeEndArray();
          writePassword(json, password);
        }
        case SwiftAccount.ApplicationCredential credential -> {
          json.writeString("application_credential");
          json.writeEndArray();
          json.writeObjectPropertyStart("application_credential");
          json.writeStringProperty("id", credential.id());
          json.writeStringProperty("secret", credential.secret());
        }
      }
    } // closes what is open
    return text.toString();
  }

  private static void writePassword(JsonGenerator json, SwiftAccount.Password password) {
    json.writeObjectPropertyStart("password");
    json.writeObjectPropertyStart("user");
    json.writeStringProperty("name", password.user());
    domain(json, password.userDomain());
    json.writeStringProperty("password", password.password());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectPropertyStart("scope");
    json.writeObjectPropertyStart("project");
    json.writeStringProperty("name", password.project());
    domain(json, password.projectDomain());
  }

  private static void domain(JsonGenerator json, SwiftAccount.Domain domain) {
    json.writeObjectPropertyStart("domain");
    json.writeStringProperty(domain.byName() ? "name" : "id", domain.value());
    json.writeEndObject();
  }

  /// Empty when the document makes no sense.
  static Optional<Granted> granted(byte[] document, SwiftEndpoint wanted) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), document)) {
      String url = null;
      Instant expiresAt = null;
      String project = null;
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.PROPERTY_NAME) {
          switch (json.currentName()) {
            case "catalog" -> {
              json.nextToken();
              url = readCatalogue(json, wanted);
            }
            case "expires_at" -> {
              json.nextToken();
              expiresAt = Instant.parse(json.getString());
            }
            case "project" -> {
              project = json.nextToken() == JsonToken.START_OBJECT ? readId(json) : null;
            }
            default -> {}
          }
        }
      }
      return Optional.of(
          new Granted(
              Optional.ofNullable(url),
              Optional.ofNullable(expiresAt),
              Optional.ofNullable(project)));
    } catch (JacksonException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String readId(JsonParser json) {
    String id = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean wanted = json.currentName().equals("id");
      json.nextToken();
      if (wanted) {
        id = json.getString();
      } else {
        json.skipChildren();
      }
    }
    return id;
  }

  /// A service's type may come after its endpoints.
  private static @Nullable String readCatalogue(JsonParser json, SwiftEndpoint wanted) {
    String found = null;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String type = "";
      String url = null;
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("type")) {
          type = json.getString();
        } else if (name.equals("endpoints") && value == JsonToken.START_ARRAY) {
          url = readEndpoints(json, wanted);
        } else {
          json.skipChildren();
        }
      }
      if (type.equals(wanted.serviceType()) && found == null) {
        found = url;
      }
    }
    return found;
  }

  private static @Nullable String readEndpoints(JsonParser json, SwiftEndpoint wanted) {
    String fitting = null;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String itsInterface = "";
      String itsRegion = "";
      String url = null;
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "interface" -> itsInterface = json.getString();
          case "region_id" -> itsRegion = json.getString();
          case "url" -> url = json.getString();
          default -> json.skipChildren();
        }
      }
      boolean fits =
          itsInterface.equals(wanted.endpointInterface())
              && wanted.region().map(itsRegion::equals).orElse(true);
      if (fits && fitting == null) {
        fitting = url;
      }
    }
    return fitting;
  }
}
