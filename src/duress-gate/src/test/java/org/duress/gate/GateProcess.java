package org.duress.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.prepare.Contenders;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.net.device.Device;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;

/** One small gate in a process of its own, for {@link ThreadsTest}: spec file and store in, what was measured out. */
final class GateProcess {
    private GateProcess() {}

    public static void main(String[] arguments) throws IOException {
        RobustnessSpec read = SpecFiles.read(Path.of(arguments[0]));
        // The query attack asks the model alone, which the others do too.
        RobustnessSpec spec = read.with(read.attack().with(EnumSet.of(Contender.VAEGAN, Contender.GRADIENT)));
        Path store = Path.of(arguments[1]);
        Cohort cohort = Cohorts.open(spec.cohort());
        String evidence;
        try (SegmentationModel model = Models.open(spec.model())) {
            evidence = new RobustnessGate(() -> "cpu (test)", new Contenders(store))
                    .run(spec, model, cohort, GateListener.SILENT)
                    .result()
                    .evidence()
                    .toString();
        }
        List<Path> attackers;
        try (var files = Files.list(store)) {
            attackers = files.filter(file -> file.toString().endsWith(".attacker.sha256"))
                    .toList();
        }
        System.out.println("DEVICE " + Device.resolved().description());
        System.out.println("ATTACKER " + Files.readString(attackers.get(0)).strip());
        System.out.println("EVIDENCE " + evidence.replaceAll("Durations\\[[^]]*]", "Durations[?]"));
    }
}
