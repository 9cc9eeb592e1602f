/**
 * Who works when: the pure rules of a shift roster and the solver that meets them.
 *
 * <p>A {@link dev.punctual.shift.domain.Roster} has one row a person and 28 columns, four weeks
 * from Monday to Sunday; every cell is exactly one {@link dev.punctual.shift.domain.Shift}. Rows
 * and days are counted from 0 in code and from 1 in sentences for people.
 *
 * <p>{@link dev.punctual.shift.domain.RosterRules} says which {@link
 * dev.punctual.shift.domain.Rule}s are in force. {@link dev.punctual.shift.domain.Feasibility}
 * decides by arithmetic alone whether any roster meets them; {@link
 * dev.punctual.shift.domain.RosterSolver} then writes one down in one pass, without search, and
 * lets the rules check it before anyone sees it.
 */
package dev.punctual.shift.domain;
