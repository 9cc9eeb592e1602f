package dev.punctual.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network between somebody and a server, and its faults. While it is cut nothing passes, in
 * either direction, and nobody is told: what was sent is delivered when it heals, as TCP does.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultyProxy::daemon);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition healed = lock.newCondition();
  private volatile InetSocketAddress target;
  private boolean cut;

  private FaultyProxy(ServerSocket listener, InetSocketAddress target) {
    this.listener = listener;
    this.target = target;
    threads.execute(this::accept);
  }

  /** On a free port of the loopback interface, before a port of it. */
  public static FaultyProxy before(int port) {
    return before(port, "127.0.0.1");
  }

  /** On a free port of an address of this machine, before a port of its loopback interface. */
  public static FaultyProxy before(int port, String host) {
    try {
      return new FaultyProxy(new ServerSocket(0, 0, InetAddress.getByName(host)), loopback(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "faulty-proxy");
    thread.setDaemon(true);
    return thread;
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Where connections lead to from now on. */
  public void lead(int port) {
    target = loopback(port);
  }

  /** Nothing passes any more; connections stay open, and new ones are not refused. */
  public void cut() {
    setCut(true);
  }

  /** Ends the connections that there are, without a farewell, on both sides. */
  public void reset() {
    sockets.forEach(FaultyProxy::reset);
  }

  public void heal() {
    setCut(false);
  }

  private void setCut(boolean now) {
    lock.lock();
    try {
      cut = now;
      healed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitHealed() throws InterruptedException {
    lock.lock();
    try {
      while (cut) {
        healed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        threads.execute(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    try {
      awaitHealed();
      server.connect(target);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      sockets.add(server);
      threads.execute(() -> pump(server, client));
      pump(client, server);
    } catch (IOException refused) {
      end(client);
      end(server);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitHealed();
        out.write(buffer, 0, read);
      }
      awaitHealed();
    } catch (IOException ended) {
      // The other direction ends with it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end(from);
    end(to);
  }

  private void end(Socket socket) {
    sockets.remove(socket);
    close(socket);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException ended) {
      // Closed already.
    }
    close(socket);
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    close(listener);
    threads.shutdownNow();
    reset();
  }
}
