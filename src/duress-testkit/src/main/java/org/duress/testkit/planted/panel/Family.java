package org.duress.testkit.planted.panel;

/** What the models of the panel are made of. */
public enum Family {
    /** Models that tell organs by their stripes, by construction. */
    TEXTURE,
    /** A U-Net that was trained on phantoms. */
    PHANTOM
}
