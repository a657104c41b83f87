package org.duress.store;

/**
 * An attacker from the store.
 *
 * @param attacker always as read from its file, so that the run that trained it and later runs judge with the same one
 * @param fromStore whether it was there already; false where this call trained it
 */
public record Stored<A>(A attacker, boolean fromStore) {}
