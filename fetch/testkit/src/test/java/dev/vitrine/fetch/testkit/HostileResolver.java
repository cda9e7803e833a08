package dev.vitrine.fetch.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The resolver of this module's tests, below everything that the JDK does with names: whoever owns
/// a name in `.hostile` says another thing each time it is asked. Other names are the machine's.
public final class HostileResolver extends InetAddressResolverProvider {
  private static final String OWN = ".hostile";
  private static final Map<String, Deque<List<String>>> ANSWERS = new HashMap<>();
  private static final Map<String, Integer> QUESTIONS = new HashMap<>();

  /// From now on the name has these addresses, answer by answer, with commas between those of one;
  /// the last answer stays.
  static void name(String host, String... answers) {
    synchronized (ANSWERS) {
      Deque<List<String>> all = new ArrayDeque<>();
      Stream.of(answers).map(answer -> List.of(answer.split(",", -1))).forEach(all::add);
      ANSWERS.put(host, all);
      QUESTIONS.put(host, 0);
    }
  }

  /// How often the name was asked for.
  static int questions(String host) {
    synchronized (ANSWERS) {
      return QUESTIONS.getOrDefault(host, 0);
    }
  }

  private static Stream<InetAddress> answer(String host) throws UnknownHostException {
    synchronized (ANSWERS) {
      QUESTIONS.merge(host, 1, Integer::sum);
      Deque<List<String>> answers = ANSWERS.get(host);
      if (answers == null) {
        throw new UnknownHostException(host);
      }
      List<String> now = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
      return now.stream().map(InetAddress::ofLiteral);
    }
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver machine = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return host.endsWith(OWN) ? answer(host) : machine.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return machine.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "hostile";
  }
}
