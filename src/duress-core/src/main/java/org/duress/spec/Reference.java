package org.duress.spec;

/** The label that the segmentation of a perturbed image is compared with. */
public enum Reference {
    /** The label moved by the same deformation as the image: a harmless shift costs nothing. */
    WARPED,
    /** The unmoved label, the convention of Chen et al. 2019. */
    FIXED;

    /** Of two things that were made against either label, the one against this. */
    public <T> T choose(T warped, T fixed) {
        return this == WARPED ? warped : fixed;
    }
}
