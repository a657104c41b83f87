package org.duress.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.duress.base.EnumWords;
import org.duress.doctor.Doctor;
import org.duress.doctor.Finding;
import org.duress.doctor.Finding.State;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether this machine can do what Duress asks of it. */
@Command(
        name = "doctor",
        description =
                "Examines this machine: JVM, memory, processor and its known faults, ND4J, GPU, Docker, folders; and"
                        + " tries every engine and reader on the class path on numbers that are known. Takes seconds.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() {
        List<Finding> findings = Doctor.examine(PropertyLayers.of(PropertyLayer.system()), finding -> {});
        int code = findings.stream().anyMatch(finding -> finding.state() == State.BROKEN) ? Failures.BROKEN : 0;
        answer.give(
                out -> {
                    findings.forEach(finding -> out.println(line(finding)));
                    out.println(conclusion(findings));
                },
                () -> document(findings, code));
        return code;
    }

    private static String line(Finding finding) {
        String state = finding.state() == State.ABSENT ? "-" : EnumWords.of(finding.state());
        return String.format(Locale.ROOT, "%-8s %-16s %s", state, finding.subject(), finding.sentence());
    }

    private static String conclusion(List<Finding> findings) {
        return EvidenceTable.format(
                "%d broken, %d to be looked at",
                findings.stream().filter(one -> one.state() == State.BROKEN).count(),
                findings.stream().filter(one -> one.state() == State.WARNING).count());
    }

    private static ObjectNode document(List<Finding> findings, int code) {
        ObjectNode json = Answer.object();
        ArrayNode list = json.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("subject", finding.subject())
                    .put("state", EnumWords.of(finding.state()))
                    .put("sentence", finding.sentence());
        }
        return json.put("exitCode", code);
    }
}
