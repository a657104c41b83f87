package org.duress.gate.attack;

import org.duress.attack.Attack;
import org.duress.spec.Contender;

/**
 * One of the attacks that are tried.
 *
 * @param samples most perturbations an image that it is asked for
 */
public record NamedAttack(Contender contender, Attack attack, int samples) {}
