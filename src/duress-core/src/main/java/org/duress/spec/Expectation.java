package org.duress.spec;

/** The verdict a spec's author expects. {@link #FAIL} marks a known weakness that is kept visible. */
public enum Expectation {
    PASS,
    FAIL
}
