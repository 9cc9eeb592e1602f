/**
 * The configuration: {@code conf/punctual.yaml} holds every key with its default; a user's file and
 * then {@code PUNCTUAL_*} variables override it. Parsed once into immutable records, validated; an
 * unknown key or a wrong type is refused in one clear line.
 */
package dev.punctual.config;
