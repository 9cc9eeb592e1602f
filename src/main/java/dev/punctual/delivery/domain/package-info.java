/**
 * Who may carry what, and who shall: the rules of drivers, and the largest assignment of packages
 * that they allow.
 */
package dev.punctual.delivery.domain;
