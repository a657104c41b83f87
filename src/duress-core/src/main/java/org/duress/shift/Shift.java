package org.duress.shift;

/** A natural shift: a seeded pure function of one image. At severity 0, which nobody asks for, it changes nothing. */
public sealed interface Shift permits IntensityShift, MovingShift {
    /** Its constants, which are written nowhere else. */
    Severities severities();
}
