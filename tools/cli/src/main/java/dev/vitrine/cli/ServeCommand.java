package dev.vitrine.cli;

import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Flag;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.HostAndPort;
import dev.vitrine.cli.config.IdentityOptions;
import dev.vitrine.cli.config.Options;
import dev.vitrine.cli.config.Pipeline;
import dev.vitrine.cli.config.TransportOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the service, and stops it when it is told to.
final class ServeCommand {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private static final Flag.Value LISTEN =
      new Flag.Value(
          "--listen",
          "HOST:PORT",
          "Address and port to listen on; port 0 takes a free one. Default: 127.0.0.1:9292");

  private static final Flag.Switch LET_ANYONE_BE_ADMIN =
      new Flag.Switch(
          "--let-anyone-on-the-network-be-admin",
          "Listen beyond loopback although everybody who reaches the port may then read, change and"
              + " delete every image.");

  private static final Flag.Value TRANSPORT =
      new Flag.Value("--transport", "KIND", "auto, epoll, nio or io_uring. Default: auto");

  private static final Flag.Value SHUTDOWN_TIMEOUT =
      new Flag.Value(
          "--shutdown-timeout",
          "TIME",
          "How long requests under way may take after SIGTERM. Default: 30s");

  private static final Flag.Value LOG_LEVEL =
      new Flag.Value("--log-level", "LEVEL", "error, warn, info or debug. Default: info");

  private ServeCommand() {}

  static Command command() {
    return Command.of(
            "serve",
            ServeCommand::run,
            "Start the service.",
            "",
            "It runs until SIGTERM or Ctrl-C, then lets requests under way finish; a second signal"
                + " cuts them. Unless [paste_deploy] flavor says otherwise callers are not"
                + " identified: each of them is admin.")
        .taking(
            CommonOptions.and(LISTEN, LET_ANYONE_BE_ADMIN, TRANSPORT, SHUTDOWN_TIMEOUT, LOG_LEVEL))
        .noting(
            "Examples:",
            "  vitrine serve",
            "  vitrine serve --data /srv/images --listen 127.0.0.1:9393",
            "  vitrine serve --config /etc/vitrine/vitrine.conf",
            "  vitrine serve --listen '[::1]:9292' --log-level debug",
            "",
            "Every option of a configuration file: docs/configuration.md, or `vitrine config`.");
  }

  private static int run(Arguments arguments, Console console)
      throws CommandFailure, InterruptedException {
    Preparation preparation = Preparation.begin();
    CommonOptions common = new CommonOptions(arguments);
    Configuration configuration = common.configuration(flags(arguments));
    Logging.start(configuration);
    report(configuration.notices());
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    // Before anything is open, so that nothing is ever killed half-open.
    StopSignals signals = StopSignals.install();
    try (RunningService service = Wiring.serve(configuration, folder, preparation)) {
      announce(console, service, folder, configuration.get(IdentityOptions.FLAVOR));
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

  private static FlagSettings flags(Arguments arguments) throws CommandFailure {
    FlagSettings flags = new FlagSettings();
    Optional<String> listen = arguments.get(LISTEN);
    if (listen.isPresent()) {
      HostAndPort address;
      try {
        address = HostAndPort.parse(listen.get());
      } catch (IllegalArgumentException e) {
        throw CommandFailure.wrongUse(LISTEN.name() + " " + e.getMessage(), e);
      }
      flags.add(LISTEN.name(), Options.BIND_HOST, address.host());
      flags.add(LISTEN.name(), Options.BIND_PORT, Integer.toString(address.port()));
    }
    flags.add(
        LET_ANYONE_BE_ADMIN.name(),
        Options.LET_ANYONE_ON_THE_NETWORK_BE_ADMIN,
        arguments.has(LET_ANYONE_BE_ADMIN) ? "true" : null);
    flags.add(arguments, TRANSPORT, TransportOptions.TRANSPORT);
    flags.add(arguments, SHUTDOWN_TIMEOUT, Options.SHUTDOWN_TIMEOUT);
    flags.add(arguments, LOG_LEVEL, Options.LOG_LEVEL);
    return flags;
  }

  private static void report(List<String> notices) {
    if (!notices.isEmpty()) {
      LOG.warn("{} settings are not honoured:", notices.size());
      notices.forEach(notice -> LOG.warn("  {}", notice));
    }
  }

  private static void announce(
      Console console, RunningService service, DataFolder folder, Pipeline identity) {
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
    PrintWriter out = console.out();
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
