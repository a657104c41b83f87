package org.duress.result;

/**
 * Passes of a model: what an attack costs, whatever it is, so that attacks are compared at equal cost.
 *
 * @param forward images that went through the model, for an answer or on the way to a gradient
 * @param backward images whose gradient was pulled back, each on top of its forward pass
 */
public record Passes(long forward, long backward) {
    /** None. */
    public static final Passes NONE = new Passes(0, 0);

    /** Both together: a backward pass counts as one forward. */
    public long total() {
        return forward + backward;
    }

    public Passes plus(Passes others) {
        return new Passes(forward + others.forward, backward + others.backward);
    }

    public Passes minus(Passes others) {
        return new Passes(forward - others.forward, backward - others.backward);
    }
}
