package org.duress.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.duress.DuressException;
import org.duress.model.Artifact;
import org.duress.model.ModelFormat;
import org.duress.model.host.Containers;
import org.duress.net.device.Processor;
import org.duress.spec.read.PropertyLayers;

/** Examines this machine and class path. Takes seconds, downloads nothing, and leaves nothing behind. */
public final class Doctor {
    /** Those that Duress has readers of, in the order of docs/models.md. */
    private static final List<String> FORMATS =
            List.of("duress", "onnx", "torchscript", "keras", "dl4j", "samediff", "open-inference");

    private Doctor() {}

    /**
     * Examines all there is.
     *
     * @param news hears each finding when it is made
     */
    public static List<Finding> examine(PropertyLayers properties, Consumer<Finding> news) {
        List<Supplier<Finding>> checks = new ArrayList<>();
        checks.add(Machine::java);
        checks.add(Machine::memory);
        checks.add(Machine::temporaryFiles);
        checks.add(() -> Machine.processor(Processor.here(), System.getenv("ONEDNN_MAX_CPU_ISA")));
        checks.add(Engines::backend);
        checks.add(Engines::gpu);
        checks.add(Engines::convolution);
        List<ModelFormat> found = ServiceLoader.load(ModelFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        FORMATS.forEach(name -> checks.add(() -> format(name, found)));
        found.stream()
                .filter(format -> !FORMATS.contains(format.name()))
                .forEach(format -> checks.add(() -> Readers.format(format)));
        checks.add(Doctor::containers);
        checks.add(() -> Folders.store(properties.store()));
        checks.add(() -> Folders.reports(properties.reports()));
        checks.add(() -> Folders.counterexamples(properties.counterexamples()));
        List<Finding> findings = new ArrayList<>();
        for (Supplier<Finding> check : checks) {
            Finding finding = check.get();
            findings.add(finding);
            news.accept(finding);
        }
        return List.copyOf(findings);
    }

    private static Finding format(String name, List<ModelFormat> found) {
        return found.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .map(Readers::format)
                .orElseGet(() -> Finding.absent(
                        name,
                        "it is read by "
                                + Artifact.of(name).map(Artifact::missing).orElse("org.duress:duress-core")));
    }

    private static Finding containers() {
        if (Containers.find().isEmpty()) {
            return Finding.absent("Docker", Containers.whyNone().orElse(""));
        }
        return tried(
                "Docker",
                () -> Containers.whyNone()
                        .map(why -> Finding.warning("Docker", why))
                        .orElseGet(() -> Finding.ok("Docker", "an engine answers, for models of model.image")));
    }

    /** A check that must not stop the others, whatever a library throws. */
    static Finding tried(String subject, Supplier<Finding> check) {
        try {
            return check.get();
        } catch (DuressException e) {
            return Finding.broken(subject, String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            return Finding.broken(
                    subject,
                    "it does not work here (" + e.toString().lines().findFirst().orElse("")
                            + "); check that its jars and native build are of one version, and of this platform");
        }
    }
}
