/** People, groups and the tree they form; pure values and rules. */
package dev.punctual.staff.domain;
