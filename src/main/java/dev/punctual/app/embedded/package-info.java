/**
 * A real, durable PostgreSQL inside the data directory, for everybody who names no other.
 *
 * <p>The binaries are those that zonky publishes on Maven Central. They are driven here rather than
 * by zonky's own launcher, which is made for throw-away test databases: it passes {@code -F} (no
 * fsync), sweeps a directory in {@code /tmp} that any local user may fill and signals the process
 * ids that it finds there, makes the directory of the binaries writable for everybody, and takes a
 * half-written unpacking for a whole one when the disk is full.
 *
 * <pre>
 * dataDir/
 *   punctual.lock          held by the one live Punctual; holds its process id
 *   bin-VERSION-ARCH/      the binaries, renamed into place when complete
 *   pgdata/                the cluster, renamed into place when complete
 *   postgres.password      of the role `punctual`, mode 0600
 *   run/                   the unix socket, mode 0700 (a temporary directory when the path is too long)
 *   log/                   a week of server logs: lifecycle only, never a statement
 * </pre>
 *
 * <p>A server that dies is started again on its port and in its socket directory, for as long as it
 * takes. Every step may be cut off by {@code kill -9} and is finished or repeated by the next
 * start. A server that outlived its Punctual is recognised by its executable and its working
 * directory, never by a process id from a file alone, and is shut down before anything else
 * happens.
 */
@NullMarked
package dev.punctual.app.embedded;

import org.jspecify.annotations.NullMarked;
