package org.duress.report.allure;

import io.qameta.allure.Allure;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.TestResult;
import io.qameta.allure.util.ResultsUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.report.CurvePicture;
import org.duress.report.OrgansCsv;
import org.duress.report.Reporter;
import org.duress.report.ShiftPicture;
import org.duress.report.ShiftsCsv;
import org.duress.report.VerdictJson;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;
import org.duress.spec.Expectation;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Key;
import org.jspecify.annotations.Nullable;

/**
 * Adds an outcome to the Allure result of the running test: labels, inputs as parameters, the stages as steps with what
 * they measured, pictures, tables, and what the model said of a failure. Does nothing where Allure does not listen to a
 * test on this thread.
 */
public final class AllureReport implements Reporter {
    private final Supplier<AllureLifecycle> lifecycle;
    private final Supplier<Path> results;

    /** Reports to the lifecycle and the results folder of this JVM. */
    public AllureReport() {
        this(Allure::getLifecycle, ResultsFolder::ofThisJvm);
    }

    AllureReport(Supplier<AllureLifecycle> lifecycle, Supplier<Path> results) {
        this.lifecycle = lifecycle;
        this.results = results;
    }

    @Override
    public void report(GateOutcome outcome, Path reports) {
        AllureLifecycle allure = lifecycle.get();
        if (allure.getCurrentTestCase().isEmpty()) {
            return;
        }
        RobustnessResult result = outcome.result();
        allure.updateTestCase(test -> {
            describe(test, result.spec());
            // The same test on another machine has the same history.
            test.getParameters()
                    .add(input("device", result.evidence().origin().device()).setExcluded(true));
            if (isBlank(test.getDescription()) && isBlank(test.getDescriptionHtml())) {
                test.setDescriptionHtml(FrontPage.html(result));
            }
        });
        new StageSteps(allure, outcome).add(System.currentTimeMillis());
        CurvePicture curve = new CurvePicture(result);
        if (!curve.isEmpty()) {
            allure.addAttachment("Dice against budget", "image/png", ".png", curve.png());
        }
        if (!result.evidence().shifts().isEmpty()) {
            allure.addAttachment("Dice under natural shifts", "image/png", ".png", new ShiftPicture(result).png());
            attach(
                    allure,
                    "shifts.csv",
                    "text/csv",
                    ShiftsCsv.of(result.evidence().shifts()));
        }
        attach(allure, "organs.csv", "text/csv", OrgansCsv.of(result));
        attach(allure, "verdict.json", "application/json", VerdictJson.of(result));
        attach(allure, outcome.diagnostics());
        ResultsFolder.prepare(results.get());
        ResultsFolder.describe(results.get(), result.evidence().origin().device());
    }

    @Override
    public void broken(RobustnessSpec spec, DuressException problem, Path reports) {
        AllureLifecycle allure = lifecycle.get();
        if (allure.getCurrentTestCase().isEmpty()) {
            return;
        }
        allure.updateTestCase(test -> describe(test, spec));
        attach(allure, problem.attachments());
        ResultsFolder.prepare(results.get());
    }

    private static void attach(AllureLifecycle allure, Map<String, String> texts) {
        texts.forEach((name, text) ->
                allure.addAttachment(name, "text/plain", ".txt", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void attach(AllureLifecycle allure, String name, String type, String content) {
        allure.addAttachment(
                name, type, name.substring(name.lastIndexOf('.')), content.getBytes(StandardCharsets.UTF_8));
    }

    private static void describe(TestResult test, RobustnessSpec spec) {
        // Allure puts the method before it, which is the same for all specs of a folder.
        test.setName(spec.name());
        List<Label> labels = test.getLabels();
        labels.add(ResultsUtils.createEpicLabel("Robustness"));
        labels.add(ResultsUtils.createFeatureLabel(modelName(spec)));
        labels.add(ResultsUtils.createStoryLabel(fields(spec)));
        if (labels.stream().noneMatch(label -> label.getName().equals(ResultsUtils.SEVERITY_LABEL_NAME))) {
            boolean weakness = spec.expect() == Expectation.FAIL;
            labels.add(
                    new Label().setName(ResultsUtils.SEVERITY_LABEL_NAME).setValue(weakness ? "normal" : "critical"));
        }
        // JUnit's id holds the place in the folder; the spec's name keeps its history when another spec is added.
        test.setHistoryId(
                UUID.nameUUIDFromBytes((test.getTestCaseId() + "/" + spec.name()).getBytes(StandardCharsets.UTF_8))
                        .toString());
        test.getParameters().forEach(parameter -> {
            if (parameter.getName().equals("UniqueId")) {
                parameter.setExcluded(true);
            }
        });
        test.getParameters().addAll(inputs(spec));
    }

    /**
     * Only what was asked for: Allure tells tests apart by their parameters, so a measured number has no place here.
     */
    private static List<Parameter> inputs(RobustnessSpec spec) {
        List<Parameter> inputs = new ArrayList<>();
        inputs.add(input("model", spec.model().format() + ": " + modelName(spec)));
        SpecKeys.ALL.forEach(key -> key.label()
                .ifPresent(label -> inputs(label, spec.values().get(key)).forEach(inputs::add)));
        return inputs;
    }

    /** Of a limit for each organ one an organ, of what is empty none. */
    private static Stream<Parameter> inputs(String label, Object value) {
        if (value instanceof Map<?, ?> each) {
            return each.entrySet().stream().map(entry -> input(label + " " + entry.getKey(), entry.getValue()));
        }
        if (value instanceof OptionalDouble some) {
            return some.stream().mapToObj(number -> input(label, number));
        }
        return value instanceof Collection<?> some && some.isEmpty()
                ? Stream.empty()
                : Stream.of(input(label, Key.written(value)));
    }

    private static String fields(RobustnessSpec spec) {
        return Key.written(spec.attack().fields());
    }

    private static Parameter input(String name, Object value) {
        return new Parameter().setName(name).setValue(String.valueOf(value));
    }

    private static String modelName(RobustnessSpec spec) {
        return spec.model().source().name();
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
