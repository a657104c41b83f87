package org.duress.gate.baseline;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.duress.result.ContenderPasses;
import org.duress.result.Passes;
import org.duress.spec.Contender;

/**
 * What each contender costs: passes of a model, and wall time. What is charged to one within the work of another is not
 * charged to that other too, so that everything is charged once. Mutable, for one thread.
 */
public final class CostMeter {
    private final Supplier<Passes> passes;
    private final Map<Account, Cost> accounts = new HashMap<>();
    private Cost charged = Cost.NONE;

    /** What is done for a contender. */
    public enum Work {
        /** Finding what it proposes. */
        SEARCH,
        /** Judging what it has proposed. */
        JUDGING
    }

    /** What is charged for. */
    public record Account(Contender contender, Work work) {}

    /** What was charged. */
    public record Cost(Passes passes, long nanoseconds) {
        static final Cost NONE = new Cost(Passes.NONE, 0);

        Cost plus(Cost other) {
            return new Cost(passes.plus(other.passes), nanoseconds + other.nanoseconds);
        }

        Cost minus(Cost other) {
            return new Cost(passes.minus(other.passes), nanoseconds - other.nanoseconds);
        }
    }

    /**
     * A meter.
     *
     * @param passes of the model so far, for whomever
     */
    CostMeter(Supplier<Passes> passes) {
        this.passes = passes;
    }

    /** Does something for a contender, and charges it with what that costs; with nothing where it fails. */
    public <T> T charge(Contender contender, Work work, Supplier<T> what) {
        Cost before = now();
        Cost chargedBefore = charged;
        T done = what.get();
        Cost own = now().minus(before).minus(charged.minus(chargedBefore));
        accounts.merge(new Account(contender, work), own, Cost::plus);
        charged = charged.plus(own);
        return done;
    }

    /** All that was charged so far; those accounts aside that were never charged. */
    Map<Account, Cost> accounts() {
        return Map.copyOf(accounts);
    }

    /** Charges what was done elsewhere. */
    void add(Map<Account, Cost> elsewhere) {
        elsewhere.forEach((account, cost) -> accounts.merge(account, cost, Cost::plus));
    }

    private Cost now() {
        return new Cost(passes.get(), System.nanoTime());
    }

    private Cost of(Contender contender, Work work) {
        return accounts.getOrDefault(new Account(contender, work), Cost.NONE);
    }

    /**
     * What one contender was charged with so far.
     *
     * @param slices that it attacked
     */
    public ContenderPasses passes(Contender contender, int slices) {
        return new ContenderPasses(
                of(contender, Work.SEARCH).passes(), of(contender, Work.JUDGING).passes(), slices);
    }

    /** Wall time of all that were charged so far. */
    public Map<Contender, Double> seconds() {
        Map<Contender, Double> seconds = new EnumMap<>(Contender.class);
        accounts.forEach((account, cost) -> seconds.merge(account.contender(), cost.nanoseconds() / 1e9, Double::sum));
        return seconds;
    }
}
