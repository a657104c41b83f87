package org.duress.gate;

import org.duress.attack.Attack;
import org.duress.spec.Contender;

/** One of the attacks that are tried. */
record NamedAttack(Contender contender, Attack attack) {}
