package dev.punctual.http;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests that a well-behaved client would not send. */
final class RawHttp {
  private RawHttp() {}

  /** The whole answer to a GET whose only headers are the given ones. */
  static String get(URI server, String path, String headers) throws IOException {
    return send(server, "GET", path, headers);
  }

  /** The same for another method. */
  static String send(URI server, String method, String path, String headers) throws IOException {
    try (Socket socket = open(server, method, path, headers + "\r\nConnection: close")) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A connection on which a GET was sent. */
  static Socket open(URI server, String path, String headers) throws IOException {
    return open(server, "GET", path, headers);
  }

  private static Socket open(URI server, String method, String path, String headers)
      throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    String request = method + " " + path + " HTTP/1.1\r\n" + headers + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
