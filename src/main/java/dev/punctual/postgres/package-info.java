/**
 * PostgreSQL, where every durable truth lives: the pool, the migrations (one schema a feature), the
 * {@link dev.punctual.postgres.Sql} discipline, LISTEN, and failures turned into problems.
 */
package dev.punctual.postgres;
