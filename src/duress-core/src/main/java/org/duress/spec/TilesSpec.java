package org.duress.spec;

/**
 * The sliding window of a team's inference: a network sees tiles of an image, and what it answers where tiles overlap
 * is averaged.
 *
 * @param size of a tile
 * @param overlap share of a tile that the next one covers again; at least 0, below 1
 * @param blend what a tile's answers count
 * @param as whose rules place the tiles
 * @param average in which numbers
 */
public record TilesSpec(ImageSize size, double overlap, Blend blend, Rules as, AnswerSpace average) {
    /** What it does, in a few words for people. */
    public String words() {
        return "tiles of " + size + ", overlap " + overlap + ", " + (blend == Blend.GAUSSIAN ? "Gaussian" : "constant")
                + " weights, as " + (as == Rules.MONAI ? "MONAI" : "nnU-Net");
    }

    /** What an answer counts, by its place in its tile. */
    public enum Blend {
        /** The same everywhere. */
        CONSTANT,
        /** Most in the middle, a normal density of an eighth of the tile. */
        GAUSSIAN
    }

    /** Where tiles begin, and how the tails of a Gaussian end. */
    public enum Rules {
        /** So far apart as the overlap says, the last moved back to the border; weights of at least 0.001. */
        MONAI,
        /** Spread evenly, at most so far apart; the density ends after four deviations. */
        NNUNET
    }
}
