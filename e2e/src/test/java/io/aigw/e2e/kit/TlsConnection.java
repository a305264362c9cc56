package io.aigw.e2e.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection of a client that trusts the authority of the tests, kept for several requests. */
public final class TlsConnection implements AutoCloseable {
  private static final int LIMIT_MILLIS = 30_000;

  private final SSLSocket socket;
  private final BufferedReader answers;

  private TlsConnection(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.answers =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Connects to a port of this machine, and asks there for a host. */
  public static TlsConnection open(int port, String host)
      throws IOException, GeneralSecurityException {
    Socket connection = new Socket(InetAddress.getLoopbackAddress(), port);
    connection.setSoTimeout(LIMIT_MILLIS);
    SSLSocket socket =
        (SSLSocket) Pki.client().getSocketFactory().createSocket(connection, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      return new TlsConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The certificate that the server showed. */
  public Certificate certificate() throws SSLException {
    return socket.getSession().getPeerCertificates()[0];
  }

  /** Sends a request and returns the first line of the answer, which is read to its end. */
  public String get(String path, String host) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nhost: %s\r\n\r\n"
                .formatted(path, host)
                .getBytes(StandardCharsets.US_ASCII));
    String status = String.valueOf(answers.readLine());
    int length = 0;
    for (String line = answers.readLine();
        line != null && !line.isEmpty();
        line = answers.readLine()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    for (int read = 0; read < length; read++) {
      if (answers.read() < 0) {
        throw new IOException("the answer ends early");
      }
    }
    return status;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
