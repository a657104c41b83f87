package org.duress.result;

/**
 * What one attack cost on the gate subjects, in passes of the model under test: what a run would save without it. Where
 * an attack starts from what another contender finds anyway, those passes are that one's, once; what it has others
 * propose for it alone is its own.
 *
 * @param search to find what it proposed
 * @param judging of what it proposed
 * @param slices that it attacked in its own turn; others may have asked it about more
 */
public record ContenderPasses(Passes search, Passes judging, int slices) {
    /** Of an attack that was not run. */
    public static final ContenderPasses NONE = new ContenderPasses(Passes.NONE, Passes.NONE, 0);

    /** Forward and backward passes of the search, mean over slices; 0 without slices. */
    public double searchPerSlice() {
        return perSlice(search);
    }

    /** The same of the judging. */
    public double judgingPerSlice() {
        return perSlice(judging);
    }

    private double perSlice(Passes passes) {
        return slices == 0 ? 0 : (double) passes.total() / slices;
    }
}
