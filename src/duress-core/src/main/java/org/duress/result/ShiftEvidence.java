package org.duress.result;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.duress.spec.ShiftKind;

/**
 * What natural shifts do to the model, beside what attacks do.
 *
 * @param decides whether a fall past the limit fails the model: {@code gate.shifts.maxDiceDrop} is set
 * @param curves of each organ, in the spec's order, those under each shift; empty where none was measured
 * @param passes of the model that it took
 */
public record ShiftEvidence(boolean decides, List<ShiftCurve> curves, Passes passes) {
    /** No shift was asked for. */
    public static final ShiftEvidence NONE = new ShiftEvidence(false, List.of(), Passes.NONE);

    public ShiftEvidence {
        curves = List.copyOf(curves);
    }

    /** Whether nothing was measured. */
    public boolean isEmpty() {
        return curves.isEmpty();
    }

    /** Those that were measured. */
    public List<ShiftKind> shifts() {
        return curves.stream().map(ShiftCurve::shift).distinct().toList();
    }

    /** The curves of one organ. */
    public List<ShiftCurve> of(String organ) {
        return curves.stream().filter(curve -> curve.organ().equals(organ)).toList();
    }

    /** The shift under which an organ falls most, at the severity that is judged; the first of equals. */
    public Optional<ShiftCurve> worst(String organ) {
        // max would give the last of equals.
        return of(organ).stream()
                .min(Comparator.comparingDouble(ShiftCurve::relativeDrop).reversed());
    }

    /** Of each organ that a limit of shifts is for, and that some shift takes past it, the worst shift; none else. */
    public List<ShiftCurve> fallen() {
        return decides
                ? curves.stream()
                        .map(ShiftCurve::organ)
                        .distinct()
                        .flatMap(organ -> worst(organ).stream())
                        .filter(ShiftCurve::pastLimit)
                        .sorted(Comparator.comparingDouble(ShiftCurve::relativeDrop)
                                .reversed())
                        .toList()
                : List.of();
    }

    /** How an organ that falls, or does not, under attacks does under shifts. */
    public enum Standing {
        /** Attacks and shifts take it past its limit. */
        FRAGILE("fragile", "natural shifts take it past its limit too"),
        /** Attacks do, and no shift. */
        ONLY_ATTACKABLE("only attackable", "no natural shift takes it past its limit"),
        /** Some shift does, and no attack. */
        ONLY_SHIFTED("fragile without an attacker", "natural shifts take it past its limit, and no attack did"),
        /** Neither does. */
        HOLDS("within its limits", "neither an attack nor a natural shift that was tried takes it past them");

        private final String brief;
        private final String why;

        Standing(String brief, String why) {
            this.brief = brief;
            this.why = why;
        }

        /** In a word or two. */
        public String brief() {
            return brief;
        }

        /** With what it means. */
        public String words() {
            return brief + ": " + why;
        }
    }

    /** That of one organ by its point estimates; empty where no shift was measured. */
    public Optional<Standing> standing(OrganEvidence organ) {
        return worst(organ.name()).map(worst -> {
            if (worst.pastLimit()) {
                return organ.pastThreshold() ? Standing.FRAGILE : Standing.ONLY_SHIFTED;
            }
            return organ.pastThreshold() ? Standing.ONLY_ATTACKABLE : Standing.HOLDS;
        });
    }
}
