package dev.vitrine.backend.swift;

import java.net.URI;

/// Whose containers they are, and how that is proved. Never prints its secrets.
public sealed interface SwiftAccount {

  /// Where sessions are got.
  URI authUrl();

  /// Who logs in, in the form `project:user`; of an application credential, its id.
  String user();

  /// Swift's own way to log in, version 1: the account's address is in the answer.
  record Simple(URI authUrl, String user, String key) implements SwiftAccount {
    @Override
    public String toString() {
      return user + " at " + authUrl;
    }
  }

  /// By a Keystone, version 3: the account's address is in its catalogue.
  ///
  /// @param authUrl of Keystone, with or without `/v3`
  record Keystone(URI authUrl, Proof proof) implements SwiftAccount {
    @Override
    public String user() {
      return switch (proof) {
        case Password password -> password.project() + ":" + password.user();
        case ApplicationCredential credential -> credential.id();
      };
    }

    @Override
    public String toString() {
      return user() + " at " + authUrl;
    }
  }

  /// How a Keystone is told who it is.
  sealed interface Proof {}

  /// A user's password, for a project.
  record Password(
      String user, Domain userDomain, String project, Domain projectDomain, String password)
      implements Proof {
    @Override
    public String toString() {
      return "Password[" + project + ":" + user + "]";
    }
  }

  /// A credential that has its project in it.
  record ApplicationCredential(String id, String secret) implements Proof {
    @Override
    public String toString() {
      return "ApplicationCredential[" + id + "]";
    }
  }

  /// What a name is unique in.
  ///
  /// @param byName whether `value` is the domain's name and not its id
  record Domain(String value, boolean byName) {
    public static final Domain USUAL = new Domain("default", false);
  }
}
