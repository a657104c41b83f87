package org.duress.net;

/** What batch normalisation normalises with. */
public enum Statistics {
    /** Mean and variance of the batch at hand, which also move the population statistics. */
    BATCH,
    /** The population statistics: every image is treated alike, whatever else is in its batch. */
    POPULATION
}
