package org.duress.attack.vaegan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.duress.spec.AttackSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;

/** Untrained attackers and checkpoints of them, for mutants. */
public final class VaeGanFuzz {
    private VaeGanFuzz() {}

    private static TrainingState start() {
        return TrainingState.start(
                new AttackSpec(2, EnumSet.allOf(FieldKind.class), 10, 2, 1, 7, VaeGanSettings.defaults()));
    }

    /** An attacker as a store keeps it. */
    public static List<byte[]> attackers() throws IOException {
        Path file = Files.createTempFile("fuzz", ".attacker");
        TrainingState state = start();
        new VaeGanAttacker(state.generator(), state.critic(), 10).save(file);
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
