package org.duress.attack.vaegan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.net.TrainingCheckpoint;
import org.duress.spec.AttackSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;

/** Untrained attackers and checkpoints of them, for mutants. */
public final class VaeGanFuzz {
    private static final AttackSpec SPEC =
            new AttackSpec(2, EnumSet.allOf(FieldKind.class), 10, 2, 1, 7, VaeGanSettings.defaults());

    private static final Lattice LATTICE = Lattice.usual(SPEC.vaeGan().networks());
    private static final int CLASSES = 3;

    private VaeGanFuzz() {}

    private static TrainingState start() {
        return TrainingState.start(SPEC, LATTICE, 1, CLASSES);
    }

    /** Resumes from a checkpoint, as training does; one that is damaged is set aside, which counts as refused. */
    public static void resume(Path file) {
        List<String> warnings = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void step(String task, int step, int steps, String state) {}

            @Override
            public void warn(String sentence) {
                warnings.add(sentence);
            }
        };
        boolean resumed = new TrainingCheckpoint(file)
                .read(saved -> TrainingState.of(SPEC, LATTICE, 1, CLASSES, saved), progress)
                .isPresent();
        if (warnings.size() != (resumed ? 0 : 1)) {
            throw new IllegalStateException("resumed " + resumed + " and said " + warnings);
        }
        if (!resumed) {
            throw new DuressException(warnings.get(0));
        }
    }

    /** An attacker as a store keeps it. */
    public static List<byte[]> attackers() throws IOException {
        Path file = Files.createTempFile("fuzz", ".attacker");
        TrainingState state = start();
        new VaeGanAttacker(state.generator(), state.critic(), CLASSES, 10).save(file);
        return bytes(file);
    }

    /** A training run's state. */
    public static List<byte[]> checkpoints() throws IOException {
        Path file = Files.createTempFile("fuzz", ".checkpoint");
        start().archive().write(file);
        return bytes(file);
    }

    private static List<byte[]> bytes(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return List.of(bytes);
    }
}
