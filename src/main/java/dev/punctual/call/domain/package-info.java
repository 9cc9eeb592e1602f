/**
 * Call plans without a database, a clock or a network: which minutes a customer's policy allows in
 * every zone that a number may be in, how many calls a minute can take, and which call goes out
 * when.
 *
 * <p>Names and phone numbers are personal health data. The records that hold one leave it out of
 * {@code toString}, so that no message or log line shows it.
 */
package dev.punctual.call.domain;
