package org.duress.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Key;
import org.duress.spec.read.Obstacle;
import org.duress.spec.read.SpecLayer;
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
        Map<String, Object> settings = set(annotation, "");
        settings.put("name", ownName());
        Optional<SegmentationModel> opened = model(settings, model);
        cohort(settings, cohort);
        settings.put("attack", attack());
        settings.put("budget", budget());
        settings.put("realism", pairs("realism", annotation.realism()));
        settings.put("gate", gate());
        List<Map<String, Object>> waivers = waivers();
        if (!waivers.isEmpty()) {
            settings.put("waivers", waivers);
        }
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
        Map<String, Object> settings = set(model, "model");
        settings.put("format", format);
        if (!"".equals(path)) {
            settings.put("path", path);
        }
        return settings;
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
        Map<String, Object> cohort = set(source, "cohort");
        if (source.attackerSubjects().length > 0 && source.attackerShare() != CohortSource.HALF) {
            throw error("sets attackerSubjects and attackerShare; remove one");
        }
        cohort.putIfAbsent("attackerSubjects", source.attackerShare());
        given.ifPresent(opened -> {
            cohort.put("format", CohortFormat.GIVEN);
            Map<String, Object> organs = new LinkedHashMap<>();
            for (Organ organ : opened.organs()) {
                organs.put(organ.name(), new TreeSet<>(organ.labels()));
            }
            cohort.put("organs", organs);
            if (opened.volumes()) {
                cohort.put("dimensions", opened.grids().get(0).rank());
            }
            if (opened.grids().size() == 1) {
                cohort.put("size", opened.grid().sizes());
            }
        });
        settings.put("cohort", cohort);
    }

    private Map<String, Object> attack() {
        Map<String, Object> attack = set(annotation, "attack");
        Map<String, String> further = pairs("settings", annotation.settings());
        for (Key<?, ?> key : SpecKeys.of("attack")) {
            if (further.containsKey(key.local()) && (attack.containsKey(key.local()) || speaks(key))) {
                throw error("sets '" + key.local() + "' in settings; use the attribute " + key.local());
            }
        }
        attack.putAll(further);
        return attack;
    }

    /** Whether an attribute says something even where nobody has set it. */
    private static boolean speaks(Key<?, ?> key) {
        return Attributes.attribute(AdversarialRobustness.class, key)
                .map(Method::getDefaultValue)
                .filter(value ->
                        !value.getClass().isArray() || !Attributes.items(value).isEmpty())
                .isPresent();
    }

    private Map<String, Object> budget() {
        Map<String, Object> budget = new LinkedHashMap<>(pairs("budget", annotation.budget()));
        if (budget.containsKey("perceptibility")) {
            throw error("sets 'perceptibility' in budget; use the attribute maxPerceptibility");
        }
        budget.putAll(set(annotation, "budget"));
        return budget;
    }

    private Map<String, Object> gate() {
        Map<String, Object> limits = new LinkedHashMap<>();
        for (OrganLimit limit : annotation.organs()) {
            if (limits.put(limit.organ(), limit.maxDiceDrop()) != null) {
                throw error("limits the organ '" + limit.organ() + "' twice; remove one");
            }
        }
        Map<String, Object> gate = set(annotation, "gate");
        pairs("gate", annotation.gate()).forEach((key, value) -> {
            if (Attributes.attributes(AdversarialRobustness.class, "gate").contains(key)) {
                throw error("sets '" + key + "' in gate; use the attribute " + key);
            }
            gate.put(key, value);
        });
        gate.put("organs", limits);
        return gate;
    }

    /** As they stand in a spec file. */
    private List<Map<String, Object>> waivers() {
        List<Map<String, Object>> waivers = new ArrayList<>();
        for (Waiver waiver : annotation.waivers()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("organ", waiver.organ());
            one.put("limit", waiver.limit());
            one.put("owner", waiver.owner());
            one.put("reason", waiver.reason());
            one.put("expires", waiver.expires());
            waivers.add(one);
        }
        return waivers;
    }

    /** What the attributes of an annotation set of a block. */
    private Map<String, Object> set(Annotation of, String block) {
        return new Attributes(of, this::pairs).settings(block);
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

    private ExtensionConfigurationException error(String problem) {
        return new ExtensionConfigurationException(where + " " + problem);
    }
}
