package org.duress.result.slice;

import java.util.List;
import org.duress.base.KeptBytes;
import org.duress.metric.Dice;
import org.duress.spec.Reference;

/**
 * What the model under test made of a perturbed slice.
 *
 * @param kept S_DV on the slice's grid
 * @param warped one count an organ, against the label moved by D
 * @param fixed one count an organ, against the unmoved label
 */
public record Judged(Trial trial, KeptBytes kept, List<Dice> warped, List<Dice> fixed) {
    public Judged {
        warped = List.copyOf(warped);
        fixed = List.copyOf(fixed);
    }

    /** Of an answer that is not copied, nor to be changed from now on. */
    public Judged(Trial trial, byte[] segmented, List<Dice> warped, List<Dice> fixed) {
        this(trial, KeptBytes.of(segmented), warped, fixed);
    }

    /** S_DV, which may be read from where it is kept. */
    public byte[] segmented() {
        return kept.values();
    }

    /** Keeps fields and answers to the end of the run, see {@link org.duress.base.KeptFloats#putAway}. */
    public void putAway() {
        trial.kept().putAway();
        kept.putAway();
        clean().kept().putAway();
    }

    public CleanSlice clean() {
        return trial.clean();
    }

    /** One count an organ, against the spec's reference. */
    public List<Dice> against(Reference reference) {
        return reference.choose(warped, fixed);
    }

    /**
     * What an organ's Dice on this slice alone fell by; not a number where neither label nor answer shows it.
     *
     * @param organ its index
     */
    public double fall(int organ, Reference reference) {
        return clean().dice().get(organ).score() - against(reference).get(organ).score();
    }

    /**
     * Whether an organ fell on this slice alone by more than a share of its clean Dice.
     *
     * @param organ its index
     * @param maxDiceDrop the largest relative fall that is allowed
     */
    public boolean past(int organ, double maxDiceDrop, Reference reference) {
        return past(
                against(reference).get(organ).score(), clean().dice().get(organ).score(), maxDiceDrop);
    }

    /** The same of two Dice; what neither label nor answer shows, NaN, has not fallen. */
    public static boolean past(double attackedDice, double cleanDice, double maxDiceDrop) {
        return attackedDice < (1 - maxDiceDrop) * cleanDice;
    }
}
