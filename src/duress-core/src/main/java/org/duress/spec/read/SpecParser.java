package org.duress.spec.read;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortSpec;
import org.duress.spec.GateSpec;
import org.duress.spec.ImageSize;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.ServedModel;
import org.duress.spec.SpecComposition;
import org.duress.spec.SpecKeys;
import org.duress.spec.Waiver;
import org.duress.spec.key.Key;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Value;

/** Understands a spec, block by block. */
final class SpecParser {
    private static final List<String> KEYS = Stream.concat(
                    Stream.of("name", "model", "cohort", "attack", "budget", "realism", "gate", "expect", "waivers"),
                    SpecComposition.KEYS.stream().map(Key::local))
            .toList();

    /**
     * A key of the gate that has become {@code budget.perceptibility}, with another meaning: it must not be dropped in
     * silence.
     */
    static final String MOVED = "maxPerceptibility";

    /**
     * Pixels of a batch: a layer of 64 channels has 16 GiB for so many, and no array can hold more than eight times
     * that.
     */
    private static final long MOST_PIXELS = 1L << 26;

    private SpecParser() {}

    static RobustnessSpec spec(Value.Block block) {
        Section spec = new Section("", block).only(KEYS);
        refuseComposition(spec);
        String name = spec.get(RobustnessSpec.NAME);
        ModelSpec model = ModelParser.model(known(spec.get("model")));
        CohortSpec cohort = CohortParser.cohort(known(spec.get("cohort")));
        if (!cohort.sets().overlapping()) {
            spec.get("model").section().find(ModelSpec.CLASSES).ifPresent(set -> requireOnce(set, model.classes()));
        }
        AttackSpec attack = AttackParser.attack(optional(spec, "attack"));
        cohort.size().ifPresent(size -> requireFit(spec, size, attack.batch(), model));
        BudgetSpec budget = BudgetSpec.of(optional(spec, "budget"));
        RealismSpec realism = RealismSpec.of(optional(spec, "realism"));
        spec.find("gate").map(Setting::section).ifPresent(SpecParser::refuseMoved);
        Section gate = optional(spec, "gate");
        gate.find(GateSpec.ORGANS)
                .ifPresent(organs ->
                        organs.section().only(List.copyOf(cohort.organs().keySet())));
        GateSpec must = GateSpec.of(gate);
        must.shifts().flatMap(shifts -> shifts.contradiction(cohort.modality())).ifPresent(rule -> {
            throw gate.find(GateSpec.SHIFTS).orElseThrow().error(rule);
        });
        List<Waiver> waivers = spec.get(RobustnessSpec.WAIVERS);
        spec.find(RobustnessSpec.WAIVERS).ifPresent(set -> requireWider(set, waivers, cohort, must));
        return new RobustnessSpec(
                name, model, cohort, attack, budget, realism, must, spec.get(RobustnessSpec.EXPECT), waivers);
    }

    /** What is put together, or taken apart, before it comes here. */
    private static void refuseComposition(Section spec) {
        spec.find(SpecComposition.EXTENDS).ifPresent(setting -> {
            throw setting.error("has a meaning in spec files alone; remove it");
        });
        spec.find(SpecComposition.MATRIX).ifPresent(setting -> {
            throw setting.error("makes several specs of one file, and here one is read; run the folder of the file"
                    + " (@RobustnessSpecs, mvn test -Pgate, duress gate), which takes all of them");
        });
    }

    /** A waiver that is not there to allow more would only hide a limit. */
    private static void requireWider(Setting setting, List<Waiver> waivers, CohortSpec cohort, GateSpec gate) {
        for (Waiver waiver : waivers) {
            if (!cohort.organs().containsKey(waiver.organ())) {
                throw setting.error("must name organs of the cohort, and '" + waiver.organ() + "' is none; use one of "
                        + String.join(", ", cohort.organs().keySet()));
            }
            if (waiver.limit() < gate.maxDiceDrop(waiver.organ())) {
                throw setting.error("must allow more than the gate does, but " + waiver.limit() + " is less than the "
                        + gate.maxDiceDrop(waiver.organ()) + " that '" + waiver.organ()
                        + "' may fall anyway; remove the waiver, or set gate.organs");
            }
        }
    }

    /** Organs that do not overlap share no class. */
    private static void requireOnce(Setting setting, Map<String, List<Integer>> classes) {
        Map<Integer, String> owners = new HashMap<>();
        classes.forEach((organ, own) -> own.forEach(c -> {
            String owner = owners.put(c, organ);
            if (owner != null) {
                throw setting.error(
                        "must give each class once, but " + c + " is in '" + owner + "' and '" + organ + "'");
            }
        }));
    }

    /** What is in range by itself may be too much together. */
    private static void requireFit(Section spec, ImageSize size, int batch, ModelSpec model) {
        long pixels = size.pixels();
        if (batch * pixels > MOST_PIXELS) {
            throw spec.find("attack")
                    .flatMap(attack -> attack.section().find(AttackSpec.BATCH))
                    .orElseGet(() -> spec.get("cohort").section().get(CohortSpec.SIZE.local()))
                    .error(tooMuch(batch, size));
        }
        int served = served(model.source());
        if (served * pixels > MOST_PIXELS) {
            throw spec.get("model")
                    .section()
                    .find(ServedModel.BATCH)
                    .orElseGet(() -> spec.get("cohort").section().get(CohortSpec.SIZE.local()))
                    .error(tooMuch(served, size));
        }
    }

    private static int served(ModelSource source) {
        if (source instanceof ModelSource.Server server) {
            return server.served().batch();
        }
        return source instanceof ModelSource.Image image ? image.served().batch() : 0;
    }

    private static String tooMuch(int batch, ImageSize size) {
        return "gives batches of " + batch + " images of " + size + " pixels, but at most " + MOST_PIXELS
                + " pixels are computed at once; lower the batch or cohort.size";
    }

    private static Section known(Setting block) {
        return block.section().only(SpecKeys.names(block.key()));
    }

    private static Section optional(Section spec, String key) {
        return known(spec.find(key)
                .orElseGet(() -> new Setting(key, new Value.Block(spec.block().origin(), Map.of()))));
    }

    private static void refuseMoved(Section gate) {
        gate.find(MOVED).ifPresent(moved -> {
            throw moved.error(
                    "is now '" + BudgetSpec.PERCEPTIBILITY + "', which every attack is held to; move it there");
        });
    }
}
