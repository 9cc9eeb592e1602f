/**
 * The Data Service: people, nested groups and memberships, their import, and who is in a group
 * whatever its depth. Owns the PostgreSQL schema {@code staff}.
 *
 * <p>Reads are cached. A change computes which cached answers it touches inside its own
 * transaction, notifies every node through PostgreSQL with the commit, and forgets them on this
 * node before it is acknowledged. Changes of people and memberships hold a tenant's tree lock
 * shared, changes of the tree hold it exclusively, so "which groups are above" cannot move under a
 * change that asks.
 */
package dev.punctual.staff;
