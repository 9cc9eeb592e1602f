/**
 * The composition root: configuration, database, migrations, codecs, roles — and all of it stopped
 * again in the opposite order.
 */
package dev.punctual.app;
