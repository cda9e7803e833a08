package dev.vitrine.backend.vmware;

import dev.vitrine.backend.vmware.VmwareOptions.Datastore;
import dev.vitrine.backend.wire.Download;
import dev.vitrine.backend.wire.Upload;
import dev.vitrine.backend.wire.Wire;
import dev.vitrine.backend.wire.WireException;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// Asks a vCenter: its datastores, and files in them. Thread-safe.
///
/// A session that is refused is begun anew, once, and the question repeated; but for uploads, whose
/// bytes have left by then.
final class Vcenter implements AutoCloseable {
  private static final int UNAUTHORIZED = 401;
  private static final long FIRST_POLL_MILLIS = 50;

  /// Removing a file takes moments; a vCenter that does not say in this time how it went is away.
  private static final long MOST_TASK_NANOS = 25_000_000_000L;

  private final VmwareOptions options;
  private final Wire wire;
  private final VmwareSession session;

  Vcenter(VmwareOptions options, ClientTls tls, WireLimits limits) {
    this.options = options;
    this.wire = new Wire(tls, limits);
    this.session = new VmwareSession(options, wire);
  }

  /// The room in the datastores of a datacenter that can be used at present, by name.
  Map<String, Long> freeBytes(String datacenter) throws IOException, InterruptedException {
    String query =
        """
        <specSet><propSet><type>Datastore</type><pathSet>summary.name</pathSet>\
        <pathSet>summary.freeSpace</pathSet><pathSet>summary.accessible</pathSet></propSet>\
        <objectSet>%s<skip>true</skip><selectSet xsi:type="TraversalSpec"><type>Datacenter</type>\
        <path>datastore</path></selectSet></objectSet></specSet>\
        """
            .formatted(datacenter(datacenter).as("obj"));
    SoapElement found = session.call("RetrieveProperties", "propertyCollector", query);
    Map<String, Long> free = new HashMap<>();
    found
        .all("returnval")
        .forEach(object -> {
          Map<String, String> values = properties(object);
          if (values.getOrDefault("summary.accessible", "").equals("true")) {
            free.put(
                values.getOrDefault("summary.name", ""),
                bytes(values.getOrDefault("summary.freeSpace", "")));
          }
        });
    return free;
  }

  private static long bytes(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Map<String, String> properties(SoapElement object) {
    Map<String, String> values = new HashMap<>();
    object
        .all("propSet")
        .forEach(property -> values.put(property.textAt("name"), property.textAt("val")));
    return values;
  }

  private Reference datacenter(String path) throws IOException, InterruptedException {
    return session
        .call(
            "FindByInventoryPath",
            "searchIndex",
            "<inventoryPath>" + SoapElement.escaped(path) + "</inventoryPath>")
        .at("returnval")
        .map(Reference::of)
        .orElseThrow(() -> new SoapFault("NotFound", "there is no datacenter " + path));
  }

  /// Makes the folder of images in that datastore, if it is not there.
  void makeFolder(Datastore datastore) throws IOException, InterruptedException {
    try {
      session.call(
          "MakeDirectory",
          "fileManager",
          "<name>[%s] %s</name>%s<createParentDirectories>true</createParentDirectories>"
              .formatted(
                  SoapElement.escaped(datastore.name()),
                  SoapElement.escaped(options.folder()),
                  datacenter(datastore.datacenter()).as("datacenter")));
    } catch (SoapFault e) {
      if (!e.kind().equals("FileAlreadyExists")) {
        throw e;
      }
    }
  }

  /// Removes a file and waits until it is gone.
  ///
  /// Throws a [SoapFault] of kind `FileNotFound` when it is not there.
  void remove(VmwareLocation file) throws IOException, InterruptedException {
    Datastore datastore = file.datastore();
    Reference task =
        session
            .call(
                "DeleteDatastoreFile_Task",
                "fileManager",
                "<name>[%s] %s</name>%s"
                    .formatted(
                        SoapElement.escaped(datastore.name()),
                        SoapElement.escaped(file.path()),
                        datacenter(datastore.datacenter()).as("datacenter")))
            .at("returnval")
            .map(Reference::of)
            .orElseThrow(() -> new WireException("the vCenter began nothing", null));
    long begun = System.nanoTime();
    for (long pause = FIRST_POLL_MILLIS; !isDone(task); pause *= 2) {
      if (System.nanoTime() - begun > MOST_TASK_NANOS) {
        throw new WireException("the vCenter does not come to an end with " + file, null);
      }
      Thread.sleep(Math.min(pause, options.taskPoll().toMillis()));
    }
  }

  private boolean isDone(Reference task) throws IOException, InterruptedException {
    String query =
        """
        <specSet><propSet><type>Task</type><pathSet>info.state</pathSet>\
        <pathSet>info.error</pathSet></propSet><objectSet>%s</objectSet></specSet>\
        """
            .formatted(task.as("obj"));
    SoapElement found = session.call("RetrieveProperties", "propertyCollector", query);
    String state = "";
    SoapElement error = null;
    for (SoapElement property :
        found.at("returnval").stream().flatMap(object -> object.all("propSet")).toList()) {
      if (property.textAt("name").equals("info.state")) {
        state = property.textAt("val");
      } else {
        error = property.at("val").orElse(null);
      }
    }
    if (state.equals("error")) {
      String kind = error == null ? "" : error.at("fault").map(SoapElement::type).orElse("");
      throw new SoapFault(kind, error == null ? "" : error.textAt("localizedMessage"));
    }
    return state.equals("success");
  }

  /// Asks about a file, or for it.
  Download ask(VmwareLocation file, UnaryOperator<HttpRequest.Builder> method)
      throws IOException, InterruptedException {
    VmwareSession.Live live = session.live();
    Download answer = wire.download(method.apply(request(live, file)).build());
    if (answer.status() == UNAUTHORIZED) {
      answer.close();
      session.expire(live);
      answer = wire.download(method.apply(request(session.live(), file)).build());
    }
    return answer;
  }

  Upload upload(VmwareLocation file, OptionalLong lengthBytes)
      throws IOException, InterruptedException {
    return wire.upload(request(session.live(), file), "PUT", lengthBytes);
  }

  private HttpRequest.Builder request(VmwareSession.Live live, VmwareLocation file) {
    URI target = options.endpoint().resolve(file.pathAndQuery());
    return HttpRequest.newBuilder(target)
        .header("Cookie", live.cookie())
        .header("Content-Type", "application/octet-stream");
  }

  @Override
  public void close() {
    wire.close();
  }
}
