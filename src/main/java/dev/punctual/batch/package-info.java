/**
 * What every import has in common, whatever its rows are: how it is meant, which rows cannot be
 * taken and why, what was done. Pure values that a feature's messages may carry.
 */
package dev.punctual.batch;
