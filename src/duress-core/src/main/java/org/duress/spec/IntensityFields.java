package org.duress.spec;

/** How many fields V there are where images have several channels. D moves all channels together, always. */
public enum IntensityFields {
    /** One a channel. */
    OWN,
    /** One, which is added to every channel. */
    SHARED;

    /** How many fields V of images of so many channels is made of. */
    public int of(int channels) {
        return this == OWN ? channels : 1;
    }
}
