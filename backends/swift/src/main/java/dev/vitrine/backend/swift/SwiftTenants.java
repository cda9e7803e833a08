package dev.vitrine.backend.swift;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.swift.SwiftClient.Target;
import dev.vitrine.backend.wire.Wire;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The accounts of a cloud's projects, each entered in somebody's name. Thread-safe.
///
/// A token goes nowhere but where a Keystone says that Swift is: the servers that its catalogues
/// name are remembered, and of a place elsewhere the actor's own catalogue is asked first.
public final class SwiftTenants implements AutoCloseable {
  static final String NO_SERVICE =
      "there is no caller to do it for, and no account of the service's own to do it with:"
          + " swift_store_auth_address, swift_store_user and swift_store_key name one, with the"
          + " role ResellerAdmin";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final CallerAccounts callers;
  private final Optional<SwiftAccount.Keystone> service;
  private final Optional<SwiftLogin> login;
  private final boolean goesOn;
  private final SwiftEndpoint endpoint;
  private final Wire wire;
  private final Set<String> servers = ConcurrentHashMap.newKeySet();

  /// Asks nobody yet.
  ///
  /// @param service who does what no caller stands behind: one that may do everything in every
  ///   account; empty for nobody
  /// @param goesOn whether the service's account goes on for a caller whose token runs out
  public SwiftTenants(
      CallerAccounts callers,
      Optional<SwiftAccount.Keystone> service,
      boolean goesOn,
      SwiftEndpoint endpoint,
      ClientTls tls,
      WireLimits limits,
      InstantSource clock) {
    this.callers = callers;
    this.service = service;
    this.goesOn = goesOn;
    this.endpoint = endpoint;
    this.wire = new Wire(tls, limits);
    this.login = service.map(account -> new SwiftLogin(account, endpoint, wire, clock));
  }

  /// The account that an image of the actor's goes to: the caller's or, when the service writes it,
  /// the owner's.
  URI accountOf(Actor actor, Optional<String> owner)
      throws ImageStoreException, InterruptedException {
    return switch (actor) {
      case Actor.Caller(String token) -> accountOf(token);
      case Actor.Service() -> accountOf(owner);
    };
  }

  private URI accountOf(String token) throws ImageStoreException, InterruptedException {
    try {
      Optional<URI> account =
          endpoint.address().isPresent()
              ? endpoint.address().map(URI::create)
              : callers.find(token);
      return known(
          account.orElseThrow(() ->
              new ImageStoreException.Denied("the caller's catalogue has no object store", null)));
    } catch (ImageStoreException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new ImageStoreException.Unavailable(
          "looking for the caller's account: " + e.getMessage(), RETRY_AFTER, e);
    }
  }

  /// As the service's own account, with another project's id.
  private URI accountOf(Optional<String> owner) throws ImageStoreException, InterruptedException {
    SwiftSession own = serviceSession();
    String address = own.storageUrl().toString();
    String project = own.project().orElse("");
    if (owner.isEmpty() || project.isEmpty() || !address.endsWith(project)) {
      throw new ImageStoreException.Unidentified(
          "nothing says whose account the image is to lie in: there is no caller, and "
              + (owner.isEmpty() ? "no owner" : address + " does not end in a project's id"),
          null);
    }
    if (!SwiftTenantStore.isProject(owner.get())) {
      throw new ImageStoreException.Denied("no project has the name of the image's owner", null);
    }
    return URI.create(address.substring(0, address.length() - project.length()) + owner.get());
  }

  private SwiftSession serviceSession() throws ImageStoreException, InterruptedException {
    try {
      if (login.isEmpty()) {
        throw new NobodyToActFor(NO_SERVICE);
      }
      SwiftSession session = login.get().session();
      known(session.storageUrl());
      return session;
    } catch (IOException e) {
      throw SwiftFailures.ofImage("entering an account", e);
    }
  }

  private URI known(URI account) {
    servers.add(server(account));
    return account;
  }

  private static String server(URI account) {
    return account.getScheme() + "://" + account.getAuthority();
  }

  /// The account's objects as the actor may use them.
  SwiftObjects in(URI account, Actor actor) throws ImageStoreException, InterruptedException {
    if (!servers.contains(server(account))) {
      var _ =
          switch (actor) {
            case Actor.Caller(String token) -> accountOf(token);
            case Actor.Service() -> serviceSession().storageUrl();
          };
    }
    if (!servers.contains(server(account))) {
      throw new ImageStoreException.Denied(
          "Keystone's catalogue knows no object store at " + server(account), null);
    }
    boolean own = goesOn || actor instanceof Actor.Service;
    SwiftSessions sessions =
        new ActorSessions(account, actor, own ? login : Optional.<SwiftLogin>empty());
    return new SwiftObjects(new SwiftClient(account.toString(), sessions, wire), true);
  }

  /// Whether there is an account of the service's own.
  boolean hasService() {
    return login.isPresent();
  }

  /// Logs in and looks whether Swift answers, where there is an account to do it with; else only
  /// whether the servers answer that are known by now.
  Health health(String container) {
    return Health.of(() -> {
      if (login.isPresent()) {
        SwiftObjects own = in(serviceSession().storageUrl(), new Actor.Service());
        int status = own.statusOf(Target.of(container));
        return status / 100 == 2 || status == 404
            ? new Health.Up()
            : new Health.Down("as " + service.orElseThrow() + ": " + status);
      }
      for (String server : servers) {
        var _ = wire.ask(HttpRequest.newBuilder(URI.create(server)).build(), 1 << 16);
      }
      return new Health.Up();
    });
  }

  @Override
  public void close() {
    wire.close();
  }
}
