package dev.starshell.host.http;

import dev.starshell.host.frame.Bytes;
import java.net.Socket;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// One HTTP client for each pin in use. The client carries the pin, because a client that served
/// several pins could not tell which relay it is talking to.
final class PinnedHttp implements AutoCloseable {
  /// The relay showed another key than the pinned one.
  static final class PinMismatch extends CertificateException {
    private static final long serialVersionUID = 1;

    PinMismatch() {
      super("the key is not the pinned one");
    }
  }

  private static final class Shared {
    private final HttpClient client;
    private int users;

    Shared(HttpClient client) {
      this.client = client;
    }
  }

  private final ExecutorService threads = RelayThreads.perTask("relay-client-");

  // Guarded by this.
  private final Map<Bytes, Shared> clients = new HashMap<>();

  /// The client for a pin, until [#release].
  synchronized HttpClient acquire(Bytes pin) {
    Shared shared = clients.computeIfAbsent(pin, wanted -> new Shared(client(wanted)));
    shared.users++;
    return shared.client;
  }

  void release(Bytes pin) {
    HttpClient unused = null;
    synchronized (this) {
      Shared shared = clients.get(pin);
      if (shared == null) {
        return;
      }
      shared.users--;
      if (shared.users == 0) {
        clients.remove(pin);
        unused = shared.client;
      }
    }
    if (unused != null) {
      unused.shutdownNow();
    }
  }

  @Override
  public void close() {
    Map<Bytes, Shared> rest;
    synchronized (this) {
      rest = Map.copyOf(clients);
      clients.clear();
    }
    rest.values().forEach(shared -> shared.client.shutdownNow());
    threads.shutdownNow();
  }

  private HttpClient client(Bytes pin) {
    try {
      SSLContext tls = SSLContext.getInstance("TLSv1.3");
      tls.init(null, new TrustManager[] {new PinTrust(pin)}, null);
      SSLParameters parameters = tls.getDefaultSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3"});
      return HttpClient.newBuilder()
          .sslContext(tls)
          .sslParameters(parameters)
          .version(HttpClient.Version.HTTP_1_1)
          .executor(threads)
          .build();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("this Java runtime has no TLS 1.3", absent);
    }
  }

  /// Trusts exactly one key. Being an extended manager it is also the one that would check the host
  /// name, and it does not: the pin says more than a name.
  private static final class PinTrust extends X509ExtendedTrustManager {
    private final byte[] pin;

    PinTrust(Bytes pin) {
      this.pin = pin.toArray();
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      try {
        byte[] shown =
            chain.length == 0 ? new byte[0] : RelayCertificate.spkiHashOf(chain[0]).toArray();
        if (!MessageDigest.isEqual(pin, shown)) {
          throw new PinMismatch();
        }
      } catch (CertificateException refused) {
        throw refused;
      } catch (GeneralSecurityException unreadable) {
        throw new CertificateException(unreadable);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("no clients are served");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw new CertificateException("no clients are served");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no clients are served");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
