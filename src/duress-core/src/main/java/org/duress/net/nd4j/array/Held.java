package org.duress.net.nd4j.array;

/** The values of one network. */
public record Held(Parameters weights, Parameters statistics) {}
