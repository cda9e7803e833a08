package dev.vitrine.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How to reach a Keystone and whom to be there, in the names of keystoneauth. The same options
/// stand in each section that needs a Keystone.
public record KeystoneAccessOptions(
    Option<Optional<String>> url,
    Option<String> authType,
    Option<Optional<String>> username,
    Option<Optional<String>> userId,
    Option<Optional<String>> password,
    Option<Optional<String>> userDomainId,
    Option<Optional<String>> userDomainName,
    Option<Optional<String>> projectName,
    Option<Optional<String>> projectId,
    Option<Optional<String>> projectDomainId,
    Option<Optional<String>> projectDomainName,
    Option<Optional<String>> defaultDomainId,
    Option<String> systemScope,
    Option<Optional<String>> credentialId,
    Option<Optional<String>> credentialName,
    Option<Optional<String>> credentialSecret,
    Option<String> endpointInterface,
    Option<Optional<String>> region,
    Option<Optional<Path>> caFile,
    Option<Optional<Path>> certFile,
    Option<Optional<Path>> keyFile,
    Option<Boolean> insecure,
    Option<Duration> connectTimeout,
    Option<Integer> retries) {

  static KeystoneAccessOptions of(String group) {
    return new KeystoneAccessOptions(
        new Option<>(
            group,
            "auth_url",
            OptionType.httpUrl().orNothing(),
            "",
            "Where Keystone is, with or without /v3."),
        new Option<>(
                group,
                "auth_type",
                OptionType.oneOf("password", "v3password", "v3applicationcredential"),
                "password",
                "What the service itself logs in with.")
            .alsoKnownAs(group, "auth_plugin"),
        text(group, "username", "The service's own user.").alsoKnownAs(group, "user_name"),
        text(group, "user_id", "The service's own user, by id."),
        text(group, "password", "The service's own password.").keptSecret(),
        text(group, "user_domain_id", "Domain of the user. Unset: default_domain_id."),
        text(group, "user_domain_name", "Domain of the user, by name."),
        text(group, "project_name", "The project of the service's own user.")
            .alsoKnownAs(group, "tenant_name"),
        text(group, "project_id", "The project of the service's own user, by id.")
            .alsoKnownAs(group, "tenant_id"),
        text(group, "project_domain_id", "Domain of the project. Unset: default_domain_id."),
        text(group, "project_domain_name", "Domain of the project, by name."),
        text(
            group,
            "default_domain_id",
            "Domain of user and project where they have none of their own. Unset: default."),
        new Option<>(
            group,
            "system_scope",
            OptionType.oneOf("", "all"),
            "",
            "all: log in for the whole system rather than for a project."),
        text(group, "application_credential_id", "The service's own application credential."),
        text(group, "application_credential_name", "The same by name; needs the user."),
        text(group, "application_credential_secret", "Its secret.").keptSecret(),
        new Option<>(
            group,
            "interface",
            OptionType.oneOf("internal", "public", "admin"),
            "internal",
            "Which of Keystone's endpoints in its catalog to ask."),
        text(group, "region_name", "Region of that endpoint. Unset: any."),
        path(group, "cafile", "Certificates to trust, PEM. Unset: those that Java brings."),
        path(group, "certfile", "The service's own certificate, PEM."),
        path(group, "keyfile", "Its key, PKCS #8 in PEM."),
        new Option<>(
            group, "insecure", OptionType.bool(), "false", "Trust any certificate of Keystone's."),
        new Option<>(
            group,
            "http_connect_timeout",
            OptionType.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
            "5s",
            "Longest time to connect to Keystone."),
        new Option<>(
                group,
                "http_request_max_retries",
                OptionType.integer(0, 10),
                "3",
                "How often to try again to connect.")
            .alsoKnownAs(group, "connect_retries"));
  }

  private static Option<Optional<String>> text(String group, String name, String help) {
    return new Option<>(group, name, OptionType.text().orNothing(), "", help);
  }

  private static Option<Optional<Path>> path(String group, String name, String help) {
    return new Option<>(group, name, OptionType.path().orNothing(), "", help);
  }

  /// All of them, in the order of the reference page.
  List<Option<?>> all() {
    return List.of(
        url,
        authType,
        username,
        userId,
        password,
        userDomainId,
        userDomainName,
        projectName,
        projectId,
        projectDomainId,
        projectDomainName,
        defaultDomainId,
        systemScope,
        credentialId,
        credentialName,
        credentialSecret,
        endpointInterface,
        region,
        caFile,
        certFile,
        keyFile,
        insecure,
        connectTimeout,
        retries);
  }
}
