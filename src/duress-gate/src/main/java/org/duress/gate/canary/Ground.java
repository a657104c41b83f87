package org.duress.gate.canary;

import java.util.List;
import java.util.function.IntFunction;
import org.duress.gate.judge.RealismJudge;
import org.duress.result.slice.CleanSlice;

/**
 * What plants grow on.
 *
 * @param organs of the cohort, in class order
 * @param clean the slices of a batch as the model segments them
 * @param realism says which images count
 */
public record Ground(List<String> organs, IntFunction<List<CleanSlice>> clean, RealismJudge realism) {
    public Ground {
        organs = List.copyOf(organs);
    }
}
