package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.IdentityOptions;
import dev.vitrine.cli.config.Options;
import dev.vitrine.cli.config.Pipeline;
import dev.vitrine.cli.config.TransportOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Starts the service, and stops it when it is told to.
@Command(
    name = "serve",
    description = {
      "Start the service.",
      "",
      "It runs until SIGTERM or Ctrl-C, then lets requests under way finish; a second signal cuts"
          + " them. Unless [paste_deploy] flavor says otherwise callers are not identified: each of"
          + " them is admin."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  vitrine serve",
      "  vitrine serve --data /srv/images --listen 127.0.0.1:9393",
      "  vitrine serve --config /etc/vitrine/vitrine.conf",
      "  vitrine serve --listen '[::1]:9292' --log-level debug",
      "",
      "Every option of a configuration file: docs/configuration.md, or `vitrine config`."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description =
          "Address and port to listen on; port 0 takes a free one. Default: 127.0.0.1:9292")
  private @Nullable String listen;

  @Option(
      names = "--let-anyone-on-the-network-be-admin",
      description =
          "Listen beyond loopback although everybody who reaches the port may then read, change and"
              + " delete every image.")
  private boolean letAnyoneOnTheNetworkBeAdmin;

  @Option(
      names = "--transport",
      paramLabel = "KIND",
      description = "auto, epoll, nio or io_uring. Default: auto")
  private @Nullable String transport;

  @Option(
      names = "--shutdown-timeout",
      paramLabel = "TIME",
      description = "How long requests under way may take after SIGTERM. Default: 30s")
  private @Nullable String shutdownTimeout;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warn, info or debug. Default: info")
  private @Nullable String logLevel;

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Configuration configuration = common.configuration(flags());
    Logging.start(configuration);
    report(configuration.notices());
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    // Before anything is open, so that nothing is ever killed half-open.
    StopSignals signals = StopSignals.install();
    try (RunningService service = Wiring.serve(configuration, folder)) {
      announce(service, folder, configuration.get(IdentityOptions.FLAVOR));
      signals.awaitFirst();
      Duration limit = configuration.get(Options.SHUTDOWN_TIMEOUT);
      LOG.info("Stopping; requests under way have {} s", limit.toSeconds());
      signals.onSecond(service::cut);
      if (!service.finish(limit)) {
        LOG.warn("Requests under way were cut");
      }
    }
    LOG.info("Stopped");
    Logging.stop();
    return ExitCode.OK;
  }

  private FlagSettings flags() throws CommandFailure {
    FlagSettings flags = new FlagSettings();
    if (listen != null) {
      HostAndPort address = HostAndPort.parse(listen);
      flags.add("--listen", Options.BIND_HOST, address.host());
      flags.add("--listen", Options.BIND_PORT, address.port());
    }
    flags.add(
        "--let-anyone-on-the-network-be-admin",
        Options.LET_ANYONE_ON_THE_NETWORK_BE_ADMIN,
        letAnyoneOnTheNetworkBeAdmin ? "true" : null);
    flags.add("--transport", TransportOptions.TRANSPORT, transport);
    flags.add("--shutdown-timeout", Options.SHUTDOWN_TIMEOUT, shutdownTimeout);
    flags.add("--log-level", Options.LOG_LEVEL, logLevel);
    return flags;
  }

  private static void report(List<String> notices) {
    if (!notices.isEmpty()) {
      LOG.warn("{} settings are not honoured:", notices.size());
      notices.forEach(notice -> LOG.warn("  {}", notice));
    }
  }

  private void announce(RunningService service, DataFolder folder, Pipeline identity) {
    String url = ListenAddress.url(service.address(), service.speaksTls());
    String openstack =
        switch (identity) {
          case NONE -> "openstack --os-auth-type none --os-endpoint " + url + " image";
          case BASIC ->
              "openstack --os-auth-type http_basic --os-username NAME --os-password PASSWORD"
                  + " --os-endpoint "
                  + url
                  + " image";
          case KEYSTONE -> "openstack image";
        };
    String who =
        switch (identity) {
          case NONE -> "Callers are not identified: everybody who reaches this address is admin.";
          case BASIC -> "Callers are identified by name and password.";
          case KEYSTONE -> "Callers are identified by Keystone.";
        };
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        """
        Vitrine %s listens on %s
        Data folder: %s
        %s

        Try it:
          %5$s create --disk-format qcow2 --container-format bare --file disk.qcow2 my-image
          %5$s list
          %5$s save --file copy.qcow2 my-image
        """
            .formatted(VersionCommand.version(), url, folder.root(), who, openstack));
    out.flush();
  }
}
