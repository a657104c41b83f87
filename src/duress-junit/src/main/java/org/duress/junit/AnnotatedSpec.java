package org.duress.junit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.data.Organ;
import org.duress.model.SegmentationModel;
import org.duress.spec.CohortFormat;
import org.duress.spec.Obstacle;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecLayer;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Reads the annotation of a method as the weakest layer of its spec. */
final class AnnotatedSpec {
    /** The model format of models that test code gives. */
    static final String GIVEN = "given";

    private final AdversarialRobustness annotation;
    private final String method;
    private final String where;

    private AnnotatedSpec(AdversarialRobustness annotation, String method) {
        this.annotation = annotation;
        this.method = method;
        this.where = "@AdversarialRobustness on " + method;
    }

    static boolean isOn(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), AdversarialRobustness.class);
    }

    static AnnotatedSpec of(ExtensionContext context) {
        AdversarialRobustness annotation = AnnotationSupport.findAnnotation(
                        context.getTestMethod(), AdversarialRobustness.class)
                .orElseThrow();
        return new AnnotatedSpec(annotation, methodName(context));
    }

    /** {@code Class.method}, with the enclosing classes and without the package. */
    static String methodName(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        String name = type.getName()
                .substring(
                        type.getPackageName().isEmpty()
                                ? 0
                                : type.getPackageName().length() + 1);
        return name.replace('$', '.') + "." + context.getRequiredTestMethod().getName();
    }

    /**
     * The name of the spec as far as it is known before the test runs; a file that cannot be read breaks the test, not
     * this.
     */
    String name() {
        try {
            return file().flatMap(SpecLayer::name).orElseGet(this::ownName);
        } catch (DuressException e) {
            return ownName();
        }
    }

    private String ownName() {
        return annotation.name().isEmpty() ? method : annotation.name();
    }

    /** Lays all settings over each other and asks the test class for what it gives. */
    Assignment assignment(ExtensionContext context) {
        Optional<Object> model = member(context, "modelFrom", annotation.modelFrom());
        Optional<Cohort> cohort =
                member(context, "cohortFrom", annotation.cohortFrom()).map(this::cohort);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("name", ownName());
        Optional<SegmentationModel> opened = model(settings, model);
        cohort(settings, cohort);
        settings.put("attack", attack());
        settings.put("budget", budget());
        settings.put("realism", pairs("realism", annotation.realism()));
        settings.put("gate", gate());
        settings.put("expect", annotation.expect());
        List<SpecLayer> layers = new ArrayList<>(List.of(SpecLayer.of(where, settings)));
        file().ifPresent(layers::add);
        RobustnessSpec spec = SpecLayer.resolve(layers, RunProperties.of(context));
        Obstacle.refuse(spec, annotation.specFile().isEmpty() ? where : annotation.specFile());
        return new Assignment(
                spec,
                opened.filter(given -> spec.model().format().equals(GIVEN)),
                cohort.filter(given -> spec.cohort().format() == CohortFormat.GIVEN));
    }

    private Optional<SpecLayer> file() {
        return Optional.of(annotation.specFile())
                .filter(file -> !file.isEmpty())
                .map(file -> SpecLayer.file(Path.of(file)));
    }

    private Optional<Object> member(ExtensionContext context, String attribute, String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(TestMember.value(context, where, attribute, name));
    }

    private Optional<SegmentationModel> model(Map<String, Object> settings, Optional<Object> given) {
        ModelUnderTest model = annotation.model();
        boolean named = !(model.path() + model.url() + model.image()).isEmpty();
        if (given.isPresent() && named) {
            throw error("names a model twice, by model and by modelFrom; remove one");
        }
        if (given.isEmpty() && !named) {
            if (annotation.specFile().isEmpty()) {
                throw error("names no model; set model = @ModelUnderTest(path, url or image = ...) or modelFrom");
            }
            return Optional.empty();
        }
        Object source = given.orElse(model.path());
        if (source instanceof SegmentationModel opened) {
            settings.put("model", model(model, GIVEN, method + "." + annotation.modelFrom()));
            return Optional.of(opened);
        }
        if (!(source instanceof Path) && given.isPresent()) {
            throw TestMember.error(
                    where,
                    "modelFrom",
                    annotation.modelFrom(),
                    "gives a " + source.getClass().getName() + "; let it give a SegmentationModel or a Path");
        }
        settings.put("model", model(model, model.format(), source));
        return Optional.empty();
    }

    private Map<String, Object> model(ModelUnderTest model, String format, Object path) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("format", format);
        putUnless("".equals(path), settings, "path", path);
        putUnless(model.url().isEmpty(), settings, "url", model.url());
        putUnless(model.image().isEmpty(), settings, "image", model.image());
        served(settings, model);
        container(settings, model);
        settings.put("head", model.head());
        settings.put("layout", model.layout());
        putUnless(model.channels() == 0, settings, "channels", model.channels());
        putUnless(model.output().isEmpty(), settings, "output", model.output());
        putUnless(model.classes().length == 0, settings, "classes", pairs("model.classes", model.classes()));
        return settings;
    }

    private static void served(Map<String, Object> settings, ModelUnderTest model) {
        putUnless(model.name().isEmpty(), settings, "name", model.name());
        putUnless(model.version().isEmpty(), settings, "version", model.version());
        putUnless(model.batch() == 0, settings, "batch", model.batch());
        putUnless(model.inFlight() == 0, settings, "inFlight", model.inFlight());
        putUnless(model.retries() == -1, settings, "retries", model.retries());
        putUnless(model.requestSeconds() == 0, settings, "requestSeconds", model.requestSeconds());
        putUnless(model.readySeconds() == 0, settings, "readySeconds", model.readySeconds());
    }

    private void container(Map<String, Object> settings, ModelUnderTest model) {
        putUnless(model.port() == 0, settings, "port", model.port());
        putUnless(
                model.environment().length == 0,
                settings,
                "environment",
                pairs("model.environment", model.environment()));
        putUnless(model.command().length == 0, settings, "command", List.of(model.command()));
        putUnless(model.files().length == 0, settings, "files", pairs("model.files", model.files()));
        putUnless(!model.gpu(), settings, "gpu", model.gpu());
        putUnless(!model.egress(), settings, "egress", model.egress());
    }

    private Cohort cohort(Object given) {
        if (given instanceof Cohort cohort) {
            return cohort;
        }
        throw TestMember.error(
                where,
                "cohortFrom",
                annotation.cohortFrom(),
                "gives a " + given.getClass().getName() + "; let it give a Cohort");
    }

    private void cohort(Map<String, Object> settings, Optional<Cohort> given) {
        CohortSource source = annotation.cohort();
        boolean named = source.format() != CohortFormat.GIVEN;
        if (given.isPresent() && named) {
            throw error("names a cohort twice, by cohort and by cohortFrom; remove one");
        }
        if (given.isEmpty() && !named && annotation.specFile().isEmpty()) {
            throw error("names no cohort; set cohort = @CohortSource(format = ...) or cohortFrom");
        }
        Map<String, Object> cohort = files(source);
        if (named || given.isPresent()) {
            cohort.put("format", source.format());
        }
        given.ifPresent(opened -> {
            Map<String, Object> organs = new LinkedHashMap<>();
            for (Organ organ : opened.organs()) {
                organs.put(organ.name(), new TreeSet<>(organ.labels()));
            }
            cohort.put("organs", organs);
            cohort.put("size", List.of(opened.height(), opened.width()));
        });
        settings.put("cohort", cohort);
    }

    /** What is set in a cohort's annotation: an attribute with its default is left to the default of the key. */
    private Map<String, Object> files(CohortSource source) {
        Map<String, Object> cohort = new LinkedHashMap<>();
        putUnless(source.images().isEmpty(), cohort, "images", source.images());
        putUnless(source.labels().isEmpty(), cohort, "labels", source.labels());
        putUnless(source.subject().isEmpty(), cohort, "subject", source.subject());
        putUnless(source.organs().length == 0, cohort, "organs", pairs("cohort.organs", source.organs()));
        putUnless(
                source.size().length == 0,
                cohort,
                "size",
                Arrays.stream(source.size()).boxed().toList());
        putUnless(
                source.window().length == 0,
                cohort,
                "window",
                Arrays.stream(source.window()).boxed().toList());
        cohort.put("minOrganPixels", source.minOrganPixels());
        if (source.attackerSubjects().length > 0 && source.attackerShare() != 0.5) {
            throw error("sets attackerSubjects and attackerShare; remove one");
        }
        cohort.put(
                "attackerSubjects",
                source.attackerSubjects().length > 0 ? List.of(source.attackerSubjects()) : source.attackerShare());
        putUnless(source.gateSubjects().length == 0, cohort, "gateSubjects", List.of(source.gateSubjects()));
        cohort.put("seed", source.seed());
        putUnless(source.phantomSubjects() == 24, cohort, "subjects", source.phantomSubjects());
        putUnless(source.phantomSlices() == 12, cohort, "slices", source.phantomSlices());
        return cohort;
    }

    private Map<String, Object> attack() {
        Map<String, Object> attack = new LinkedHashMap<>();
        attack.put("xi", annotation.xi());
        attack.put("fields", List.of(annotation.fields()));
        attack.put("steps", annotation.steps());
        attack.put("batch", annotation.batch());
        attack.put("samples", annotation.samples());
        attack.put("seed", annotation.seed());
        putUnless(annotation.contenders().length == 0, attack, "contenders", List.of(annotation.contenders()));
        pairs("settings", annotation.settings()).forEach((key, value) -> {
            if (attack.putIfAbsent(key, value) != null) {
                throw error("sets '" + key + "' in settings; use the attribute " + key);
            }
        });
        return attack;
    }

    private Map<String, Object> budget() {
        Map<String, Object> budget = new LinkedHashMap<>(pairs("budget", annotation.budget()));
        if (budget.containsKey("perceptibility")) {
            throw error("sets 'perceptibility' in budget; use the attribute maxPerceptibility");
        }
        putUnless(
                Double.isNaN(annotation.maxPerceptibility()), budget, "perceptibility", annotation.maxPerceptibility());
        return budget;
    }

    private Map<String, Object> gate() {
        Map<String, Object> limits = new LinkedHashMap<>();
        for (OrganLimit limit : annotation.organs()) {
            if (limits.put(limit.organ(), limit.maxDiceDrop()) != null) {
                throw error("limits the organ '" + limit.organ() + "' twice; remove one");
            }
        }
        Map<String, Object> gate = new LinkedHashMap<>();
        gate.put("maxDiceDrop", annotation.maxDiceDrop());
        gate.put("organs", limits);
        gate.put("decision", annotation.decision());
        gate.put("reference", annotation.reference());
        return gate;
    }

    /** Splits texts such as {@code liver=6} at their first equals sign. */
    private Map<String, String> pairs(String attribute, String[] texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw error("has \"" + text + "\" in " + attribute + ", which must be written as \"name=value\"");
            }
            if (pairs.put(
                            text.substring(0, equals).strip(),
                            text.substring(equals + 1).strip())
                    != null) {
                throw error("has '" + text.substring(0, equals).strip() + "' twice in " + attribute + "; remove one");
            }
        }
        return pairs;
    }

    private static void putUnless(boolean unset, Map<String, Object> settings, String key, Object value) {
        if (!unset) {
            settings.put(key, value);
        }
    }

    private ExtensionConfigurationException error(String problem) {
        return new ExtensionConfigurationException(where + " " + problem);
    }
}
