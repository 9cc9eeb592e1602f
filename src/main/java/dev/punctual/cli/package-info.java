/** The commands that talk to a running server. */
package dev.punctual.cli;
