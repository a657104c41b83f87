package org.duress.gate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.attack.KeptFields;
import org.duress.data.Cohort;
import org.duress.gate.evidence.OrganWorst;
import org.duress.gate.evidence.Tally;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.model.SegmentationModel;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;

/**
 * What the whole attack of a spec found on its model: for each gate slice and organ the perturbation that is worst for
 * the organ there. To be judged on other models of the same cohort ({@link TransferTarget}), with no verdict. The model
 * is not needed any more.
 */
public final class FoundAttacks {
    private final TransferSetting setting;
    private final Set<Contender> contenders;
    private final double perceptibility;

    /** By the slice's name, one entry an organ. */
    private final Map<String, List<Optional<KeptFields>>> worst;

    private FoundAttacks(
            TransferSetting setting,
            Set<Contender> contenders,
            double perceptibility,
            Map<String, List<Optional<KeptFields>>> worst) {
        this.setting = setting;
        this.contenders = contenders;
        this.perceptibility = perceptibility;
        this.worst = worst;
    }

    /**
     * Attacks the gate subjects with everything that the spec names, or that suits the model. Known counterexamples are
     * not tried: they may be of another model.
     *
     * @param store folder of the trained attackers; made when missing
     * @throws DuressException as {@link RobustnessGate#run}
     */
    public static FoundAttacks of(
            RobustnessSpec spec, SegmentationModel model, Cohort cohort, Path store, GateListener listener) {
        Contenders source = new Contenders(store);
        Opened opened = Opened.of(spec, model, cohort, "", listener);
        Measured measured = new RobustnessGate(store).measured(opened, WorkSource.HERE, listener);
        Prepared prepared = Prepared.of(measured, source, Search.FULL, listener);
        try (PreparedAttack attack = prepared.attack()) {
            RealismJudge realism = CriticWork.realism(Answered.of(measured), attack, WorkSource.HERE);
            Tally tally = Attacked.tally(measured, attack, realism, WorkSource.HERE, listener);
            Map<String, List<Optional<KeptFields>>> worst = new HashMap<>();
            tally.chosen().forEach(one -> put(one, opened.organs().size(), worst));
            return new FoundAttacks(
                    TransferSetting.of(spec, cohort),
                    Contenders.of(spec.attack(), opened.model()),
                    tally.fields().perceptibility(),
                    worst);
        }
    }

    private static void put(OrganWorst one, int organs, Map<String, List<Optional<KeptFields>>> worst) {
        List<Optional<KeptFields>> own = worst.computeIfAbsent(
                one.judged().trial().slice().name(),
                slice -> new ArrayList<>(Collections.nCopies(organs, Optional.empty())));
        KeptFields fields = one.judged().trial().kept();
        one.organs().forEach(organ -> own.set(organ, Optional.of(fields)));
    }

    /** Of the spec. */
    public String name() {
        return setting.spec();
    }

    /** What attacked. */
    public Set<Contender> contenders() {
        return contenders;
    }

    /** Mean p of the perturbations. */
    public double perceptibility() {
        return perceptibility;
    }

    TransferSetting setting() {
        return setting;
    }

    /** For each organ the fields that are worst for it on a slice; empty where nothing is worse than the clean one. */
    List<Optional<KeptFields>> worst(String slice) {
        return worst.getOrDefault(slice, Collections.nCopies(setting.organs().size(), Optional.empty()));
    }
}
