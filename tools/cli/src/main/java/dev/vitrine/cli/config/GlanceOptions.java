package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;

import dev.vitrine.cli.config.GlanceOption.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The table of Glance's options that are known and not honoured. Names and meanings are those of
/// Glance's configuration reference.
public final class GlanceOptions {
  private static final List<GlanceOption> ALL = table();

  private GlanceOptions() {}

  public static List<GlanceOption> all() {
    return ALL;
  }

  private static boolean isSet(String value) {
    return !value.isBlank();
  }

  private static boolean isTrue(String value) {
    return Set.of("true", "yes", "on", "1").contains(value.strip().toLowerCase(Locale.ROOT));
  }

  /// What is known of the name: its own row before its section's.
  static Optional<GlanceOption> find(OptionName name) {
    return ALL.stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .or(() -> ALL.stream().filter(option -> option.covers(name)).findFirst());
  }

  private static List<GlanceOption> table() {
    Table table = new Table();

    table.refused(
        "paste_deploy",
        GlanceOptions::isSet,
        "the request pipeline cannot be replaced",
        "config_file");
    table.refused(
        "keystone_authtoken",
        value -> !Set.of("disabled", "permissive").contains(value.strip()),
        "tokens that are bound to something are not looked into",
        "enforce_token_bind");
    table.refused(
        "keystone_authtoken",
        GlanceOptions::isSet,
        "the account's options are read from [keystone_authtoken] itself",
        "auth_section");
    table.refused(
        "healthcheck",
        GlanceOptions::isSet,
        "the health check answers every source",
        "allowed_source_ranges");
    table.refused(
        "healthcheck",
        GlanceOptions::isTrue,
        "the health check answers proxied requests as well",
        "ignore_proxied_requests");

    table.ignored(
        DEFAULT_GROUP,
        "Vitrine has its own HTTP server, one process for all cores",
        "workers",
        "backlog",
        "tcp_keepidle",
        "client_socket_timeout",
        "http_keepalive",
        "max_header_line",
        "pydev_worker_debug_host",
        "pydev_worker_debug_port");
    table.ignored(DEFAULT_GROUP, "Glance itself has no use for it any more", "digest_algorithm");
    table.ignored(
        DEFAULT_GROUP,
        "log lines have one fixed form, on the standard error stream or in log_file",
        "log_config_append",
        "log_date_format",
        "use_syslog",
        "syslog_log_facility",
        "use_journal",
        "use_json",
        "use_stderr",
        "use_eventlog",
        "watch_log_file",
        "log_rotation_type",
        "log_rotate_interval",
        "log_rotate_interval_type",
        "max_logfile_count",
        "max_logfile_size_mb",
        "rate_limit_interval",
        "rate_limit_burst",
        "rate_limit_except_level",
        "default_log_levels",
        "logging_context_format_string",
        "logging_default_format_string",
        "logging_debug_format_suffix",
        "logging_exception_prefix",
        "logging_user_identity_format",
        "instance_format",
        "instance_uuid_format",
        "publish_errors",
        "fatal_deprecations");
    table.ignored("wsgi", "there is no WSGI", GlanceOption.EVERY);
    table.ignored("oslo_concurrency", "nothing here needs lock files", GlanceOption.EVERY);
    table.ignored("oslo_reports", "use jcmd for reports of the JVM", GlanceOption.EVERY);
    table.ignored("profiler", "requests are not traced by osprofiler", GlanceOption.EVERY);

    table.unsupported(
        DEFAULT_GROUP, "locations are recorded as they are", "metadata_encryption_key");
    table.unsupported(
        DEFAULT_GROUP,
        "staged data is kept in the store, for every process of the service",
        "node_staging_uri",
        "worker_self_reference_url");
    table.unsupported(
        DEFAULT_GROUP,
        "there is no cache beside the store yet",
        "image_cache_dir",
        "image_cache_driver",
        "image_cache_max_size",
        "image_cache_stall_time",
        "image_cache_sqlite_db");
    table.unsupported(
        DEFAULT_GROUP,
        "a delete takes effect at once",
        "delayed_delete",
        "scrub_time",
        "scrub_pool_size",
        "wakeup_time",
        "restore");
    table.unsupported(
        DEFAULT_GROUP,
        "nothing is notified yet",
        "default_publisher_id",
        "disabled_notifications",
        "transport_url",
        "control_exchange");
    table.unsupported(
        "glance_store", "no store that is in use has such an option", GlanceOption.EVERY);
    for (String group :
        List.of("backend_defaults", "os_glance_staging_store", "os_glance_tasks_store")) {
      table.unsupported(group, "no store that is in use has such an option", GlanceOption.EVERY);
    }
    table.unsupported(
        "database",
        "records are kept below data_dir; a Glance database is not read",
        GlanceOption.EVERY);
    table.ignored(
        "keystone_authtoken",
        "tokens are kept in this process's memory, and a missing one is always refused here",
        GlanceOption.EVERY);
    table.ignored(
        "oslo_policy", "every rule that is asked for has a default", "policy_default_rule");
    table.ignored(
        "oslo_limit", "questions to Keystone have limits of their own", GlanceOption.EVERY);
    for (String group :
        List.of(
            "task",
            "taskflow_executor",
            "image_import_opts",
            "import_filtering_opts",
            "inject_metadata_properties")) {
      table.unsupported(group, "imports know no such choice", GlanceOption.EVERY);
    }
    for (String group :
        List.of(
            "oslo_messaging_notifications",
            "oslo_messaging_rabbit",
            "oslo_messaging_kafka",
            "oslo_messaging_amqp")) {
      table.unsupported(group, "nothing is notified yet", GlanceOption.EVERY);
    }
    table.unsupported(
        "oslo_middleware", "bodies are bounded by what they are for", GlanceOption.EVERY);
    table.unsupported(
        "healthcheck", "the health check knows one file and no details", GlanceOption.EVERY);
    table.ignored("barbican", "questions to Barbican have limits of their own", GlanceOption.EVERY);
    for (String group : List.of("key_manager", "barbican_service_user", "vault")) {
      table.unsupported(
          group,
          "certificates are kept by Barbican, as callers may read them, or in certificates_dir",
          GlanceOption.EVERY);
    }
    return List.copyOf(table.rows);
  }

  private static final class Table {
    private final List<GlanceOption> rows = new ArrayList<>();

    void ignored(String group, String reason, String... names) {
      add(group, new Treatment.Ignored(), reason, names);
    }

    void unsupported(String group, String reason, String... names) {
      add(group, new Treatment.Unsupported(), reason, names);
    }

    void refused(String group, Predicate<String> when, String reason, String... names) {
      add(group, new Treatment.Refused(when), reason, names);
    }

    private void add(String group, Treatment treatment, String reason, String... names) {
      for (String name : names) {
        rows.add(new GlanceOption(new OptionName(group, name), treatment, reason));
      }
    }
  }
}
