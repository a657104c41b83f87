package org.duress.result;

/** How far an attack went before the verdict was clear. */
public enum Reach {
    /** Counterexamples of earlier runs, and nothing else. */
    KNOWN,
    /** One sample of the trained attacker a slice, unrefined, which took every organ past its limit. */
    FIRST_LOOK,
    /** All that the spec asks for. */
    WHOLE
}
